"""How much a question's own words make the age of an article count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rag.domain import Recency
from rag.question.dates import DAY, Period, Use, day_of
from rag.question.named_dates import years_in

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
    uses = {period.use for period in periods}
    if Use.RECENT in uses or _RECENT.search(text):
        return Recency.RECENT
    ends = [period.end for period in periods if period.use is not Use.RECENT]
    long_past = [end for end in ends if end is not None and end < asked_at - _NEAR]
    if long_past and len(long_past) == len(ends):
        return Recency.NONE
    years = years_in(text)
    this_year = day_of(asked_at - _NEAR, zone).year
    if years and max(years) < this_year:
        return Recency.NONE
    return Recency.NEUTRAL
