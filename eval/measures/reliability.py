"""Reliability: whether an answer with score .8 is right eight times in ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose scores lie together: their mean score, how many were right, how many."""

    score: float
    right: int
    n: int


def reliability(answered: Sequence[tuple[float, bool]], *, bins: int = 10) -> list[Bin]:
    """Return the non-empty bins of equal width over 0..1, lowest scores first.

    The reliability diagram of DeGroot and Fienberg, The Statistician 32 (1983), as in Guo et
    al., "On Calibration of Modern Neural Networks" (ICML 2017). Scores outside 0..1 fall
    into the outermost bins.
    """
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for score, right in answered:
        members[min(max(int(score * bins), 0), bins - 1)].append((score, right))
    return [
        Bin(sum(score for score, _ in inside) / len(inside), sum(r for _, r in inside), len(inside))
        for inside in members
        if inside
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean gap between score and share right, weighted by answers (ECE, Guo 2017).

    Raises ValueError without a bin.
    """
    if not bins:
        raise ValueError("no answers to compare scores with")
    total = sum(bin_.n for bin_ in bins)
    return sum(bin_.n / total * abs(bin_.right / bin_.n - bin_.score) for bin_ in bins)
