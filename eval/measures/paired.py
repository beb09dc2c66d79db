"""The paired bootstrap: whether one run is better than another on the same questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.measures.auroc import auroc
from eval.measures.bootstrap import Draws, Floats, draws

Statistic = Callable[[Draws], Floats]  # a value for each row of the questions' numbers


@dataclass(frozen=True, slots=True)
class Difference:
    """What the second run has more than the first: 95% interval, and p of no difference."""

    first: float
    second: float
    value: float
    low: float
    high: float
    p: float


def paired(first: Statistic, second: Statistic, *, n: int) -> Difference | None:
    """Return the difference of a statistic over ``n`` questions, each drawn with its pair.

    A statistic is given the numbers of the questions drawn, with repeats, a draw a row, and is
    NaN where it has no value. Efron and Tibshirani, "An Introduction to the Bootstrap" (1993):
    the percentile interval of chapter 13 and the two-sided test of 16.4, which moves the
    distribution to a difference of none. None where either run has no value at all.
    """
    everything = np.arange(n)[np.newaxis]
    one, other = float(first(everything)[0]), float(second(everything)[0])
    value = other - one
    differences = np.concatenate([second(drawn) - first(drawn) for drawn in draws(n)])
    differences = differences[~np.isnan(differences)]
    if np.isnan(value):  # then so is every draw of the run that has none
        return None
    low, high = np.percentile(differences, [2.5, 97.5])
    beyond = np.abs(differences - value) >= abs(value) - 1e-12
    p = (beyond.sum() + 1) / (differences.size + 1) if value else 1.0
    return Difference(one, other, value, float(low), float(high), float(p))


def mean_of(values: Sequence[float | None]) -> Statistic:
    """Return the mean over the questions that have a value; NaN if none of those drawn has."""
    known = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    weight = (~np.isnan(known)).astype(np.float64)
    filled: Floats = np.nan_to_num(known)

    def mean(drawn: Draws) -> Floats:
        count = weight[drawn].sum(axis=1)
        found: Floats = np.full_like(count, np.nan)
        np.divide(filled[drawn].sum(axis=1), count, out=found, where=count > 0)
        return found

    return mean


def auroc_of(scores: Sequence[float | None], answerable: Sequence[bool]) -> Statistic:
    """Return AUROC over the questions that have a score; NaN without both kinds of them."""
    known = np.array([np.nan if score is None else score for score in scores], dtype=np.float64)
    can = np.array(answerable, dtype=np.bool_) & ~np.isnan(known)
    cannot = ~np.array(answerable, dtype=np.bool_) & ~np.isnan(known)

    def of_one(row: Draws) -> float:
        positive, negative = known[row[can[row]]], known[row[cannot[row]]]
        if not positive.size or not negative.size:
            return float("nan")
        return auroc(positive, negative)

    def separation(drawn: Draws) -> Floats:
        return np.array([of_one(row) for row in drawn])

    return separation
