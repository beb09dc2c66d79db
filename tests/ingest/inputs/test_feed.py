"""RSS and Atom: entries, their identities and times, and what is no feed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.inputs import feed
from ingest.inputs.options import ReadOptions
from rag.domain import Failure, IncomingArticle
from tests.ingest.inputs.conftest import ReadBytes
from tests.ingest.inputs.items import codes, failure, only, warned

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'


def rss(*items: str, head: str = "<title>Courier</title><link>https://c.example/</link>") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'{DECLARATION}<rss version="2.0" {names}><channel>{head}{inner}</channel></rss>'


def story(number: int, more: str = "") -> str:
    return f"<title>T{number}</title><description>Words of {number}.</description>{more}"


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel/></rss>',
        '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed><title>&x;</title></feed>',
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><channel/></rss>',
        '<!-- <a> --><!DOCTYPE x [<!ENTITY a "b">]><rss><channel/></rss>',
        '<!doctype x [<!entity a "b">]><rss><channel/></rss>',
        '<!ENTITY a "b"><rss><channel/></rss>',
    ],
)
def test_a_doctype_is_refused_before_anything_is_parsed(
    read_bytes: ReadBytes, content: str
) -> None:
    for data in (content.encode(), (DECLARATION + content).encode("utf-16")):
        assert failure(read_bytes("a.xml", data)).code == "E_XML_DTD"


def test_the_doctype_of_rss_091_is_harmless(read_bytes: ReadBytes) -> None:
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://my.netscape.example/publish/formats/rss-0.91.dtd">'
    )
    content = rss(story(1)).replace(DECLARATION, DECLARATION + doctype)

    assert only(read_bytes("a.xml", content)).text == "Words of 1."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (" \n ", "empty"),
        (DECLARATION, "empty"),
        ("<!DOCTYPE html><title>502 Bad Gateway</title>", "HTML page, not a feed ('502 Bad"),
        ("<html><body>no</body></html>", "HTML page, not a feed"),
        ("<nitf><body/></nitf>", "its root is 'nitf'"),
        ("plain words", "neither RSS nor Atom"),
        (rss(), "no entries"),
    ],
)
def test_what_is_no_feed_is_named(options: ReadOptions, content: str, said: str) -> None:
    item = failure(feed.entries(content.encode(), "a", options))

    assert item.code == "E_FEED"
    assert said in item.reason


def test_a_feed_cut_off_keeps_its_whole_entries(read_bytes: ReadBytes) -> None:
    content = rss(story(1), story(2), story(3))
    inside, between = content.index("Words of 3") + 4, content.index("<title>T3") - len("<item>")

    assert codes(read_bytes("a.xml", content[:inside])) == [
        *(("a.xml#1", "in"), ("a.xml#2", "in"), ("a.xml", "E_FEED"))
    ]
    assert codes(read_bytes("b.xml", content[:between])) == [
        *(("b.xml#1", "in"), ("b.xml#2", "in"), ("b.xml", "E_FEED"))
    ]


def test_sloppy_xml_is_read_all_the_same(read_bytes: ReadBytes) -> None:
    items = read_bytes(
        "a.xml", rss("<title>A & B</title><description>x&nbsp;y & <b>z</description>", story(2))
    )

    assert codes(items) == [("a.xml#1", "in"), ("a.xml#2", "in")]
    first = items[0]
    assert isinstance(first, IncomingArticle)
    assert first.title == "A & B"


def test_cdata_in_cdata_is_in(read_bytes: ReadBytes) -> None:
    cdata = "<title>A</title><description><![CDATA[one <![CDATA[two]]> three</description>"

    assert [code for _, code in codes(read_bytes("a.xml", rss(cdata, story(2))))] == ["in", "in"]


def test_two_hundred_thousand_broken_links_cost_only_their_entry(read_bytes: ReadBytes) -> None:
    evil = "<title>E</title><description><![CDATA[" + '<a href="' * 200_000 + "]]></description>"

    assert codes(read_bytes("a.xml", rss(evil, story(2))))[-1] == ("a.xml#2", "in")


def test_an_entry_without_text_or_with_only_its_title_is_empty(read_bytes: ReadBytes) -> None:
    same = "<title>Bridge closes</title><description>&lt;p&gt;Bridge closes&lt;/p&gt;</description>"

    assert codes(read_bytes("a.xml", rss("<title>T</title>", same, story(3)))) == [
        *(("a.xml#1", "E_EMPTY"), ("a.xml#2", "E_EMPTY"), ("a.xml#3", "in"))
    ]


def test_blank_content_gives_way_to_the_summary(read_bytes: ReadBytes) -> None:
    entry = (
        "<entry><title>T</title><content type='html'>&lt;img src='x'&gt;</content>"
        "<summary>Words.</summary></entry>"
    )

    assert only(read_bytes("a.atom", f"<feed>{entry}</feed>")).text == "Words."


@pytest.mark.parametrize(
    ("links", "url", "guid"),
    [
        ("<link>https://c.example/1</link><guid>g1</guid>", "https://c.example/1", "g1"),
        ("<link>/1</link>", "https://c.example/1", None),
        ("<guid>https://c.example/1</guid>", "https://c.example/1", "https://c.example/1"),
        ('<guid isPermaLink="false">g1</guid>', None, "g1"),
        ("", None, None),
        ("<link>ftp://c.example/1</link>", None, None),
        ("<link>http://[bad</link>", None, None),
    ],
)
def test_links_are_resolved_and_ids_kept(
    read_bytes: ReadBytes, links: str, url: str | None, guid: str | None
) -> None:
    article = only(read_bytes("a.xml", rss(story(1, links))))

    assert (article.url, article.external_id) == (url, guid)


def test_a_guid_that_several_entries_share_is_no_id(read_bytes: ReadBytes) -> None:
    items = read_bytes(
        "a.xml",
        rss(
            story(1, "<link>https://c.example/1</link><guid>g</guid>"),
            story(2, "<link>https://c.example/2</link><guid>g</guid>"),
        ),
    )

    assert [only([i]).external_id for i in items] == [None, None]
    assert [only([i]).url for i in items] == ["https://c.example/1", "https://c.example/2"]
    assert warned(only(items[:1])) == ["W_GUID"]


def test_a_guid_that_entries_without_a_link_share_is_no_id(read_bytes: ReadBytes) -> None:
    guid = '<guid isPermaLink="false">news</guid>'
    items = read_bytes("a.xml", rss(story(1, guid), story(2, guid)))

    assert [(only([i]).url, only([i]).external_id) for i in items] == [(None, None)] * 2


def test_a_link_that_several_entries_share_is_no_address(read_bytes: ReadBytes) -> None:
    items = read_bytes(
        "a.xml",
        rss(
            story(1, "<link>https://c.example/live#1</link><guid>g1</guid>"),
            story(2, "<link>https://c.example/live#2</link><guid>g2</guid>"),
        ),
    )

    assert [only([i]).url for i in items] == [None, None]
    assert [only([i]).external_id for i in items] == ["g1", "g2"]


def test_an_entry_that_is_there_twice_keeps_its_identity(read_bytes: ReadBytes) -> None:
    same = story(1, "<link>https://c.example/1</link><guid>https://c.example/1</guid>")

    items = read_bytes("a.xml", rss(same, same))

    assert [only([i]).url for i in items] == ["https://c.example/1"] * 2
    assert [only([i]).warnings for i in items] == [(), ()]


@pytest.mark.parametrize(
    ("raw", "epoch"),
    [
        ("Tue, 10 Feb 2026 09:15:00 +0200", 1770707700),
        ("Tue, 10 Feb 2026 02:15:00 EST", 1770707700),
        ("2026-02-10T09:15:00+02:00", 1770707700),
        ("2026-02-10", 1770681600),
    ],
)
def test_times_of_entries(read_bytes: ReadBytes, raw: str, epoch: int) -> None:
    article = only(read_bytes("a.xml", rss(story(1, f"<pubDate>{raw}</pubDate>"))))

    assert article.published is not None
    assert (article.published.epoch, article.published.raw) == (epoch, raw)
    assert article.modified is None


@pytest.mark.parametrize(
    "raw",
    [
        *("some day", "2026-02", "2026", "10:30", "--02-03", "2024-02-30", "2024-13-45"),
        *("0001-01-01T00:00:00", "0001-01-01T00:00:00+02:00", "2004-j\u00falius-13T9:15-03:00"),
    ],
)
def test_a_time_that_cannot_be_read_leaves_the_entry_undated(
    read_bytes: ReadBytes, raw: str
) -> None:
    article = only(read_bytes("a.xml", rss(story(1, f"<pubDate>{raw}</pubDate>"))))

    assert (article.published, warned(article)) == (None, ["W_DATE"])


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("<author>desk@c.example (Night Desk)</author>", "Night Desk"),
        ("<author>Ina Koppel &lt;ina@c.example&gt;</author>", "Ina Koppel"),
        ("<author>ina@c.example</author>", None),
        ("<author>Ina Koppel</author>", "Ina Koppel"),
        ("<dc:creator>Ina Koppel</dc:creator><dc:creator>M. Oja</dc:creator>",
         "Ina Koppel, M. Oja"),
        ("", None),
    ],
)  # fmt: skip
def test_bylines(read_bytes: ReadBytes, author: str, byline: str | None) -> None:
    assert only(read_bytes("a.xml", rss(story(1, author)))).byline == byline


def test_the_publisher_is_the_entrys_then_the_given_then_the_feeds(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    named = rss(story(1, '<source url="https://g.example">Gazette</source>'))
    given = replace(options, publisher="Given")

    assert only(read_bytes("a.xml", named, given)).publisher == "Gazette"
    assert only(read_bytes("b.xml", rss(story(1)), given)).publisher == "Given"
    assert only(read_bytes("c.xml", rss(story(1)))).publisher == "Courier"


def test_a_charset_is_declared_by_header_or_xml(options: ReadOptions) -> None:
    western = rss("<description>Café</description>").replace("utf-8", "iso-8859-1")
    data = western.encode("latin-1")
    wide = western.replace("iso-8859-1", "utf-16").encode("utf-16")
    undeclared = rss("<description>Дума</description>").replace(DECLARATION, "").encode("cp1251")

    assert only(feed.entries(data, "a", options)).text == "Café"
    assert only(feed.entries(wide, "a", options)).text == "Café"
    assert only(feed.entries(undeclared, "a", options, declared="cp1251")).text == "Дума"


def test_bytes_that_are_damaged_are_told_once_for_the_feed_and_where(
    options: ReadOptions,
) -> None:
    items = [f"\n<title>Café {n}</title><description>Words.</description>" for n in range(20)]
    data = rss(*items).encode().replace("Café 7".encode(), b"Caf\xff 7")
    told, *articles = feed.entries(data, "a", options)

    assert told == Failure(
        "a", "W_ENCODING", "1 undecodable byte sequence(s) became U+FFFD, the first in line 9"
    )
    assert [one.warnings for one in articles if isinstance(one, IncomingArticle)] == [()] * 20


def test_relative_links_are_resolved_against_where_the_feed_came_from(
    options: ReadOptions,
) -> None:
    data = rss(story(1, "<link>1.html</link>"), head="<title>C</title>").encode()

    article = only(feed.entries(data, "a", options, url="https://c.example/feeds/all"))

    assert article.url == "https://c.example/feeds/1.html"


def test_thousands_of_entries_are_all_in(read_bytes: ReadBytes) -> None:
    items = read_bytes("a.xml", rss(*(story(n) for n in range(4_000))))

    assert codes(items)[-1] == ("a.xml#4000", "in")
    assert {code for _, code in codes(items)} == {"in"}
