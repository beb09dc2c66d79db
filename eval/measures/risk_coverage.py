"""Risk and coverage: how often it errs when it answers only what it is surest of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RiskAt:
    """One point: answering at ``score`` and above covers this share and errs this often."""

    score: float
    coverage: float
    risk: float


def risk_coverage(answered: Sequence[tuple[float, bool]], *, asked: int) -> list[RiskAt]:
    """Return a point for every distinct score, from the surest answer down.

    El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification" (JMLR
    2010). ``answered`` pairs a score with whether the answer was right; ``asked`` counts all
    questions, so the last point's coverage is the share answered at the shipped threshold.
    """
    points: list[RiskAt] = []
    wrong = 0
    ordered = sorted(answered, key=lambda pair: -pair[0])
    for rank, (score, right) in enumerate(ordered, start=1):
        wrong += not right
        if rank == len(ordered) or ordered[rank][0] != score:
            points.append(RiskAt(score, rank / asked, wrong / rank))
    return points
