"""Rows 46 to 51: RSS and Atom that explode, lie, or are no feeds."""

from __future__ import annotations

import pytest

from rag.settings import Fetching
from tests.bad_input.intake import QUAY, SLUICE, Intake
from tests.ingest.fetch.server import Server, ok, status

NEAR = Fetching(loopback=True, pause_s=0)


def rss(*items: str, prolog: str = "") -> str:
    content = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    channel = (
        f"<channel><title>Quay Post</title><link>https://q.example/news/</link>{''.join(items)}"
    )
    return f'<?xml version="1.0"?>{prolog}<rss version="2.0" {content}>{channel}</channel></rss>'


def item(text: str, *, title: str = "Quay", more: str = "") -> str:
    return f"<item><title>{title}</title><description>{text}</description>{more}</item>"


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.mark.parametrize(
    "prolog",
    [
        f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{LAUGHS}]>",
        f"<!DOCTYPE rss [<!ENTITY a '{'x' * 50_000}'>]>",
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd">',
    ],
    ids=["billion_laughs", "quadratic", "external_entity", "external_doctype"],
)
def test_row_46_a_feed_that_declares_entities_is_refused_unparsed(
    intake: Intake, prolog: str
) -> None:
    intake.file("good.xml", rss(item(QUAY)))
    intake.file("laughs.xml", rss(item("&l9;&x;" + "&a;" * 5_000), prolog=prolog))
    taken = intake.take()

    assert taken.left_out == [("E_XML_DTD", "given/laughs.xml")]
    assert taken.texts == [QUAY]


def test_row_47_a_feed_of_many_items_is_all_in(intake: Intake) -> None:
    items = (item(f"{QUAY} Berth {n}.", more=f"<guid>g{n}</guid>") for n in range(300))
    taken = intake.take_file("long.xml", rss(*items))

    assert taken.left_out == []
    assert taken.report.added == 300


def test_row_47_a_feed_past_the_cap_is_named_with_the_cap(intake: Intake, server: Server) -> None:
    items = "".join(item(f"{QUAY} Berth {n}.") for n in range(300))
    url = server.serve("/feed", rss(items), content_type="application/rss+xml")
    taken = intake.take(url, fetching=NEAR.model_copy(update={"max_bytes": 10_000}))

    assert taken.left_out == [("E_TOO_LARGE", url)]
    assert "at most 10,000" in taken.reasons


def test_row_48_an_item_that_chokes_parsers_costs_no_other(intake: Intake) -> None:
    choking = '&lt;a href="' * 20_000
    taken = intake.take_file("choke.xml", rss(item(QUAY), item(choking), item(SLUICE)))

    assert {QUAY, SLUICE} <= set(taken.texts)
    assert taken.left_out in ([], [("E_EMPTY", "given/choke.xml#2")])


@pytest.mark.parametrize(
    ("body", "code", "media", "named"),
    [
        ("<html><title>Sorry</title><p>Down.</p></html>", 503, "text/html", "503"),
        ("", 200, "application/rss+xml", "status 200"),
        ("<html><p>Welcome</p></html>", 200, "application/rss+xml", "status 200"),
    ],
    ids=["error_page", "empty", "page_called_feed"],
)
def test_row_49_what_is_no_feed_is_named_with_the_status(
    intake: Intake, server: Server, body: str, code: int, media: str, named: str
) -> None:
    answer = ok(body, content_type=media) if code == 200 else status(code)
    taken = intake.take(server.route("/feed", answer), fetching=NEAR)

    assert taken.left_out == [("E_HTTP" if code != 200 else "E_FEED", server.url("/feed"))]
    assert named in taken.reasons


def test_row_49_a_feed_under_a_wrong_content_type_is_read(intake: Intake, server: Server) -> None:
    whole = f"<content:encoded><![CDATA[<p>{QUAY}</p>]]></content:encoded>"
    url = server.serve("/feed", rss(item("x", more=whole)), content_type="text/html")
    taken = intake.take(url, fetching=NEAR)

    assert taken.left_out == []
    assert taken.texts == [QUAY]


def test_row_50_links_are_resolved_and_a_guid_that_many_share_is_none(intake: Intake) -> None:
    taken = intake.take_file(
        "odd.xml",
        rss(
            item(QUAY, title="One", more="<link>one.html</link>"),
            item(SLUICE, title="Two", more="<guid>same</guid><link>/two</link>"),
            item(f"{SLUICE} Again.", title="Three", more="<guid>same</guid><link>/3</link>"),
            item(f"{QUAY} Again.", title="Four"),
        ),
    )

    assert taken.titles == ["One", "Two", "Three", "Four"]
    assert taken.passages[0].article.url == "https://q.example/news/one.html"
    assert ("W_GUID", "given/odd.xml#2") in taken.odd


def test_row_50_a_guid_that_changes_leaves_the_article_its_own(intake: Intake) -> None:
    link = "<link>https://q.example/a</link>"
    intake.take_file("feed.xml", rss(item(QUAY, more=f"{link}<guid>old</guid>")))
    taken = intake.take_file("feed.xml", rss(item(QUAY, more=f"{link}<guid>new</guid>")))

    assert taken.report.added == 0
    assert len(taken.texts) == 1


def test_row_51_atom_with_xhtml_and_rss_with_cdata_in_cdata_are_in(intake: Intake) -> None:
    xhtml = f"<div xmlns='http://www.w3.org/1999/xhtml'><p>{QUAY}</p><p>More.</p></div>"
    intake.file(
        "atom.xml",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A</title>"
        f"<id>urn:a</id><content type='xhtml'>{xhtml}</content></entry></feed>",
    )
    inner = f"<p>{SLUICE}</p><![CDATA[<p>Inner.</p>]]]]><![CDATA[>"
    intake.file(
        "cdata.xml", rss(item("x", more=f"<content:encoded><![CDATA[{inner}]]></content:encoded>"))
    )
    taken = intake.take()

    assert taken.left_out == []
    assert taken.texts[0] == f"{QUAY}\n\nMore."
    assert taken.texts[1].startswith(SLUICE)
