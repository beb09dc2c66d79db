"""Two runs over the same questions: what differs by more than chance, and who won where. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.catalog import AUROC, CATALOG, RIGHT, Measure
from eval.finished import Finished, Record
from eval.measures.paired import Difference, Statistic, auroc_of, mean_of, paired
from rag.errors import UsageError
from rag.wording import ENGLISH, Wording

FOUND = "RR@10"  # says who won where neither run was asked for answers
UNSET = "not set"
SHARED = "Ask for the questions that both have with --shared, or compare runs of one set."
Pair = tuple[Record, Record]


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure in both runs over the ``n`` questions that either has a value for."""

    measure: Measure
    n: int
    difference: Difference

    @property
    def verdict(self) -> str:
        """Whether the second is better or worse beyond chance (p < .05), else nothing."""
        if self.difference.p >= 0.05 or self.measure.better == "neither":
            return ""
        up = self.difference.value > 0
        return "better" if up == (self.measure.better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second run against the first; ``left_out`` counts questions only one of them has.

    ``judged_by`` names the measure by which a question was ``won`` or ``lost``.
    """

    first: Finished
    second: Finished
    questions: int
    left_out: int
    judged_by: str
    measures: tuple[Compared, ...]
    won: tuple[Pair, ...]
    lost: tuple[Pair, ...]


def compare(first: Finished, second: Finished, *, shared: bool = False) -> Comparison:
    """Pair the runs question by question; UsageError if their questions are not the same.

    With ``shared`` the questions whose ids both have are enough; there must be one.
    """
    if not shared:
        _refuse_others(first, second)
    pairs, left_out = _pairs(first.records, second.records)
    if not pairs:
        raise UsageError("the two runs share no question", hint="Compare runs of one set.")
    judged_by = RIGHT.name if _has(pairs, RIGHT.name) else FOUND
    return Comparison(
        first=first,
        second=second,
        questions=len(pairs),
        left_out=left_out,
        judged_by=judged_by,
        measures=tuple(_measures(pairs)),
        won=tuple(pair for pair in pairs if _gain(pair, judged_by) > 0),
        lost=tuple(pair for pair in pairs if _gain(pair, judged_by) < 0),
    )


def differences(
    first: Finished, second: Finished, words: Wording = ENGLISH
) -> list[tuple[str, str, str]]:
    """Return what else differs between the runs, as name and the two values."""
    one, other = identity(first, words), identity(second, words)
    names, unset = dict.fromkeys((*one, *other)), words(UNSET)
    told = ((name, one.get(name, unset), other.get(name, unset)) for name in names)
    return [(name, before, after) for name, before, after in told if before != after]


def identity(run: Finished, words: Wording = ENGLISH) -> dict[str, str]:
    """Return what a run was made from and with, by name, in words."""
    about, made = run.about, run.about["provenance"]
    settings = _flat(made["settings"])
    of_machine = {"machine": made["machine"], "cpus": made["cpus"]}
    told = {
        words("question set"): f"{run.question_set}, sha256 {run.sha256[:12]}",
        words("list of articles"): about.get("contexts") or words("the whole archive"),
        words("asked"): words(str(about.get("as_of"))),
        words("archive"): str(about["archive"].get("digest"))[:12],
        words("encoder"): about["archive"].get("encoder"),
        words("commit"): made["commit"],
        words("machine"): words("{machine}, {cpus} processors", **of_machine),
        **{words("setting {name}", name=name): value for name, value in settings},
    }
    return {name: str(value) for name, value in told.items()}


def _flat(settings: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, object]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _refuse_others(first: Finished, second: Finished) -> None:
    if first.sha256 != second.sha256:
        raise UsageError(
            f"{first.folder} asked {first.question_set} (sha256 {first.sha256[:12]}),"
            f" {second.folder} asked {second.question_set} (sha256 {second.sha256[:12]})",
            hint=SHARED,
        )
    apart = {r.id for r in first.records} ^ {r.id for r in second.records}
    if apart:
        raise UsageError(
            f"{len(apart)} questions were asked in only one of the runs, {min(apart)!r} for one",
            hint=SHARED,
        )


def _pairs(first: Sequence[Record], second: Sequence[Record]) -> tuple[list[Pair], int]:
    others = {record.id: record for record in second}
    pairs = [(record, others[record.id]) for record in first if record.id in others]
    return pairs, len(first) + len(second) - 2 * len(pairs)


def _measures(pairs: Sequence[Pair]) -> Iterable[Compared]:
    for measure in (*CATALOG, AUROC):
        first, second, n = _statistics(measure, pairs)
        difference = paired(first, second, n=len(pairs)) if n else None
        if difference is not None:
            yield Compared(measure, n, difference)


def _statistics(measure: Measure, pairs: Sequence[Pair]) -> tuple[Statistic, Statistic, int]:
    firsts, seconds = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if measure is AUROC:
        n = sum(a.score is not None or b.score is not None for a, b in pairs)
        return _auroc(firsts), _auroc(seconds), n
    one = [record.values.get(measure.name) for record in firsts]
    other = [record.values.get(measure.name) for record in seconds]
    n = sum(a is not None or b is not None for a, b in zip(one, other, strict=True))
    return mean_of(one), mean_of(other), n


def _auroc(records: Sequence[Record]) -> Statistic:
    return auroc_of([r.score for r in records], [r.judged.answerable for r in records])


def _has(pairs: Sequence[Pair], measure: str) -> bool:
    return any(measure in a.values and measure in b.values for a, b in pairs)


def _gain(pair: Pair, measure: str) -> float:
    first, second = (record.values.get(measure) for record in pair)
    return 0.0 if first is None or second is None else second - first
