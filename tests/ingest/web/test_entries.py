"""An entry and its page made one, and what a page may say of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.web import entries
from rag.domain import Failure, IncomingArticle, NewsTime, Precision, Warn

AT = NewsTime(1_699_263_000, Precision.SECOND, "Mon, 06 Nov 2023 09:30:00 GMT")
DAY = NewsTime(1_699_228_800, Precision.DAY, "2023-11-06")
LATER = NewsTime(1_700_000_000, Precision.SECOND, "later")
ENTRY = IncomingArticle("Teaser.", "feed#1", title="T", url="https://t.example/1")


def test_a_page_s_bare_day_takes_the_entry_s_clock_of_that_day_only() -> None:
    page = IncomingArticle("Words.", "p")

    def published(of_page: NewsTime | None, of_entry: NewsTime | None) -> NewsTime | None:
        made = entries.merged(
            replace(ENTRY, published=of_entry), replace(page, published=of_page), lastmod=False
        )
        return made.published

    assert published(DAY, AT) == AT
    assert published(DAY, LATER) == DAY
    assert published(AT, LATER) == AT
    assert published(None, AT) == AT
    assert published(DAY, None) == DAY


def test_any_change_of_what_is_said_is_news() -> None:
    changed = [
        replace(ENTRY, title="U"),
        replace(ENTRY, text="Other."),
        replace(ENTRY, external_id="1"),
        replace(ENTRY, published=AT),
        replace(ENTRY, modified=AT),
    ]

    assert len({entries.digest(one) for one in (ENTRY, *changed)}) == 6
    assert entries.digest(replace(ENTRY, where="feed#2")) == entries.digest(ENTRY)


@pytest.mark.parametrize(
    ("given", "url", "believed"),
    [
        ("https://t.example/own", "https://t.example/1", True),
        ("https://www.t.example/own", "http://t.example/1", True),
        ("https://t.example/own", "https://amp.t.example/1", True),
        ("https://news.t.example/own", "https://t.example/1", True),
        ("https://other.example/own", "https://t.example/1", False),
        ("https://t.example.evil.example/own", "https://t.example/1", False),
        ("https://evilt.example/own", "https://t.example/1", False),
        ("https://example/own", "https://t.example/1", False),
        ("https://[t.example/own", "https://t.example/1", False),
        (None, "https://t.example/1", True),
    ],
)
def test_a_canonical_address_is_believed_within_its_site(
    given: str | None, url: str, believed: bool
) -> None:
    made = entries.of_page(IncomingArticle("Words.", "p", url=given, path="p"), url)

    assert made.url == ((given or url) if believed else url)
    assert [warn.code for warn in made.warnings] == ([] if believed else ["W_CANONICAL"])
    assert made.path is None


def test_a_summary_that_only_repeats_its_title_cannot_stand_in() -> None:
    made = entries.stand_in(replace(ENTRY, text="T."), "kept")

    assert isinstance(made, Failure)
    assert made.code == "E_EMPTY"


def test_a_summary_keeps_its_other_warnings() -> None:
    warnings = (Warn("W_SUMMARY", "a"), Warn("W_GUID", "b"))
    made = entries.stand_in(replace(ENTRY, text="Long enough.", warnings=warnings), "why")

    assert isinstance(made, IncomingArticle)
    assert [warn.code for warn in made.warnings] == ["W_GUID", "W_SUMMARY"]
    assert "why" in made.warnings[1].reason


def test_a_front_page_is_no_article() -> None:
    assert entries.led_astray("https://t.example/1", "https://t.example/")
    assert not entries.led_astray("https://t.example/", "https://t.example/")
    assert not entries.led_astray("https://t.example/1", "https://t.example/2")


def test_undated_entries_come_last() -> None:
    dated = replace(ENTRY, published=AT)
    newer = replace(ENTRY, modified=LATER)

    assert entries.newest_first([ENTRY, dated, newer]) == [newer, dated, ENTRY]
