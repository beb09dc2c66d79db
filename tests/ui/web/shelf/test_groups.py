from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from rag.errors import UsageError
from tests.ui.web.newsroom import at
from ui.people.nouns import Conversation
from ui.web.shelf.groups import after, cursor_of, date_of, groups, time_of

TALLINN = ZoneInfo("Europe/Tallinn")
NOW = at(2024, 11, 26, 22, 30)  # half past midnight of the 27th in Tallinn


def one(changed_at: int) -> Conversation:
    return Conversation(f"{changed_at:016x}", "A title", 0, changed_at, 1)


def test_days_are_those_of_the_zone() -> None:
    moments = [
        at(2024, 11, 28),  # a clock was wrong
        at(2024, 11, 26, 22, 10),
        at(2024, 11, 26, 21, 50),
        at(2024, 11, 25, 22, 0),
        at(2024, 11, 25, 21, 59),
        at(2024, 10, 31, 23, 0),
        at(2024, 10, 31, 21, 0),
        at(2023, 11, 26),
    ]

    found = groups([one(moment) for moment in moments], now=NOW, zone=TALLINN)

    assert [(group.label, len(group.conversations)) for group in found] == [
        ("Today", 2),
        ("Yesterday", 2),
        ("November 2024", 2),
        ("October 2024", 1),
        ("November 2023", 1),
    ]


def test_a_time_beyond_the_calendar_is_undated() -> None:
    (group,) = groups([one(10**15)], now=NOW, zone=TALLINN)

    assert (group.label, time_of(10**15, now=NOW, zone=TALLINN)) == ("Undated", "")


def test_what_the_heading_leaves_open() -> None:
    assert time_of(at(2024, 11, 26, 22, 10), now=NOW, zone=TALLINN) == "00:10"
    assert time_of(at(2024, 11, 3, 12, 0), now=NOW, zone=TALLINN) == "3 November"


def test_without_a_heading_the_day_is_told() -> None:
    assert date_of(at(2024, 11, 26, 22, 10), now=NOW, zone=TALLINN) == "Today, 00:10"
    assert date_of(at(2024, 11, 3, 12, 0), now=NOW, zone=TALLINN) == "3 November 2024"
    assert date_of(10**15, now=NOW, zone=TALLINN) == "Undated"


def test_a_place_in_the_list_is_read_back() -> None:
    last = one(NOW)
    found = after(cursor_of(last))

    assert after("") is None
    assert found is not None
    assert (found.id, found.changed_at) == (last.id, last.changed_at)
    with pytest.raises(UsageError):
        after("1.2.3")
