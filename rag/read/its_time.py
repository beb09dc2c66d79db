"""How things stood in a period: what was told of it leads, not what was printed later. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import lru_cache

from rag.question.dates import Period
from rag.question.named_dates import named_dates
from rag.question.nouns import Question
from rag.question.relative_dates import relative_dates
from rag.read.picked import Picked
from rag.read.terms import overlap, terms

AS_NEAR = 0.75  # share of the best one's words of the matter that another needs in itself
# What holds until it changes; what happened is told of best afterwards ("how many died in May?").
_STOOD = re.compile(
    r"^\W*(?:what|who|how\s+(?:high|low|much|large|big|expensive|strong))\s+(?:is|was|are|were)\s+"
    r"(?!\w+ed\b|said\b|told\b|done\b|shown\b|sold\b|made\b|found\b|killed\b)",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:results?|outcomes?|verdicts?|tolls?|scores?|winners?|votes?|turnout|cause|reasons?"
    r"|reactions?|responses?|behind)\b",
    re.IGNORECASE,
)


class Time(IntEnum):
    """How near what a sentence tells of lies to a period, the nearest first."""

    WITHIN = 0  # printed in it
    NAMED = 1  # printed later, and names it
    BEFORE = 2
    AFTER = 3


def of_its_time(
    period: Period, rivals: Sequence[Picked], weighted: Mapping[str, float]
) -> list[Picked]:
    """Return the sentences that answer for a period, its own first.

    ``rivals`` answer otherwise than each other, the best one first. Of those with as much of the
    matter the newest within the period leads, then one that names it, the newest before, the
    first after; that there is an answer is as sure as before. What was printed later and does not
    name the period is left out where another leads. ``weighted`` is term of the question -> what
    it weighs.
    """
    best = rivals[0]
    least = AS_NEAR * _matter(period, best, weighted)
    able = [one for one in rivals if _matter(period, one, weighted) >= least]
    lead = min(able, key=lambda one: _nearness(one, period))
    if _time(lead, period) is _time(best, period) is Time.NAMED:
        lead = best
    late = _time(lead, period) is not Time.AFTER
    kept = [
        one for one in rivals if one is not lead and not (late and _time(one, period) is Time.AFTER)
    ]
    return [replace(lead, order=best.order, score=max(lead.score, best.score)), *kept]


def stood_in(question: Question) -> Period | None:
    """Return the period a question names if it asks for what held in it: a rate, an office."""
    return question.period if asks_what_held(question.text) else None


def asks_what_held(question: str) -> bool:
    """Return whether a question asks for what holds until it changes, and not what happened."""
    return _STOOD.search(question) is not None and not _HAPPENED.search(question)


def _matter(period: Period, one: Picked, weighted: Mapping[str, float]) -> float:
    """Return the weighted share of the question's words, but years and months, in a sentence."""
    dates = set(terms(period.words))
    matter = {term: weight for term, weight in weighted.items() if term not in dates}
    return overlap(matter, terms(one.piece.text))


def _nearness(one: Picked, period: Period) -> tuple[int, float]:
    """Return a key that sorts the nearest first; an undated article is as good as late."""
    time, published = _time(one, period), one.piece.hit.passage.revision.published
    if time is Time.NAMED:
        return time, -one.order
    if published is None:
        return Time.AFTER, float("inf")
    return time, published.epoch if time is Time.AFTER else -published.epoch


def _time(one: Picked, period: Period) -> Time:
    published = one.piece.hit.passage.revision.published
    if published is None:
        return Time.BEFORE
    assert period.start is not None  # the question's has both ends
    assert period.end is not None
    start, end = (datetime.fromtimestamp(at, UTC).date() for at in (period.start, period.end))
    printed = datetime.fromtimestamp(published.epoch, UTC).date()
    told = _told(one.piece.text, printed)
    named = any(first <= end and start <= last for first, last in told)
    if start <= printed <= end:
        return Time.WITHIN if named or not told else Time.BEFORE
    if named:
        return Time.NAMED
    return Time.BEFORE if printed < start else Time.AFTER


@lru_cache(maxsize=512)
def _told(text: str, printed: date) -> tuple[tuple[date, date], ...]:
    """Return the days and months a sentence names, counted from the day it was printed."""
    return tuple(_days(text, printed))


def _days(text: str, printed: date) -> Iterator[tuple[date, date]]:
    for named in named_dates(text, printed):
        if not named.whole_year:
            yield named.first, named.last
    for relative in relative_dates(text, printed):
        last = relative.last or printed
        if (last - relative.first).days <= 31:
            yield relative.first, last
