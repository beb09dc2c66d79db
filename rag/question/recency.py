"""How much a question's own words make the age of an article count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rag.question.dates import DAY, Period, Use, day_of
from rag.question.named_dates import years_in
from rag.question.nouns import Recency

_RECENT = re.compile(
    r"\b(?:latest|newest|most\s+recent(?:ly)?|recent(?:ly)?|current(?:ly)?|now|nowadays|these\s+days"
    r"|so\s+far|at\s+the\s+moment|as\s+of\s+(?:this|today)|just\s+\w+ed|up\s+to\s+date|breaking|upcoming"
    r"|next\s+(?:week|month|year|season)|tomorrow|still|this\s+(?:season|summer|winter|spring|autumn|fall)|any\s+news)\b",
    re.IGNORECASE,
)
_NEAR = 60 * DAY  # an event this close to the asking is still news


def recency_of(text: str, periods: Sequence[Period], asked_at: int, zone: ZoneInfo) -> Recency:
    """Return RECENT for "latest", "this week", "now"; NONE for a date long past; else NEUTRAL.

    A named date within sixty days of ``asked_at``, or after it, leaves the age of an article
    as telling as it was.
    """
    if any(period.use is Use.RECENT for period in periods) or _RECENT.search(text):
        return Recency.RECENT
    if any(_long_past(period, asked_at, zone) for period in periods):
        return Recency.NONE
    years = years_in(text)
    return Recency.NONE if years and max(years) < _near_year(asked_at, zone) else Recency.NEUTRAL


def _long_past(period: Period, asked_at: int, zone: ZoneInfo) -> bool:
    """Whether a period with a year of its own, or one such as "five years ago", is long over.

    Without a year ("on 19 January") it may as well be the next one.
    """
    years = years_in(period.words)
    if years and max(years) >= _near_year(asked_at, zone):
        return period.end is not None and period.end < asked_at - _NEAR
    return not years and period.use is Use.EVENT and "ago" in period.words.split()


def _near_year(asked_at: int, zone: ZoneInfo) -> int:
    return day_of(asked_at - _NEAR, zone).year
