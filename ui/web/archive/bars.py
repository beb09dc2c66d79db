"""Articles over time: how many each publisher printed by day, week, month or year. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rag.browse import Printed
from rag.question.dates import day_of, day_start

SERIES = 6  # publishers with a colour of their own; the rest share one
_DAYS, _WEEKS, _MONTHS = 70, 490, 2_200  # days of a span up to which a bar is one of these


class Step(StrEnum):
    """What a bar stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Bar:
    """The days from ``first`` to ``last``, and how many articles of each series fell on them."""

    first: date
    last: date
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars side by side, without gaps; ``bars[i].counts[j]`` is of ``series[j]``.

    A series is a publisher with its colour's number; None is who gave no name, and the last
    may be the ``others`` that share a colour.
    """

    step: Step
    series: tuple[tuple[str | None, int], ...]
    others: int
    bars: tuple[Bar, ...]
    undated: int


def bars(printed: Sequence[Printed], ranking: Sequence[str | None], zone: ZoneInfo) -> Bars:
    """Count what was printed in bars whose width the whole span asks for.

    ``ranking`` holds the archive's publishers, the largest first: each keeps its colour
    whatever is filtered.
    """
    dated = [(one.published_at, one) for one in printed if one.published_at is not None]
    undated = sum(one.articles for one in printed if one.published_at is None)
    present = {one.publisher for _, one in dated}
    own = [(name, nth) for nth, name in enumerate(ranking[:SERIES]) if name in present]
    rest = sorted(present - {name for name, _ in own}, key=lambda name: name or "")
    series = own + ([(rest[0] if len(rest) == 1 else None, SERIES)] if rest else [])
    if not dated:
        return Bars(Step.DAY, (), 0, (), undated)
    times = [epoch for epoch, _ in dated]
    step, spans = _spans(day_of(min(times), zone), day_of(max(times), zone))
    starts = [day_start(first, zone) for first, _ in spans]
    column = {name: at for at, (name, _) in enumerate(own)}
    counts: Counter[tuple[int, int]] = Counter()
    for epoch, one in dated:
        at = max(bisect_right(starts, epoch) - 1, 0)
        counts[at, column.get(one.publisher, len(own))] += one.articles
    return Bars(
        step,
        tuple(series),
        len(rest) if len(rest) > 1 else 0,
        tuple(
            Bar(first, last, tuple(counts[at, nth] for nth in range(len(series))))
            for at, (first, last) in enumerate(spans)
        ),
        undated,
    )


def _spans(first: date, last: date) -> tuple[Step, list[tuple[date, date]]]:
    days = (last - first).days + 1
    step = (
        *(Step.DAY,) * (days <= _DAYS),
        *(Step.WEEK,) * (days <= _WEEKS),
        *(Step.MONTH,) * (days <= _MONTHS),
        Step.YEAR,
    )[0]
    spans, at = [], _begin(first, step)
    while at <= last:
        following = _next(at, step)
        spans.append((at, following - timedelta(days=1)))
        if following.year >= date.max.year:
            break
        at = following
    return step, spans


def _begin(day: date, step: Step) -> date:
    if step is Step.WEEK:
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    if step is Step.MONTH:
        return day.replace(day=1)
    return day.replace(month=1, day=1) if step is Step.YEAR else day


def _next(day: date, step: Step) -> date:
    if step is Step.MONTH:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    if step is Step.YEAR:
        return day.replace(year=min(day.year + 1, date.max.year))
    return day + timedelta(days=7 if step is Step.WEEK else 1)
