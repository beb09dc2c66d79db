"""Times people type."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.question.dates import day_end, day_of, day_start, parse_asked_at, parse_day_start
from tests.rag.question.asking import UTC_ZONE, at

TALLINN = ZoneInfo("Europe/Tallinn")


def test_a_bare_day_is_asked_at_its_last_second() -> None:
    asked_at = parse_asked_at("2024-11-26", UTC_ZONE)

    assert at("2024-11-27") - 1 == asked_at


def test_a_bare_day_is_read_in_the_zone() -> None:
    asked_at = parse_asked_at(" 2024-11-26 ", TALLINN)

    assert at("2024-11-26T22:00") - 1 == asked_at


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-11-26T18:30", "2024-11-26T16:30"),
        ("2024-11-26 18:30", "2024-11-26T16:30"),
        ("2024-11-26T18:30+05:00", "2024-11-26T13:30"),
        ("2024-11-26T18:30Z", "2024-11-26T18:30"),
    ],
)
def test_a_time_without_offset_is_read_in_the_zone(text: str, utc: str) -> None:
    assert at(utc) == parse_asked_at(text, TALLINN)


def test_a_day_starts_at_its_first_second() -> None:
    assert at("2024-11-25T22:00") == parse_day_start("2024-11-26", TALLINN)


def test_a_start_may_be_a_time() -> None:
    assert at("2024-11-26T06:15") == parse_day_start("2024-11-26T06:15", UTC_ZONE)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024-13-45", "26/11/2024", "1732579200", "9999-12-31", "0001-01-01T00:00"],
)
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_asked_at(text, UTC_ZONE)

    assert "2024-11-26" in caught.value.hint


@pytest.mark.parametrize("text", ["soon", "2024-02-30", "0001-01-01T00:00+14:00x"])
def test_a_start_that_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="neither a day nor a time"):
        parse_day_start(text, UTC_ZONE)


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(UsageError) as caught:
        parse_asked_at("x" * 5_000, UTC_ZONE)

    assert len(str(caught.value)) < 120


@given(day=st.dates(date(1900, 1, 1), date(2100, 1, 1)), zone=st.sampled_from([UTC_ZONE, TALLINN]))
def test_a_day_holds_its_first_and_last_second(day: date, zone: ZoneInfo) -> None:
    start, end = day_start(day, zone), day_end(day, zone)

    assert day == day_of(start, zone) == day_of(end, zone)
    assert day != day_of(start - 1, zone)
    assert day != day_of(end + 1, zone)


@given(moment=st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))
def test_a_time_means_its_own_second(moment: datetime) -> None:
    asked_at = parse_asked_at(moment.isoformat() + "Z", UTC_ZONE)

    assert datetime.fromtimestamp(asked_at, UTC) == moment.replace(microsecond=0, tzinfo=UTC)


@given(text=st.text(alphabet="0123456789-:TZ+ W", max_size=24))
def test_what_looks_like_a_time_is_one_or_a_usage_error(text: str) -> None:
    with suppress(UsageError):
        assert isinstance(parse_asked_at(text, UTC_ZONE), int)
