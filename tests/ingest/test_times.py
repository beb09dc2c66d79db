"""Times as publishers write them: what each form means, and that nothing is guessed or raised."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.times import parse_time
from rag.domain import NewsTime, Precision

TALLINN = ZoneInfo("Europe/Tallinn")
NEW_YORK = ZoneInfo("America/New_York")
GMT = ZoneInfo("UTC")
DAYS = st.dates(date(1, 1, 2), date(9999, 12, 30))


def instant(raw: object, zone: ZoneInfo = GMT) -> str | None:
    """The instant read, in UTC, for comparison."""
    time = parse_time(raw, zone)
    if time is None:
        return None
    assert time.precision is Precision.SECOND
    return (datetime(1970, 1, 1) + timedelta(seconds=time.epoch)).isoformat()


def day(raw: object, zone: ZoneInfo = GMT) -> str | None:
    """The day read, by the zone's calendar."""
    time = parse_time(raw, zone)
    if time is None:
        return None
    assert time.precision is Precision.DAY
    return datetime.fromtimestamp(time.epoch, zone).date().isoformat()


@pytest.mark.parametrize(
    "raw",
    [
        "2024-11-26T15:04:05Z",
        "2024-11-26T15:04:05.678Z",
        "2024-11-26 15:04:05+00:00",
        "2024-11-26T17:04:05+02:00",
        "2024-11-26T16:04:05+01:00[Europe/Paris]",
        "2024-11-26 10:04:05 America/New_York",
        "20241126T150405Z",
        "20241126150405",
        "2024-11-26 15:04:05 +0000 UTC",
        "2024-11-26 16:04:05 +0100 CET",
        "2024-11-26 16:04:05.678 +0100 +0100",
        "Tue, 26 Nov 2024 15:04:05 GMT",
        "Tue, 26 Nov 2024 10:04:05 -0500",
        "26 Nov 24 15:04:05 UT",
        "Tue Nov 26 15:04:05 2024",
        "Tue Nov 26 15:04:05 +0000 2024",
        "Tue Nov 26 2024 16:04:05 GMT+0100 (Central European Standard Time)",
        1732633445,
        "1732633445",
        1732633445.678,
        "1732633445.678",
        1732633445678,
        "1732633445678",
        datetime(2024, 11, 26, 17, 4, 5, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_forms_that_name_the_second(raw: object) -> None:
    assert instant(raw) == "2024-11-26T15:04:05"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Nov. 26, 2024, 3:04 PM ET", "2024-11-26T20:04:00"),
        ("July 4, 2024 at 3:04 p.m. (ET)", "2024-07-04T19:04:00"),
        ("Updated 3:04 PM EDT, Thu July 4, 2024", "2024-07-04T19:04:00"),
        ("Published: 26th November 2024 at 3pm BST", "2024-11-26T14:00:00"),
        ("12 a.m. CST, Nov. 26, 2024", "2024-11-26T06:00:00"),
        ("26. November 2024, 15:04 Uhr CET", "2024-11-26T14:04:00"),
        ("26 novembre 2024 à 15h04 CET", "2024-11-26T14:04:00"),
        ("26.11.2024, 15:04 Uhr", "2024-11-26T15:04:00"),
        ("26.11.2024 - 15:04", "2024-11-26T15:04:00"),
        ("26/11/2024 à 15h04", "2024-11-26T15:04:00"),
        ("Dienstag, 26.11.2024, um 15:04 Uhr MEZ", "2024-11-26T14:04:00"),
        ("Published 2024-11-26 | 3:04 pm ET", "2024-11-26T20:04:00"),
        ("26 November 2024 at 12:04 am", "2024-11-26T00:04:00"),
        ("11/26/2024 at 12:04am ET", "2024-11-26T05:04:00"),
        ("Nov. 26, 2024, 12 AM", "2024-11-26T00:00:00"),
        ("15:04 Uhr am 26. November 2024", "2024-11-26T15:04:00"),
        ("26/11/2024 15:04 EET", "2024-11-26T13:04:00"),
        ("2024-11-26 15:04 PT", "2024-11-26T23:04:00"),
        ("2024-11-26T15:04:05+14:00", "2024-11-26T01:04:05"),
        ("2024-11-26T24:00:00Z", "2024-11-27T00:00:00"),
        ("1969-07-20T20:17:40Z", "1969-07-20T20:17:40"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00"),
    ],
)
def test_clocks_with_zones(raw: str, expected: str) -> None:
    assert expected == instant(raw)


def test_a_clock_without_a_zone_is_read_in_the_given_one() -> None:
    assert instant("2024-07-04 09:00", TALLINN) == "2024-07-04T06:00:00"
    assert instant(datetime(2024, 1, 4, 9), TALLINN) == "2024-01-04T07:00:00"


def test_an_hour_that_a_clock_change_leaves_out_is_read_with_the_offset_before_it() -> None:
    assert instant("2024-03-10T02:30:00", NEW_YORK) == "2024-03-10T07:30:00"


def test_an_hour_that_comes_twice_is_its_first_coming() -> None:
    assert instant("2024-11-03T01:30:00", NEW_YORK) == "2024-11-03T05:30:00"


@pytest.mark.parametrize(
    "raw",
    [
        "2024-11-26",
        "2024/11/26",
        "20241126",
        20241126,
        "26 November 2024",
        "November 26, 2024",
        "Tuesday, Nov 26th, 2024",
        "26-Nov-2024",
        "26. November 2024",
        "26 de noviembre de 2024",
        "26 novembre 2024",
        "Am 26. November 2024",
        "26.11.2024",
        "Dienstag, den 26.11.2024",
        "26/11/2024",
        "11/26/2024",
        date(2024, 11, 26),
    ],
)
def test_forms_that_name_a_day(raw: object) -> None:
    assert day(raw, TALLINN) == "2024-11-26"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "yesterday",
        "last Tuesday",
        "3 days ago",
        "Monday",
        "12:30",
        "2024",
        2024,
        "2024-11",
        "November 2024",
        "03/04/2024",
        "2026-13-45",
        "2024-02-30",
        "2024-11-26T25:00:00Z",
        "2024-11-26T13:60:00Z",
        "2024-11-26 13:04 PM",
        "26.11.2024, abends",
        "Published 26.11.2024, updated 27.11.2024",
        "published 03/04/2024",
        "2024-11-26 15:04 XYZ",
        "2024-11-26 15:04 Mars/Olympus",
        "2024-11-26 15:04 +19:00",
        "26 November 2024 or so",
        "Tue Nov 26 yesterday 2024",
        "26 Smarch 2024",
        "26 Nov 24",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59Z",
        "0000-00-00 00:00:00",
        "9" * 5000,
        "1" * 30,
        "١٧٣٢٦٣٣٤٤٥",
        "2024-11-26\x1b[31m",
        0,
        -1,
        2**63,
        10**5000,
        9_999_999_999,
        float("nan"),
        float("inf"),
        1e300,
        True,
        None,
        [],
        {},
        b"2024-11-26",
    ],
    ids=lambda raw: ascii(raw)[:30] if not isinstance(raw, int) or raw < 2**64 else "huge",
)
def test_what_cannot_be_read_surely_is_none(raw: object) -> None:
    assert parse_time(raw, GMT) is None


def test_raw_keeps_what_stood_there() -> None:
    assert NewsTime(1732579200, Precision.DAY, " 26 Nov  2024 ") == parse_time(
        " 26 Nov  2024 ", GMT
    )


@given(
    moment=st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC)),
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_iso_instants_round_trip_whatever_their_offset(moment: datetime, minutes: int) -> None:
    written = moment.astimezone(timezone(timedelta(minutes=minutes)))

    time = parse_time(written.isoformat(), TALLINN)

    assert time is not None
    assert moment.replace(microsecond=0) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        seconds=time.epoch
    )


@given(day=DAYS, zone=st.sampled_from([GMT, TALLINN, NEW_YORK, ZoneInfo("Asia/Kathmandu")]))
def test_a_bare_day_is_its_first_second(day: date, zone: ZoneInfo) -> None:
    time = parse_time(day.isoformat(), zone)

    assert time is not None
    first = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=time.epoch)
    assert day == first.astimezone(zone).date()
    assert day != (first - timedelta(seconds=1)).astimezone(zone).date()


@given(st.text() | st.from_regex(r"[0-9:/. TZ+-]{0,30}") | st.integers() | st.floats())
def test_nothing_raises_and_what_is_read_can_be_shown(raw: object) -> None:
    time = parse_time(raw, TALLINN)

    assert time is None or datetime.min < datetime(1970, 1, 1) + timedelta(seconds=time.epoch)
