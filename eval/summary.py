"""All questions together: measures with their intervals, cut by type and kind, and the curves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.catalog import AUROC, CATALOG, CUTOFF, EXACT, Measure
from eval.judge import Judged
from eval.measures.auroc import auroc
from eval.measures.bootstrap import bootstrap, bootstrap_mean
from eval.measures.latency import percentile
from eval.measures.reliability import Bin, calibration_error, reliability
from eval.measures.risk_coverage import RiskAt, risk_coverage
from eval.measures.wilson import wilson
from rag.read.kinds import Kind, kind_asked


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure over ``n`` questions (or quotations), with its 95% interval."""

    value: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Latency:
    """Of a served question, after warm-up, in milliseconds."""

    p50: float
    p95: float
    n: int


@dataclass(frozen=True, slots=True)
class Curves:
    """What the plots show; ``ece`` is None without a judged answer."""

    hits: tuple[Estimate, ...]  # Hits@1 .. Hits@10
    risk: tuple[RiskAt, ...]
    reliability: tuple[Bin, ...]
    ece: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures; measures that apply to no question are absent.

    ``by_type`` cuts them by the set's own types of question, ``by_kind`` by the kind of answer
    that a question asks for, as its words tell.
    """

    questions: int
    verdicts: dict[str, int]
    measures: dict[str, Estimate]
    by_type: dict[str, dict[str, Estimate]]
    by_kind: dict[str, dict[str, Estimate]]
    latency: dict[str, Latency]
    curves: Curves


def summarise(judged: Sequence[Judged]) -> Summary:
    """Aggregate the records of a run; shares get Wilson's interval, all else a bootstrap."""
    types = sorted({record.task.question.type for record in judged})
    return Summary(
        questions=len(judged),
        verdicts=dict(Counter(record.verdict.value for record in judged)),
        measures=_measures(judged),
        by_type=_cut(judged, types, lambda record: record.task.question.type),
        by_kind=_cut(judged, list(Kind), lambda record: kind_asked(record.task.question.text)),
        latency=_latencies(judged),
        curves=_curves(judged),
    )


def _cut(
    judged: Sequence[Judged], names: Sequence[str], name: Callable[[Judged], str]
) -> dict[str, dict[str, Estimate]]:
    parts = {one: [record for record in judged if name(record) == one] for one in names}
    return {str(one): _measures(records) for one, records in parts.items() if records}


def _measures(judged: Sequence[Judged]) -> dict[str, Estimate]:
    found = {measure.name: _estimate(measure, judged) for measure in CATALOG}
    found[EXACT.name] = _exactness(judged)
    found[AUROC.name] = _separation(judged)
    return {name: estimate for name, estimate in found.items() if estimate is not None}


def _estimate(measure: Measure, judged: Sequence[Judged]) -> Estimate | None:
    values = [record.values[measure.name] for record in judged if measure.name in record.values]
    if not values:
        return None
    if measure.scale == "share":
        return _share(sum(values), len(values))
    low, high = bootstrap_mean(values)
    return Estimate(sum(values) / len(values), len(values), low, high)


def _exactness(judged: Sequence[Judged]) -> Estimate | None:
    exact = [quoted.exact for record in judged for quoted in record.quoted]
    return _share(sum(exact), len(exact)) if exact else None


def _separation(judged: Sequence[Judged]) -> Estimate | None:
    yes = [r.score for r in judged if r.score is not None and r.task.question.answerable]
    no = [r.score for r in judged if r.score is not None and not r.task.question.answerable]
    if not yes or not no:
        return None
    low, high = bootstrap(yes, no, statistic=auroc)
    return Estimate(auroc(yes, no), len(yes) + len(no), low, high)


def _share(successes: float, n: int) -> Estimate:
    low, high = wilson(successes, n)
    return Estimate(successes / n, n, low, high)


def _latencies(judged: Sequence[Judged]) -> dict[str, Latency]:
    timed = {
        "ask": [record.ask_ms for record in judged if record.ask_ms is not None],
        "search": [record.search_ms for record in judged if record.search_ms is not None],
    }
    return {
        name: Latency(percentile(values, p=50), percentile(values, p=95), len(values))
        for name, values in timed.items()
        if values
    }


def _curves(judged: Sequence[Judged]) -> Curves:
    answered = [
        (record.score, record.right)
        for record in judged
        if record.score is not None and record.right is not None
    ]
    bins = reliability(answered)
    estimates = [
        _estimate(Measure(f"Hits@{k}", "Finding the article", ""), judged)
        for k in range(1, CUTOFF + 1)
    ]
    return Curves(
        hits=tuple(estimate for estimate in estimates if estimate is not None),
        risk=tuple(risk_coverage(answered, asked=len(judged))),
        reliability=tuple(bins),
        ece=calibration_error(bins) if bins else None,
    )
