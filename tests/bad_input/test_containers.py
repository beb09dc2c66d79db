"""Rows 56 to 59: WARC files that are cut or packed oddly, zip and tar that reach outside."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable

import pytest

from tests.bad_input.intake import QUAY, Intake
from tests.ingest.inputs.warcs import page, record

UNKNOWN = {"Content-Encoding": "pack200"}


def story(number: int) -> bytes:
    return page(f"Report {number}", f"The harbour master counted ship {number} at the quay.")


def stored(number: int, **more: object) -> bytes:
    return record(story(number), url=f"https://q.example/{number}", **more)  # type: ignore[arg-type]


def test_row_56_a_warc_that_is_cut_off_is_named_and_earlier_records_are_in(intake: Intake) -> None:
    whole = b"".join(gzip.compress(stored(number)) for number in (1, 2, 3))
    taken = intake.take_file("crawl.warc.gz", whole[:-150])

    assert [code for code, _ in taken.left_out] == ["E_WARC_TRUNCATED"]
    assert taken.left_out[0][1].startswith("given/crawl.warc.gz")
    assert taken.titles == ["Report 1", "Report 2"]


def test_row_57_a_warc_in_one_gzip_is_read_and_what_is_no_page_is_counted(intake: Intake) -> None:
    records = [
        record(b"software: crawler", type_="warcinfo", url="", media="application/warc-fields"),
        record(b"GET / HTTP/1.1\r\n\r\n", type_="request", media="application/http"),
        record(b"", type_="revisit", http=True),
        record(b"a: b", type_="metadata", media="application/warc-fields"),
        stored(1),
    ]
    taken = intake.take_file("crawl.warc.gz", gzip.compress(b"".join(records)))

    assert taken.left_out == []
    assert [code for code, _ in taken.odd] == ["W_SKIPPED"]
    for kind in ("request", "revisit", "metadata"):
        assert kind in taken.reasons
    assert taken.titles == ["Report 1"]


def test_row_57_a_wrong_length_costs_its_record_only(intake: Intake) -> None:
    records = stored(1) + stored(2, length="12") + stored(3)
    taken = intake.take_file("crawl.warc", records)

    assert {code for code, _ in taken.left_out} == {"E_WARC"}
    assert set(taken.titles) >= {"Report 1", "Report 3"}


def bodies() -> Iterable[tuple[str, bytes]]:
    brotli = pytest.importorskip("brotli")
    zstandard = pytest.importorskip("zstandard")
    yield "br", brotli.compress(story(1))
    yield "zstd", zstandard.ZstdCompressor().compress(story(2))
    yield "gzip", gzip.compress(story(3))
    yield "deflate", zlib.compress(story(4))


def test_row_58_bodies_in_any_coding_are_unpacked_and_an_unknown_one_is_named(
    intake: Intake,
) -> None:
    pages = [
        record(body, url=f"https://q.example/{name}", headers={"Content-Encoding": name})
        for name, body in bodies()
    ]
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(story(5)), story(5))
    pages.append(
        record(chunks, url="https://q.example/5", headers={"Transfer-Encoding": "chunked"})
    )
    pages.append(record(zlib.compress(story(6)), url="https://q.example/6", headers=UNKNOWN))
    pages.append(record(b"\xff\xfe not brotli", headers={"Content-Encoding": "br"}))
    taken = intake.take_file("crawl.warc", b"".join(pages))

    assert taken.left_out == [
        ("E_CODEC", "given/crawl.warc#6"),
        ("E_CODEC", "given/crawl.warc#7"),
    ]
    assert taken.titles == [f"Report {number}" for number in range(1, 6)]


def test_row_58_a_wrong_charset_is_said_and_the_page_is_in(intake: Intake) -> None:
    body = page("Café am Kai", "Der Zwölfte aß für fünf Euro süße Brötchen am Café.")
    taken = intake.take_file("crawl.warc", record(body, media="text/html; charset=iso-8859-1"))

    assert taken.left_out == []
    assert ("W_CHARSET", "given/crawl.warc#1") in taken.odd
    assert "Zwölfte" in taken.texts[0]


def test_row_59_members_that_reach_outside_are_named_and_nothing_is_written(
    intake: Intake,
) -> None:
    folder = intake.folder
    with zipfile.ZipFile(folder / "a.zip", "w") as packed:
        for name in ("../out.txt", "/tmp/dateline-out.txt", "ok/../../out.txt", "good.txt"):
            packed.writestr(name, f"The quay was busy, says {name}.")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/hostname")
    with tarfile.open(folder / "b.tar.gz", "w:gz") as packed_tar:
        for name in ("../out.txt", "good.txt"):
            text = f"The quay was calm, says {name}.".encode()
            member = tarfile.TarInfo(name)
            member.size = len(text)
            packed_tar.addfile(member, io.BytesIO(text))
        linked = tarfile.TarInfo("link.txt")
        linked.type, linked.linkname = tarfile.SYMTYPE, "/etc/hostname"
        packed_tar.addfile(linked)
    before = sorted(intake.root.rglob("*"))
    taken = intake.take()

    assert {code for code, _ in taken.left_out} == {"E_ARCHIVE_PATH"}
    assert len(taken.left_out) == 6
    assert len(taken.texts) == 2
    assert [one for one in sorted(intake.root.rglob("*")) if intake.home not in one.parents] == [
        *before,
        intake.home,
    ]


def test_row_59_a_zip_of_a_million_entries_is_refused_unread(intake: Intake) -> None:
    path = intake.file("many.zip", "")
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.txt", QUAY)
    count = (1_000_000).to_bytes(8, "little")
    end64 = b"PK\x06\x06" + (44).to_bytes(8, "little") + b"\x2d\0" * 2 + b"\0" * 8
    end64 += count * 2 + b"\0" * 16
    locator = b"PK\x06\x07" + b"\0" * 4 + path.stat().st_size.to_bytes(8, "little") + b"\1\0\0\0"
    end = b"PK\x05\x06" + b"\0" * 4 + b"\xff" * 4 + b"\xff" * 8 + b"\0\0"
    with path.open("ab") as file:
        file.write(end64 + locator + end)
    intake.file("good.txt", QUAY)
    taken = intake.take()

    assert taken.left_out == [("E_TOO_LARGE", "given/many.zip")]
    assert taken.texts == [QUAY]
