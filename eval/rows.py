"""A plan's rows filled in: each figure with its interval, and how far it is from its target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from eval.catalog import AUROC, CATALOG
from eval.finished import Finished, Record
from eval.measures.auroc import auroc
from eval.measures.bootstrap import RESAMPLES, SEED, Floats, bootstrap, mean
from eval.measures.latency import percentile
from eval.measures.paired import auroc_of, mean_of, paired
from eval.measures.wilson import wilson
from eval.plan import ANSWERED, TIMES, Plan, PlannedRow
from eval.summary import Estimate
from rag.errors import EvalError

Pair = tuple[float, bool]
Kind = Literal["share", "difference", "count", "ratio", "ms"]
_MEANS = {measure.name for measure in CATALOG if measure.scale != "share"}


@dataclass(frozen=True, slots=True)
class Row:
    """A planned row with what was measured; ``kind`` says how its numbers are to be written."""

    planned: PlannedRow
    kind: Kind
    estimate: Estimate

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        return None if self.short is None else self.short <= 0

    @property
    def short(self) -> float | None:
        """By how much it falls short of its target, 0 or less where it is met."""
        value, row = self.estimate.value, self.planned
        gaps = [row.at_least - value] if row.at_least is not None else []
        gaps += [value - row.at_most] if row.at_most is not None else []
        return max(gaps) if gaps else None


def fill(plan: Plan, runs: Mapping[str, Finished]) -> list[Row]:
    """Measure every row whose runs are all there; EvalError if no question of one counts."""
    return [
        _row(row, runs)
        for row in plan.row
        if all(name in runs for name in (*row.runs, *row.minus, *row.relative_to))
    ]


def _row(row: PlannedRow, runs: Mapping[str, Finished]) -> Row:
    records = _records(row, row.runs, runs)
    if row.measure == ANSWERED:
        return Row(row, "count", _count([r.status == "answered" for r in records]))
    if row.measure in TIMES:
        return _times(row, records, _records(row, row.relative_to, runs))
    if row.minus:
        return Row(row, "difference", _difference(row, records, _records(row, row.minus, runs)))
    return Row(row, "share", _over(row, records))


def _records(row: PlannedRow, names: Iterable[str], runs: Mapping[str, Finished]) -> list[Record]:
    return [r for name in names for r in runs[name].records if _counts(row, r)]


def _counts(row: PlannedRow, record: Record) -> bool:
    if row.types and record.type not in row.types:
        return False
    days = record.judged.evidence_days
    return row.evidence_over_days is None or (days is not None and days > row.evidence_over_days)


def _count(answered: Sequence[bool]) -> Estimate:
    low, high = wilson(sum(answered), len(answered)) if answered else (0.0, 0.0)
    n = len(answered)
    return Estimate(sum(answered), n, low * n, high * n)


def _over(row: PlannedRow, records: Sequence[Record]) -> Estimate:
    """Measure; a question asked in several runs is drawn with all its records together."""
    by_id: defaultdict[str, list[Pair]] = defaultdict(list)
    for record in records:
        by_id[record.id] += _pairs(record, row.measure)
    clusters = [cluster for cluster in by_id.values() if cluster]
    values = [value for cluster in clusters for value, _ in cluster]
    if row.measure == AUROC.name:
        if len({can for cluster in clusters for _, can in cluster}) < 2:
            raise _nothing(row)
        return _estimate(clusters, _roc)
    if not values:
        raise _nothing(row)
    if row.measure not in _MEANS and len(clusters) == len(values):
        return Estimate(sum(values) / len(values), len(values), *wilson(sum(values), len(values)))
    return _estimate(clusters, _mean)


def _pairs(record: Record, measure: str) -> list[Pair]:
    """Return what a record counts for, with whether its question can be answered."""
    value = record.score if measure == AUROC.name else record.values.get(measure)
    return [] if value is None else [(value, record.judged.answerable)]


def _estimate(clusters: Sequence[Sequence[Pair]], statistic: Callable[[Floats], float]) -> Estimate:
    arrays = [np.array(cluster, dtype=np.float64) for cluster in clusters]
    everything = np.concatenate(arrays)
    generator = np.random.default_rng(SEED)
    drawn = (generator.integers(0, len(arrays), len(arrays)) for _ in range(RESAMPLES))
    values = [statistic(np.concatenate([arrays[i] for i in draw])) for draw in drawn]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Estimate(statistic(everything), len(everything), float(low), float(high))


def _mean(pairs: Floats) -> float:
    return mean(pairs[:, 0])


def _roc(pairs: Floats) -> float:
    can = pairs[:, 1] == 1
    return auroc(pairs[can, 0], pairs[~can, 0]) if can.any() and not can.all() else float("nan")


def _difference(row: PlannedRow, second: Sequence[Record], first: Sequence[Record]) -> Estimate:
    others = {record.id: record for record in first}
    pairs = [(others[record.id], record) for record in second if record.id in others]
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    if row.measure == AUROC.name:
        one, other = (
            auroc_of([r.score for r in side], [r.judged.answerable for r in side])
            for side in (before, after)
        )
    else:
        one, other = (mean_of([r.values.get(row.measure) for r in s]) for s in (before, after))
    found = paired(one, other, n=len(pairs)) if pairs else None
    if found is None:
        raise _nothing(row)
    return Estimate(found.value, len(pairs), found.low, found.high)


def _times(row: PlannedRow, records: Sequence[Record], others: Sequence[Record]) -> Row:
    leg, of = row.measure.split(" ")
    times, base = _leg(records, leg), _leg(others, leg)
    if not times or (row.relative_to and not base):
        raise _nothing(row)
    samples = [times, base] if row.relative_to else [times]

    def statistic(*drawn: Floats) -> float:
        values = [_timed(list(sample), of) for sample in drawn]
        return values[0] / values[1] if len(values) > 1 else values[0]

    low, high = bootstrap(*samples, statistic=statistic)
    value = statistic(*(np.array(sample) for sample in samples))
    kind: Kind = "ms" if of != "p95/p50" and not row.relative_to else "ratio"
    return Row(row, kind, Estimate(value, len(times), low, high))


def _leg(records: Sequence[Record], leg: str) -> list[float]:
    timed = (r.judged.ask_ms if leg == "ask" else r.judged.search_ms for r in records)
    return [ms for ms in timed if ms is not None]


def _timed(times: Sequence[float], of: str) -> float:
    if of == "p95/p50":
        return percentile(times, p=95) / percentile(times, p=50)
    return percentile(times, p=float(of.removeprefix("p")))


def _nothing(row: PlannedRow) -> EvalError:
    return EvalError(
        f"no question of {', '.join(row.runs)} counts towards {row.set}, {row.measure}",
        hint="Look at the row's types, evidence_over_days and measure in the plan.",
    )
