from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.browse import Browse, Order
from rag.errors import UsageError
from rag.question.nouns import Filters
from tests.rag.archive.stories import at
from ui.web.archive.address import ONLY, VIEWS, Shown, browse, build, read, words_of

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")))
ZONE = ZoneInfo("UTC")


def back(address: str) -> Shown:
    """What a browser that opens the address makes the page show."""
    return read(parse_qsl(urlsplit(address).query, keep_blank_values=True))


@given(
    words=TEXT,
    publisher=TEXT,
    view=st.sampled_from(VIEWS),
    only=st.sampled_from(("", *ONLY)),
    page=st.integers(1, 900),
)
def test_an_address_leads_to_what_it_was_made_of(
    words: str, publisher: str, view: str, only: str, page: int
) -> None:
    shown = read([("words", words), ("publisher", publisher), ("view", view), ("only", only)])

    assert back(build(shown, page=page)) == replace(shown, page=page)


def test_an_untouched_page_has_the_bare_address() -> None:
    assert build(Shown()) == "archive"


def test_another_filter_begins_at_the_first_page() -> None:
    assert build(Shown(words="a", page=7), only="undated") == "archive?words=a&only=undated"


@pytest.mark.parametrize(
    "pairs",
    [
        [("view", "passwords"), ("only", "x"), ("order", "worst"), ("like", "../etc")],
        [("page", "0"), ("page", "-1")],
        [("page", "²")],
        [("__theme", "dark"), ("article", "a" * 16)],
    ],
)
def test_what_is_not_ours_is_ignored(pairs: list[tuple[str, str]]) -> None:
    assert read(pairs) == Shown()


def test_texts_are_bounded_and_on_one_line() -> None:
    shown = read([("words", "a\nb\x00" + "c" * 1_000)])

    assert shown.words.startswith("a b\N{REPLACEMENT CHARACTER}c")
    assert len(shown.words) == 300


def test_words_and_phrases() -> None:
    assert words_of('otters "key rate" “old lock” x"') == ("otters", "key rate", "old lock", 'x"')


def test_the_fields_become_a_list() -> None:
    shown = Shown(
        words="otters", publisher="Post", language="et", start="2024-11-26", end="2024-11-27"
    )

    assert browse(shown, ZONE) == Browse(
        words=("otters",),
        filters=Filters(
            publishers=("Post",),
            languages=("et",),
            start=at(2024, 11, 26),
            end=at(2024, 11, 28) - 1,
        ),
    )


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("undated", Browse(undated=True)),
        ("unnamed", Browse(unnamed=True)),
        ("changed", Browse(versions=2)),
        ("again", Browse(versions=3)),
        ("withdrawn", Browse(withdrawn=True)),
    ],
)
def test_only_some(only: str, expected: Browse) -> None:
    assert browse(Shown(only=only), ZONE) == expected


def test_the_best_come_first_only_where_there_are_words() -> None:
    assert browse(Shown(order="best"), ZONE).order is Order.NEWEST
    assert browse(Shown(order="best", words="x"), ZONE).order is Order.BEST


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (Shown(start="soon"), "“From” is not a date: soon"),
        (Shown(end="2024-13-01"), "“To” is not a date: 2024-13-01"),
        (Shown(start="2024-02-02", end="2024-02-01"), "first day is after the last"),
    ],
)
def test_a_wrong_date_is_named(shown: Shown, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        browse(shown, ZONE)
