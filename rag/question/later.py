"""Periods counted from another one: "a month later", "two weeks earlier"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from rag.question.calendar_days import month_end, month_start
from rag.question.dates import Period, day_of

_SHIFT = re.compile(
    r"(?:in\s+)?(?:(?P<n>an?|one|two|three|four|five|six|\d{1,2})|the)\s+"
    r"(?P<unit>day|week|month|year)s?\s+(?P<way>later|after(?:wards?)?|earlier|before)",
    re.IGNORECASE,
)
_WEEK = 7  # days
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True, slots=True)
class Shift:
    """How far to move a period: so many months and days, negative for earlier."""

    months: int
    days: int


def shift_in(words: str) -> Shift | None:
    """Return how far "a month later" and the like move, None for other words."""
    match = _SHIFT.fullmatch(words)
    if match is None:
        return None
    n = (match["n"] or "one").lower()
    count = int(n) if n.isdigit() else _COUNTS[n]
    if match["way"].lower() in ("earlier", "before"):
        count = -count
    months, days = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}[
        match["unit"].lower()
    ]
    return Shift(count * months, count * days)


def is_shift(words: str) -> bool:
    """Whether words count from another period: "a month later"."""
    return _SHIFT.search(words) is not None


def moved(period: Period, shift: Shift, zone: ZoneInfo) -> str:
    """Return a period that has a start, moved, in words: "in April 2024", "on 2024-04-02".

    Whole months stay whole; a day that the month does not have becomes its last.
    """
    assert period.start is not None
    first = day_of(period.start, zone)
    last = day_of(period.end, zone) if period.end is not None else first
    if first.day == 1 and last == month_end(last):
        new_last = month_end(month_start(last, months=shift.months)) + timedelta(shift.days)
    else:
        new_last = _moved_day(last, shift)
    new_first = _moved_day(first, shift)
    if new_first.day == 1 and new_last == month_end(new_first):
        return f"in {new_first:%B %Y}"
    return f"on {new_first}" if new_first == new_last else f"between {new_first} and {new_last}"


def counted_from(day: date, shift: Shift) -> str:
    """Return what lies so far from one day, in words: "in April 2024", "between ... and ...".

    News of "a month later" is news of that month, of "a week later" of the days around it. Blank
    where the calendar ends before that.
    """
    try:
        moved_to = _moved_day(day, shift)
        if shift.months:
            return f"in {moved_to:%B %Y}"
        if abs(shift.days) < _WEEK:
            return f"on {moved_to}"
        around = timedelta(_WEEK // 2)
        return f"between {moved_to - around} and {moved_to + around}"
    except (ValueError, OverflowError):  # an article may be dated in the year 9999
        return ""


def _moved_day(day: date, shift: Shift) -> date:
    start = month_start(day, months=shift.months)
    return start.replace(day=min(day.day, month_end(start).day)) + timedelta(shift.days)
