"""Zip and tar: files in them are read as files; nothing is written, and attacks are named."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import stat
import struct
import sys
import tarfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.inputs import members
from ingest.inputs.options import Item, ReadOptions
from ingest.inputs.read import find, read
from ingest.sandbox.confine import mapped_bytes
from rag.domain import Failure, IncomingArticle
from rag.settings import Limits
from tests.ingest.inputs.conftest import ReadBytes
from tests.ingest.inputs.items import codes, failure, only
from tests.ingest.inputs.test_read import STDIN

WORDS = b"Words of the article."
BOTH = pytest.mark.parametrize("pack", ["zip", "tar", "tgz"])


def packed(pack: str, files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    if pack == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(content)
            info.type = tarfile.DIRTYPE if path.endswith("/") else tarfile.REGTYPE
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue()) if pack == "tgz" else out.getvalue()


@BOTH
def test_each_file_is_read_as_itself_and_named_below_its_archive(
    read_bytes: ReadBytes, pack: str
) -> None:
    lines = b'{"body": "One."}\n{"body": \n{"body": "Two."}\n'
    content = packed(pack, {"a/": b"", "a/b.txt": WORDS, "c.jsonl.gz": gzip.compress(lines)})

    items = read_bytes(f"x.{pack}", content)

    assert codes(items) == [
        (f"x.{pack}/a/b.txt", "in"),
        (f"x.{pack}/c.jsonl.gz:1", "in"),
        (f"x.{pack}/c.jsonl.gz:2", "E_JSON"),
        (f"x.{pack}/c.jsonl.gz:3", "in"),
    ]
    assert isinstance(items[0], IncomingArticle)
    assert (items[0].path, items[0].text) == (f"x.{pack}/a/b.txt", WORDS.decode())


@BOTH
def test_standard_input_may_be_an_archive(options: ReadOptions, pack: str) -> None:
    content = io.BytesIO(packed(pack, {"b.txt": WORDS}))

    assert only(read(STDIN, options, content)).path == "-/b.txt"


@BOTH
def test_what_is_no_article_is_passed_over_as_in_a_folder(read_bytes: ReadBytes, pack: str) -> None:
    files = dict.fromkeys(
        [".git/x.txt", "__MACOSX/y.txt", "p.png", "README.md", "w.docx", "noend", "b.txt"], WORDS
    )

    assert codes(read_bytes(f"x.{pack}", packed(pack, files))) == [
        (f"x.{pack}/README.md", "W_SKIPPED"),
        (f"x.{pack}/w.docx", "W_SKIPPED"),
        (f"x.{pack}/noend", "W_SKIPPED"),
        (f"x.{pack}/b.txt", "in"),
    ]


@BOTH
@pytest.mark.parametrize(
    "path", ["../../x.txt", "/etc/x.txt", "a/../../x.txt", "\\\\host\\x.txt", "C:\\x.txt"]
)
def test_a_path_out_of_the_archive_is_named_and_nothing_is_written(
    read_bytes: ReadBytes, tmp_path: Path, pack: str, path: str
) -> None:
    content = packed(pack, {path: WORDS, "b.txt": WORDS})

    found = codes(read_bytes(f"x.{pack}", content))

    assert [code for _, code in found] == ["E_ARCHIVE_PATH", "in"]
    assert [entry.name for entry in tmp_path.iterdir()] == [f"x.{pack}"]
    assert not (tmp_path.parent / "x.txt").exists()


def test_links_and_devices_in_a_tar_are_named(read_bytes: ReadBytes) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo("a.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)

    assert [code for _, code in codes(read_bytes("x.tar", out.getvalue()))] == (
        ["E_ARCHIVE_PATH"] * 4
    )


def test_a_link_in_a_zip_is_named(read_bytes: ReadBytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    assert failure(read_bytes("x.zip", out.getvalue())).code == "E_ARCHIVE_PATH"


@BOTH
def test_an_archive_in_an_archive_is_not_opened_but_records_and_rows_are(
    read_bytes: ReadBytes, pack: str
) -> None:
    golden = Path(__file__).parent / "golden"
    files = {
        "in.zip": packed("zip", {"a.txt": WORDS}),
        "in.tar.gz": packed("tgz", {"a.txt": WORDS}),
        "crawl.warc.gz": (golden / "crawl.warc.gz").read_bytes(),
        "desk.parquet": (golden / "desk.parquet").read_bytes(),
    }

    found = codes(read_bytes(f"x.{pack}", packed(pack, files)))

    assert found[:2] == [
        (f"x.{pack}/in.zip", "W_SKIPPED"),
        (f"x.{pack}/in.tar.gz", "W_SKIPPED"),
    ]
    assert (f"x.{pack}/crawl.warc.gz#3", "in") in found
    assert (f"x.{pack}/desk.parquet#1", "in") in found


@BOTH
def test_a_member_that_is_too_large_or_no_text_costs_itself_only(
    read_bytes: ReadBytes, options: ReadOptions, pack: str
) -> None:
    tight = replace(options, limits=Limits(file_bytes=100_000, record_bytes=50_000))
    noise = os.urandom(30_000).hex().encode()
    files = {"a.txt": noise, "b.json": noise * 2, "c.pdf.txt": b"%PDF-1", "d.txt": WORDS}

    found = codes(read_bytes(f"x.{pack}", packed(pack, files), tight))

    assert [code for _, code in found] == ["E_TOO_LONG", "E_TOO_LARGE", "E_TYPE", "in"]


@pytest.mark.parametrize("pack", ["zip", "tgz"])
def test_a_bomb_ends_at_a_hundred_to_one(
    read_bytes: ReadBytes, options: ReadOptions, pack: str
) -> None:
    tight = replace(options, limits=Limits(file_bytes=1_000_000))
    files = {"a.txt": WORDS} | {f"{n}.json": b"[" * 900_000 for n in range(20)}

    items = read_bytes(f"x.{pack}", packed(pack, files), tight)

    assert isinstance(items[0], IncomingArticle)
    assert codes(items)[-1][1] == "E_TOO_LARGE"
    assert len(items) < 15


def seen(_: io.BufferedReader, where: str) -> Iterator[Item]:
    yield Failure(where, "E_SEEN", "")


def test_more_files_than_an_archive_may_hold_are_refused() -> None:
    files = {f"{n}.txt": WORDS for n in range(5)}
    zip_, tar = io.BytesIO(packed("zip", files)), io.BytesIO(packed("tar", files))

    of_zip = list(members.of_zip(zip_, "x", 10**6, seen, most=4))
    of_tar = list(members.of_tar(io.BufferedReader(tar), "x", seen, most=4))

    assert codes(of_zip) == [("x", "E_TOO_LARGE")]
    assert [code for _, code in codes(of_tar)] == ["E_SEEN"] * 4 + ["E_TOO_LARGE"]
    assert "4 files" in failure(of_zip).reason


@pytest.mark.parametrize("large", [False, True])
def test_a_zip_that_says_it_holds_a_million_files_is_refused_unread(
    read_bytes: ReadBytes, large: bool
) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0, 0)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, 10**8, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 4, 1)
    small = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 100 * 10**6, 0, 0)
    content = b"PK\x03\x04" + (end64 + locator + end if large else b"\0" * (10**8) + small)

    item = failure(read_bytes("x.zip", content))

    assert (item.code, "200,000 files" in item.reason) == ("E_TOO_LARGE", True)


def test_an_encrypted_member_is_named(read_bytes: ReadBytes) -> None:
    content = bytearray(packed("zip", {"a.txt": WORDS, "b.txt": WORDS}))
    content[6] |= 1  # in the member's own header
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the directory

    assert codes(read_bytes("x.zip", bytes(content))) == [
        ("x.zip/a.txt", "E_ENCRYPTED"),
        ("x.zip/b.txt", "in"),
    ]


def test_a_codec_that_is_not_known_is_named(read_bytes: ReadBytes) -> None:
    content = bytearray(packed("zip", {"a.txt": WORDS}))
    content[8] = content[content.index(b"PK\x01\x02") + 10] = 99

    assert failure(read_bytes("x.zip", bytes(content))).code == "E_CODEC"


@pytest.mark.parametrize(
    ("method", "at"), [(zipfile.ZIP_DEFLATED, 45), (zipfile.ZIP_BZIP2, 60), (zipfile.ZIP_LZMA, 60)]
)
def test_a_damaged_member_costs_itself_only(read_bytes: ReadBytes, method: int, at: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.txt", os.urandom(500).hex())
        archive.writestr("b.txt", WORDS)
    content = bytearray(out.getvalue())
    content[at : at + 8] = b"\xff" * 8

    found = codes(read_bytes("x.zip", bytes(content)))

    assert found[0][1] in {"E_ARCHIVE", "E_TYPE"}
    assert found[1:] == [("x.zip/b.txt", "in")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04word/document.xml", "E_ARCHIVE"),
        (packed("zip", {"a.txt": WORDS})[:-30], "E_ARCHIVE"),
        (b"x" * 257 + b"ustar" + b"\0" * 999, "E_ARCHIVE"),
        (packed("tar", {"a.txt": WORDS * 99})[:900], "E_ARCHIVE"),
        (packed("zip", {}), "E_EMPTY"),
        (packed("zip", {"a/": b""}), "E_EMPTY"),
    ],
    ids=["no zip", "cut zip", "no tar", "cut tar", "empty zip", "a folder"],
)
def test_an_archive_that_is_broken_or_empty_is_named(
    read_bytes: ReadBytes, content: bytes, code: str
) -> None:
    found = codes(read_bytes("x.bin", content))

    assert found[-1][1] == code


def test_a_tar_gz_that_is_cut_off_keeps_the_files_before(read_bytes: ReadBytes) -> None:
    files = {f"{n}.txt": os.urandom(3_000).hex().encode() for n in range(9)}
    content = packed("tgz", files)

    found = codes(read_bytes("x.tar.gz", content[: len(content) // 2]))

    assert found[:3] == [(f"x.tar.gz/{n}.txt", "in") for n in range(3)]
    assert found[-1][1] == "E_GZIP"


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_tar_s_headers_are_read_up_to_a_bound(read_bytes: ReadBytes, kind: bytes) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for path, type_, content in (
            ("a.txt", tarfile.REGTYPE, WORDS),
            ("long", kind, bytes(2_000_000)),
        ):
            info = tarfile.TarInfo(path)
            info.type, info.size = type_, len(content)
            archive.addfile(info, io.BytesIO(content))

    first, second = read_bytes("x.tgz", gzip.compress(out.getvalue()))

    assert codes([first]) == [("x.tgz/a.txt", "in")]
    assert (failure([second]).code, "2,000,000 bytes" in str(second)) == ("E_ARCHIVE", True)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_a_member_that_needs_more_memory_than_there_is_costs_itself_only(
    read_bytes: ReadBytes,
) -> None:
    import resource

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", WORDS * 9, zipfile.ZIP_LZMA)
        archive.writestr("b.txt", WORDS)
    content = bytearray(out.getvalue())
    window = content.find(b"a.txt") + len("a.txt") + 5
    content[window : window + 4] = b"\xff" * 4  # 4 GB
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, ((mapped_bytes() or 0) + (1 << 30), before[1]))
    try:
        first, second = read_bytes("x.zip", bytes(content))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)

    assert (failure([first]).code, "more memory" in str(first)) == ("E_ARCHIVE", True)
    assert codes([second]) == [("x.zip/b.txt", "in")]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"},
            "a Word file; save it as text",
        ),
        (
            {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"},
            "an Excel file; save it as CSV",
        ),
        ({"[Content_Types].xml": b"<x/>", "other.xml": b"<x/>"}, "an Office"),
        ({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"}, "an EPUB"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "an OpenDocument"),
    ],
)
def test_an_office_file_or_book_is_told_from_an_archive(
    read_bytes: ReadBytes, files: dict[str, bytes], said: str
) -> None:
    item = failure(read_bytes("a.txt", packed("zip", files)))

    assert (item.code, said in item.reason) == ("E_TYPE", True)


def test_archives_in_a_folder_are_read(tmp_path: Path, options: ReadOptions) -> None:
    (tmp_path / "export.zip").write_bytes(packed("zip", {"a.txt": WORDS}))
    (tmp_path / "export.tar.gz").write_bytes(packed("tgz", {"a.txt": WORDS}))
    (tmp_path / "old.7z").write_bytes(b"7z\xbc\xaf")
    files, left = find([str(tmp_path)])

    found = [item for file in files for item in read(file, options)]

    assert [item.where.rpartition("/export.")[2] for item in found] == ["tar.gz/a.txt", "zip/a.txt"]
    assert [one.code for one in left] == ["W_SKIPPED"]


def test_names_in_an_archive_are_made_printable(read_bytes: ReadBytes) -> None:
    content = packed("zip", {"line\nbreak\x1b[31m.txt": WORDS})

    assert only(read_bytes("x.zip", content)).where == "x.zip/line\\nbreak\\x1b[31m.txt"


def test_a_bzip2_file_is_still_no_archive_of_ours(read_bytes: ReadBytes) -> None:
    assert failure(read_bytes("x.tar.bz2", bz2.compress(b"x"))).code == "E_TYPE"


PATHS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20).map("a{}.txt".format)
TEXTS = st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(str.strip)


def test_a_packed_archive_over_the_limit_of_memory_is_named(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    tight = replace(options, limits=Limits(file_bytes=1_000))
    content = gzip.compress(packed("zip", {"a.txt": os.urandom(9_000)}))

    assert failure(read_bytes("x.zip.gz", content, tight)).code == "E_TOO_LARGE"
    assert only(read_bytes("y.zip.gz", gzip.compress(packed("zip", {"a.txt": WORDS})))).text


@BOTH
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(files=st.dictionaries(PATHS, TEXTS, min_size=1, max_size=5))
def test_what_is_packed_is_read_back(
    read_bytes: ReadBytes, pack: str, files: dict[str, str]
) -> None:
    with warnings.catch_warnings():
        content = packed(pack, {path: text.encode() for path, text in files.items()})
        items = read_bytes("x.bin", content)

    marked = {path: text for path, text in files.items() if text.encode()[:3] != b"\xef\xbb\xbf"}
    texts = {a.path: a.text for a in items if isinstance(a, IncomingArticle)}
    assert {f"x.bin/{path}": text for path, text in marked.items()}.items() <= texts.items()


@pytest.mark.parametrize("pack", ["zip", "tar"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_damage_raises(read_bytes: ReadBytes, pack: str, data: st.DataObject) -> None:
    content = bytearray(packed(pack, {"a.txt": WORDS, "b.jsonl": b'{"body": "x"}'}))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(4, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))

    for item in read_bytes(f"x.{pack}", bytes(content)):
        assert isinstance(item, Failure) or item.text.strip()
