from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rag.domain import Coverage, NewsTime, Precision
from tests.ui.web.newsroom import COVERAGE, at
from ui.web import when
from ui.web.texts import OURS, choose

TALLINN = ZoneInfo("Europe/Tallinn")


def second(*parts: int) -> NewsTime:
    return NewsTime(at(*parts), Precision.SECOND, "")


def day(*parts: int) -> NewsTime:
    return NewsTime(at(*parts), Precision.DAY, "")


def test_a_moment_is_told_in_the_zone() -> None:
    assert when.moment_of(second(2024, 11, 26, 22, 30), TALLINN) == "27 November 2024, 00:30 EET"


def test_a_day_is_said_in_the_words_of_a_language(tmp_path: Path) -> None:
    months = ", ".join(f'"m{n}"' for n in range(1, 13))
    file = tmp_path / "tlh.toml"
    file.write_text(
        f"[when]\nmonths = [{months}]\nday = '{{day}}. {{month}}'\nclock = '{{hour}}h{{minute}}'\n"
    )
    choose(str(file))
    try:
        assert when.day(at(2024, 11, 26), UTC) == "26. m11"
        assert when.moment_of(second(2024, 11, 26, 8), UTC) == "26. m11, 08h00 UTC"
    finally:
        choose(OURS)


def test_a_day_stays_a_day() -> None:
    assert when.moment_of(day(2024, 11, 26), UTC) == "26 November 2024"
    assert when.machine(day(2024, 11, 26), UTC) == "2024-11-26"


def test_machines_get_utc() -> None:
    assert when.machine(second(2024, 11, 26, 22, 30), TALLINN) == "2024-11-26T22:30:00Z"


def test_a_time_beyond_the_calendar_is_said_to_be() -> None:
    never = NewsTime(10**15, Precision.SECOND, "")

    assert when.moment_of(never, UTC) == "an impossible date"
    assert when.machine(never, UTC) == ""
    assert when.age(never, at(2024, 1, 1), UTC) == ""


@pytest.mark.parametrize(
    ("published", "asked", "expected"),
    [
        (second(2024, 11, 26, 8), at(2024, 11, 29, 7), "3 days before you asked"),
        (second(2024, 11, 26, 23), at(2024, 11, 27, 1), "1 day before you asked"),
        (second(2024, 11, 26, 8), at(2024, 11, 26, 13, 59), "5 hours before you asked"),
        (second(2024, 11, 26, 8), at(2024, 11, 26, 9), "1 hour before you asked"),
        (second(2024, 11, 26, 8), at(2024, 11, 26, 8, 20), "20 minutes before you asked"),
        (second(2024, 11, 26, 8), at(2024, 11, 26, 8), "1 minute before you asked"),
        (day(2024, 11, 26), at(2024, 11, 26, 13), "the day you asked"),
        (second(2024, 11, 26, 20), at(2024, 11, 26, 13), "the day you asked"),
        (second(2024, 11, 26, 8), at(2024, 11, 27) - 1, "the day you asked"),
        (second(2024, 12, 1), at(2024, 11, 26), "dated 5 days after you asked"),
        (second(2024, 1, 26), at(2024, 11, 26), "10 months before you asked"),
        (second(2022, 11, 20), at(2024, 11, 26), "2 years before you asked"),
    ],
)
def test_ages_are_told_as_people_tell_them(published: NewsTime, asked: int, expected: str) -> None:
    assert expected == when.age(published, asked, UTC)


def test_days_of_age_are_the_zones_days() -> None:
    late = second(2024, 11, 26, 22, 30)  # already the 27th in Tallinn

    assert when.age(late, at(2024, 11, 27, 21, 59) + 59, TALLINN) == "the day you asked"


def test_coverage_is_one_line() -> None:
    expected = "1,572 articles · 2 publishers · 1 March 2024 to 28 November 2024"

    assert expected == when.coverage_line(COVERAGE, UTC)


def test_coverage_of_little() -> None:
    one = Coverage(1, (), at(2024, 3, 1), at(2024, 3, 1))

    assert when.coverage_line(one, UTC) == "1 article · 1 March 2024"
    assert when.coverage_line(replace(one, start=None, end=None), UTC) == "1 article · undated"
    assert when.coverage_line(Coverage(0, (), None, None), UTC) == "The archive is empty"
