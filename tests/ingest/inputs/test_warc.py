"""WARC: pages are read with their address, the rest is counted, and what is broken is named."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from dataclasses import replace
from functools import partial

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.inputs.http_body import reply, unpacked
from ingest.inputs.options import ReadOptions
from ingest.inputs.read import read
from rag.domain import Failure, IncomingArticle
from rag.settings import Limits
from tests.ingest.inputs.conftest import ReadBytes
from tests.ingest.inputs.items import codes, failure, only
from tests.ingest.inputs.test_read import STDIN
from tests.ingest.inputs.warcs import page, record

SITE = "https://courier.example"
PAGE = page("Bridge to close", "The harbour bridge will close in March, the council said.")
A, B, C = (
    record(page(f"Story {n}", f"Sentence {n} of the day was spoken here."), url=f"{SITE}/{n}")
    for n in (1, 2, 3)
)


def test_a_page_is_an_article_with_its_address_and_no_date_of_its_own(
    read_bytes: ReadBytes,
) -> None:
    article = only(read_bytes("a.warc", record(PAGE, url=f"<{SITE}/bridge>")))

    assert article.url == f"{SITE}/bridge"
    assert article.title == "Bridge to close"
    assert article.published is None
    assert article.where == "a.warc#1"


@pytest.mark.parametrize(
    ("url", "canonical", "believed"),
    [
        (f"{SITE}/bridge?page=all", f"{SITE}/bridge", True),
        (f"{SITE}/bridge", "https://amp.courier.example/bridge", True),
        (f"{SITE}/bridge", "https://ledger.example/rates", False),
    ],
)
def test_a_canonical_address_is_believed_within_the_site_that_was_crawled(
    read_bytes: ReadBytes, url: str, canonical: str, believed: bool
) -> None:
    link = f'<head><link rel="canonical" href="{canonical}">'.encode()
    article = only(read_bytes("a.warc", record(PAGE.replace(b"<head>", link), url=url)))

    assert article.url == (canonical if believed else url)
    assert [warn.code for warn in article.warnings] == ([] if believed else ["W_CANONICAL"])


@pytest.mark.parametrize("packed", [b"".join, lambda records: gzip.compress(b"".join(records))])
def test_records_are_read_however_they_are_packed(read_bytes: ReadBytes, packed: object) -> None:
    each = b"".join(gzip.compress(one) for one in (A, B, C))
    whole = packed([A, B, C])  # type: ignore[operator]

    assert codes(read_bytes("a.warc.gz", each)) == codes(read_bytes("a.warc.gz", whole))
    assert codes(read_bytes("a.warc.gz", each)) == [(f"a.warc.gz#{n}", "in") for n in (1, 2, 3)]


def test_standard_input_may_be_a_warc(options: ReadOptions) -> None:
    assert codes(read(STDIN, options, io.BytesIO(A + B))) == [("-#1", "in"), ("-#2", "in")]


def test_records_that_are_no_pages_are_counted_by_kind(read_bytes: ReadBytes) -> None:
    others = [
        record(b"x", type_="warcinfo", url=""),
        record(b"x", type_="request"),
        record(b"x", type_="metadata"),
        record(b"", type_="revisit"),
        record(PAGE, status="404 Not Found"),
        record(PAGE, status="301 Moved"),
        record(b"x", media="image/png"),
        record(b"{}", media="application/json", type_="resource", http=False),
        record(b"<urlset><url/></urlset>", media="text/xml"),
        record(b"courier.example 1.2.3.4", url="dns:courier.example", media="text/dns"),
        record(PAGE, warc="WARC-Segment-Number: 2\r\n"),
    ]

    items = read_bytes("a.warc", A + b"".join(others))

    assert codes(items) == [("a.warc#1", "in"), ("a.warc", "W_SKIPPED")]
    assert items[1].reason == (  # type: ignore[union-attr]
        "records that are no pages: 1 warcinfo, 1 request, 1 metadata, 1 revisit,"
        " 1 response with status 404, 1 response with status 301, 1 response of type image/png,"
        " 1 resource of type application/json, 1 response of type text/xml,"
        " 1 response from no web address, 1 response"
    )


@pytest.mark.parametrize("media", ["application/xhtml+xml", "text/html", ""])
def test_pages_of_every_type_are_read(read_bytes: ReadBytes, media: str) -> None:
    assert only(read_bytes("a.warc", record(PAGE, media=media))).title == "Bridge to close"


def test_a_resource_is_its_body_alone(read_bytes: ReadBytes) -> None:
    content = record(PAGE, type_="resource", http=False, url=f"{SITE}/kept")

    assert only(read_bytes("a.warc", content)).url == f"{SITE}/kept"


def test_a_charset_that_only_the_reply_names_is_believed(read_bytes: ReadBytes) -> None:
    bare = PAGE.replace(b"<meta charset='utf-8'>", b"")
    body = bare.replace(b"harbour", "kõrgõ".encode("cp1257"))

    article = only(read_bytes("a.warc", record(body, media="text/html; charset=windows-1257")))

    assert "kõrgõ" in article.text


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x;x=y\r\n%b\r\n" % (len(part), part) for part in (body[:9], body[9:])) + (
        b"0\r\n\r\n"
    )


def raw_deflate(body: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(body) + deflate.flush()


@pytest.mark.parametrize(
    ("headers", "pack"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress),
        ({"Content-Encoding": "x-gzip"}, gzip.compress),
        ({"Content-Encoding": "deflate"}, zlib.compress),
        ({"Content-Encoding": "deflate"}, raw_deflate),
        ({"Content-Encoding": "br"}, brotli.compress),
        ({"Content-Encoding": "zstd"}, zstandard.compress),
        ({"Content-Encoding": "gzip, br"}, lambda body: brotli.compress(gzip.compress(body))),
        ({"Content-Encoding": "identity"}, bytes),
        ({"Transfer-Encoding": "chunked"}, chunked),
        ({"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"},
         lambda body: chunked(gzip.compress(body))),
        # crawlers that store the body unpacked keep the headers as they came
        ({"Content-Encoding": "gzip"}, bytes),
        ({"Transfer-Encoding": "chunked"}, bytes),
    ],
)  # fmt: skip
def test_bodies_are_unpacked(
    read_bytes: ReadBytes, headers: dict[str, str], pack: partial[bytes]
) -> None:
    packed = read_bytes("a.warc", record(pack(PAGE), headers=headers))

    assert only(packed).text == only(read_bytes("b.warc", record(PAGE))).text


@pytest.mark.parametrize("coding", ["lzw", "gzip", "br", "zstd", "deflate"])
def test_a_body_that_cannot_be_unpacked_is_named_and_costs_itself_only(
    read_bytes: ReadBytes, coding: str
) -> None:
    bad = record(b"\x00\x01\x02 no such packing", headers={"Content-Encoding": coding})

    items = read_bytes("a.warc", A + bad + B)

    assert codes(items) == [("a.warc#1", "in"), ("a.warc#2", "E_CODEC"), ("a.warc#3", "in")]
    assert f"{SITE}/story" in items[1].reason  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.compress)],
)
def test_a_body_that_explodes_stops_at_the_limit(
    read_bytes: ReadBytes, options: ReadOptions, name: str, pack: partial[bytes]
) -> None:
    tight = replace(options, limits=Limits(record_bytes=100_000))
    bomb = record(pack(b" " * 5_000_000), headers={"Content-Encoding": name})

    assert codes(read_bytes("a.warc", bomb + A, tight)) == [
        ("a.warc#1", "E_TOO_LONG"),
        ("a.warc#2", "in"),
    ]


def test_a_body_whose_gzip_is_cut_off_is_no_article(read_bytes: ReadBytes) -> None:
    cut = record(gzip.compress(PAGE)[:-40], headers={"Content-Encoding": "gzip"})

    items = read_bytes("a.warc", cut + A)

    assert codes(items) == [("a.warc#1", "E_CODEC"), ("a.warc#2", "in")]


def test_a_body_of_several_gzip_members_is_read_to_its_end(read_bytes: ReadBytes) -> None:
    packed = gzip.compress(PAGE[:200]) + gzip.compress(PAGE[200:])
    whole, parts = record(PAGE), record(packed, headers={"Content-Encoding": "gzip"})

    one, other = (only(read_bytes("a.warc", content)).text for content in (whole, parts))

    assert one == other


def test_a_record_over_the_limit_is_passed_by(read_bytes: ReadBytes, options: ReadOptions) -> None:
    tight = replace(options, limits=Limits(record_bytes=10_000, file_bytes=20_000))
    content = record(b"x" * 50_000) + A

    assert codes(read_bytes("a.warc", content, tight)) == [
        ("a.warc#1", "E_TOO_LONG"),
        ("a.warc#2", "in"),
    ]


def test_a_file_larger_than_others_may_be_is_read(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    tight = replace(options, limits=Limits(file_bytes=1_000))

    assert [code for _, code in codes(read_bytes("a.warc", A * 9, tight))] == ["in"] * 9
    assert [code for _, code in codes(read_bytes("a.warc.gz", gzip.compress(A * 9), tight))] == (
        ["in"] * 9
    )


def test_a_gzip_bomb_of_records_ends_at_a_hundred_to_one(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    tight = replace(options, limits=Limits(file_bytes=10_000, record_bytes=10_000))
    bomb = gzip.compress(A + record(b" " * 30_000_000) + B)

    items = read_bytes("a.warc.gz", bomb, tight)

    assert codes(items)[-1] == ("a.warc.gz", "E_TOO_LARGE")


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("cut", [1, 9, 40, 200])
def test_a_gzip_that_is_cut_off_is_named_and_the_records_before_are_in(
    read_bytes: ReadBytes, whole: bool, cut: int
) -> None:
    noise = [record(page(f"T{n}", os.urandom(400).hex()), url=f"{SITE}/{n}") for n in range(4)]
    packed = b"".join(noise) if whole else b""
    data = gzip.compress(packed) if whole else b"".join(map(gzip.compress, noise))

    found = codes(read_bytes("a.warc.gz", data[:-cut]))

    assert found[:3] == [(f"a.warc.gz#{n}", "in") for n in (1, 2, 3)]
    assert found[-1][1] == "E_WARC_TRUNCATED"
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("kept", [3, 30, 150, len(C) - 100])
def test_a_file_that_ends_in_a_record_is_named_with_where(read_bytes: ReadBytes, kept: int) -> None:
    found = read_bytes("a.warc", A + B + C[:kept])

    assert [code for _, code in codes(found)] == ["in", "in", "E_WARC_TRUNCATED"]


def test_where_a_broken_gzip_cannot_be_read_on_what_was_before_is_in(
    read_bytes: ReadBytes,
) -> None:
    first, second = gzip.compress(A), bytearray(gzip.compress(B))
    second[60] ^= 0xFF

    found = codes(read_bytes("a.warc.gz", first + bytes(second)))

    assert found == [("a.warc.gz#1", "in"), ("a.warc.gz", "E_GZIP")]


@pytest.mark.parametrize("length", ["100", "5000", "x", "-1", "", "99999999999999999999"])
def test_a_wrong_length_costs_its_record_only(read_bytes: ReadBytes, length: str) -> None:
    found = codes(read_bytes("a.warc", A + record(PAGE, length=length) + C))

    assert found == [("a.warc#1", "in"), ("a.warc#2", "E_WARC"), ("a.warc#3", "in")]


def test_a_wrong_length_at_the_end_is_named(read_bytes: ReadBytes) -> None:
    found = codes(read_bytes("a.warc", A + record(PAGE, length="100")))

    assert found == [("a.warc#1", "in"), ("a.warc#2", "E_WARC")]


def test_a_reply_without_headers_and_one_its_crawler_cut_are_named(read_bytes: ReadBytes) -> None:
    odd = record(PAGE, http=False)
    headers = record(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500, http=False)
    cut = record(PAGE, warc="WARC-Truncated: length\r\n")

    assert codes(read_bytes("a.warc", odd + headers + cut + A)) == [
        *(("a.warc#1", "E_WARC"), ("a.warc#2", "E_WARC"), ("a.warc#3", "E_WARC_TRUNCATED")),
        ("a.warc#4", "in"),
    ]


def test_a_page_that_is_no_article_is_named_with_its_address(read_bytes: ReadBytes) -> None:
    item = failure(read_bytes("a.warc", record(b"<html><body></body></html>")))

    assert item.code == "E_EMPTY"
    assert f"{SITE}/story" in item.reason


def test_a_page_in_utf_7_costs_itself_only(read_bytes: ReadBytes) -> None:
    bad = record(b"<html>" + PAGE, media="text/html; charset=utf-7")

    assert codes(read_bytes("a.warc", bad + A)) == [("a.warc#1", "E_CHARSET"), ("a.warc#2", "in")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"3\nabc\n0\n\n", b"abc"),
        (b"3\r\nabc\r\nzz\r\n", b"abc"),  # damaged: what there was
        (b"9\r\nabc", b"abc"),  # cut off
        (b"abc", b"abc"),  # never chunked
        (b"0\r\n\r\n", b""),
    ],
)
def test_chunks_are_joined(body: bytes, expected: bytes) -> None:
    sent = reply(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)

    assert unpacked(sent, 1_000) == expected


def test_a_missing_extra_is_said_with_the_command_that_adds_it(
    read_bytes: ReadBytes, without: None
) -> None:
    item = failure(read_bytes("a.warc", A))

    assert item.code == "E_EXTRA"
    assert "pip install 'dateline[warc]'" in item.reason


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    sentences=st.lists(
        st.text(st.characters(categories=["L", "N"]), min_size=5, max_size=40), max_size=4
    ),
    each=st.booleans(),
)
def test_what_fastwarc_writes_is_read_back(
    options: ReadOptions, read_bytes: ReadBytes, sentences: list[str], each: bool
) -> None:
    from fastwarc.warc import WarcRecord, WarcRecordType

    out = io.BytesIO()
    for number, sentence in enumerate(sentences):
        made = WarcRecord()
        made.init_headers(WarcRecordType.response)
        made.headers["WARC-Target-URI"] = f"{SITE}/{number}"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        made.set_bytes_content(head + page(f"Story {number}", f"They said {sentence} there."))
        one = io.BytesIO()
        made.write(one)
        out.write(gzip.compress(one.getvalue()) if each else one.getvalue())

    items = read_bytes("a.warc", out.getvalue()) if sentences else []

    articles = [item for item in items if isinstance(item, IncomingArticle)]
    assert [a.url for a in articles] == [f"{SITE}/{n}" for n in range(len(sentences))]
    assert all(s in a.text for a, s in zip(articles, sentences, strict=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_damage_raises(read_bytes: ReadBytes, data: st.DataObject) -> None:
    content = bytearray(A + B + C)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(5, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))

    for item in read_bytes("a.warc", bytes(content)):
        assert isinstance(item, Failure) or item.text.strip()


@pytest.mark.parametrize("start", [b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"])
def test_a_warc_packed_with_zstd_is_named_with_what_unpacks_it(
    read_bytes: ReadBytes, start: bytes
) -> None:
    assert "zstd -d" in failure(read_bytes("crawl.warc.zst", start + b"\0" * 99)).reason


def test_a_crawl_s_bare_text_is_no_article_for_it_holds_the_page_s_menus_too(
    read_bytes: ReadBytes,
) -> None:
    wet = record(b"Home News Sport\nThe ferry is late.", type_="conversion", media="text/plain")

    found = failure(read_bytes("crawl.warc.wet", wet))

    assert (found.code, "1 conversion" in found.reason) == ("W_SKIPPED", True)
