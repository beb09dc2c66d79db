from __future__ import annotations

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.browse import Printed
from tests.rag.archive.stories import at
from tests.ui.web import reading
from ui.web.archive.address import Shown
from ui.web.archive.bars import SERIES, Bars, Step, bars
from ui.web.archive.plot import plot

ZONE = ZoneInfo("Europe/Tallinn")
RANKING = ["Post", "Ledger", None, "Lantern", "Wire", "Weekly", "Small", "Smaller"]


def made(*printed: tuple[str | None, int | None, int]) -> Bars:
    return bars([Printed(*one) for one in printed], RANKING, ZONE)


@pytest.mark.parametrize(
    ("last", "step"),
    [
        (at(2024, 3, 1), Step.DAY),
        (at(2024, 5, 9), Step.DAY),
        (at(2024, 5, 12), Step.WEEK),
        (at(2025, 5, 1), Step.WEEK),
        (at(2026, 3, 1), Step.MONTH),
        (at(2034, 3, 1), Step.YEAR),
    ],
)
def test_the_span_says_how_wide_a_bar_is(last: int, step: Step) -> None:
    assert made(("Post", at(2024, 3, 1), 1), ("Post", last, 1)).step is step


@given(
    times=st.lists(
        st.integers(at(1, 1, 3), at(9999, 12, 29)) | st.integers(at(2024, 1, 1), at(2026, 1, 1)),
        min_size=1,
        max_size=20,
    )
)
def test_bars_lie_side_by_side_and_hold_every_article(times: list[int]) -> None:
    found = made(*(("Post", epoch, 1) for epoch in times), ("Post", None, 3)).bars

    assert sum(sum(bar.counts) for bar in found) == len(times)
    for one, following in pairwise(found):
        assert (following.first - one.last).days == 1


def test_days_are_those_of_the_zone() -> None:
    found = made(("Post", at(2024, 3, 1, 22), 2), ("Post", at(2024, 3, 1, 21), 1))

    assert [(bar.first, bar.counts) for bar in found.bars] == [
        (date(2024, 3, 1), (1,)),
        (date(2024, 3, 2), (2,)),
    ]


def test_a_publisher_keeps_its_colour_and_the_small_share_one() -> None:
    found = made(
        *((name, at(2024, 3, 1), 1) for name in ("Ledger", None, "Small", "Smaller", "Unranked"))
    )

    assert found.series == (("Ledger", 1), (None, 2), (None, SERIES))
    assert (found.others, found.bars[0].counts) == (3, (1, 1, 3))
    assert made(("Small", at(2024, 3, 1), 1)).series == (("Small", SERIES),)


def test_undated_articles_are_counted_apart() -> None:
    assert (made(("Post", None, 5)).undated, made(("Post", None, 5)).bars) == (5, ())
    assert plot(made(("Post", None, 5)), Shown()) == ""


def test_a_bar_leads_to_its_days_and_a_publisher_to_its_articles() -> None:
    html = plot(
        made(("Post", at(2024, 3, 1), 3), ("Small", at(2024, 3, 2), 1), ("Post", None, 2)),
        Shown(words="otters"),
    )

    hrefs = [one["href"] for tag, one in reading.tags(html) if tag == "a"]
    assert "archive?words=otters&from=2024-03-01&to=2024-03-01" in hrefs
    assert "archive?words=otters&publisher=Post" in hrefs
    assert "archive?words=otters&only=undated" in hrefs
    labels = [one["aria-label"] for tag, one in reading.tags(html) if one.get("class") == "go bar"]
    assert labels == ["1 March 2024: 3 articles", "2 March 2024: 1 article"]
    assert [one["tabindex"] for _, one in reading.tags(html) if one.get("class") == "go bar"] == [
        "-1"
    ] * 2


def test_a_bar_leads_to_no_more_than_it_counts() -> None:
    shown = Shown(only="changed", start="2024-03-06", end="2024-09-20")
    spread = [("Post", at(2024, 3, 6), 1), ("Post", at(2024, 9, 20), 1)]

    hrefs = [one["href"] for one in reading.links(plot(made(*spread), shown), "go bar")]

    assert hrefs == [
        "archive?from=2024-03-06&to=2024-03-10&only=changed",
        "archive?from=2024-09-16&to=2024-09-20&only=changed",
    ]


def test_a_publisher_picked_can_be_let_go() -> None:
    html = plot(made(("Post", at(2024, 3, 1), 3)), Shown(publisher="Post", start="2024-03-01"))

    (on,) = reading.links(html, "go on")
    assert on["href"] == "archive?from=2024-03-01"
    assert "All dates" in reading.text(html)


def test_the_table_tells_the_same() -> None:
    html = plot(made(("Post", at(2024, 3, 1), 3), (None, at(2024, 3, 2), 1)), Shown())

    table = html[html.index("<table>") :]
    assert reading.text(table) == "WhenPostPublisher not given1 March 2024302 March 202401"
