"""Times people type, and periods a question names; every function takes the time as a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import floor
from zoneinfo import ZoneInfo

from rag.errors import UsageError

DAY = 86_400  # seconds
FIRST_YEAR, LAST_YEAR = 1800, 2200  # a time outside is a slip of the finger
_ISO_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")


class Use(StrEnum):
    """What a period in a question is good for."""

    PUBLISHED = "published"  # when the articles asked for were printed: a filter
    EVENT = "event"  # when something happened: articles about it may be of any age
    RECENT = "recent"  # "this week", "today": newer is better, no filter


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time named in a question, inclusive, epoch seconds; None: open.

    ``words`` is the phrase as it stands in the question, from code point ``at`` on. ``slack``
    is how many seconds a filter should reach beyond either end.
    """

    start: int | None
    end: int | None
    words: str
    at: int
    use: Use
    slack: int = 0

    def bounds(self, asked_at: int) -> tuple[int | None, int | None]:
        """Return start and end widened by the slack, not reaching beyond ``asked_at``."""
        start = None if self.start is None else self.start - self.slack
        end = None if self.end is None else min(self.end + self.slack, asked_at)
        return start, end


def parse_asked_at(text: str, zone: ZoneInfo) -> int:
    """Return the epoch second a question is asked at.

    A bare ISO day means its last second in ``zone``; a time without offset is read in ``zone``.
    Raises UsageError for anything else.
    """
    return _moment(text, zone, day_end)


def parse_day_start(text: str, zone: ZoneInfo) -> int:
    """Return the first second of an ISO day in ``zone``, or the second of an ISO time.

    Raises UsageError for anything else.
    """
    return _moment(text, zone, day_start)


def day_start(day: date, zone: ZoneInfo) -> int:
    """Return the first second of ``day`` in ``zone``."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def day_end(day: date, zone: ZoneInfo) -> int:
    """Return the last second of ``day`` in ``zone``."""
    return day_start(day + timedelta(days=1), zone) - 1


def day_of(epoch: int, zone: ZoneInfo) -> date:
    """Return the calendar day of ``epoch`` in ``zone``."""
    return datetime.fromtimestamp(epoch, zone).date()


def _moment(text: str, zone: ZoneInfo, of_day: Callable[[date, ZoneInfo], int]) -> int:
    typed = text.strip()
    try:
        if _ISO_DAY.fullmatch(typed):
            return of_day(_sane(date.fromisoformat(typed)), zone)
        moment = datetime.fromisoformat(typed)
        _sane(moment.date())
        return floor((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())
    except ValueError as error:
        raise _no_time(text) from error


def _sane(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"year {day.year} is not within {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _no_time(text: str) -> UsageError:
    return UsageError(
        f"{text[:60]!r} is neither a day nor a time",
        hint="Write 2024-11-26, 2024-11-26T18:30 or 2024-11-26T18:30+02:00.",
    )
