"""Bootstrap intervals: how far a figure moves when other questions are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Draws = npt.NDArray[np.int64]
RESAMPLES = 2000  # Efron and Tibshirani advise at least 1000 for percentile intervals
SEED = 20  # any; fixed so that the same run gives the same report
BLOCK = 2**18  # numbers drawn at a time, so that memory does not grow with the questions


def bootstrap(
    *samples: Sequence[float],
    statistic: Callable[..., float],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of ``statistic`` over resampled questions.

    The percentile method of Efron and Tibshirani, "An Introduction to the Bootstrap" (1993),
    chapter 13. Each sample is drawn anew on its own, with replacement, and passed to
    ``statistic`` as a float64 array. Raises ValueError if a sample is empty.
    """
    arrays = [np.asarray(sample, dtype=np.float64) for sample in samples]
    if not arrays or any(array.size == 0 for array in arrays):
        raise ValueError("a bootstrap needs at least one value in every sample")
    generator = np.random.default_rng(seed)
    drawn = [
        statistic(*(array[generator.integers(0, array.size, array.size)] for array in arrays))
        for _ in range(resamples)
    ]
    return _middle(drawn)


def bootstrap_mean(
    values: Sequence[float], resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float]:
    """Return what ``bootstrap`` returns of ``values`` and ``mean``, many resamples at a time.

    Raises ValueError if there are no values.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.size == 0:
        raise ValueError("a bootstrap needs at least one value in every sample")
    means = [array[drawn].mean(axis=1) for drawn in draws(array.size, resamples, seed)]
    return _middle(np.concatenate(means))


def draws(n: int, resamples: int = RESAMPLES, seed: int = SEED) -> Iterator[Draws]:
    """Yield ``resamples`` rows of ``n`` numbers below ``n``, some rows at a time.

    They are the numbers that a generator gives that is asked for each row by itself.
    """
    generator = np.random.default_rng(seed)
    rows = max(1, BLOCK // n)
    for start in range(0, resamples, rows):
        yield generator.integers(0, n, (min(rows, resamples - start), n))


def _middle(drawn: Sequence[float] | Floats) -> tuple[float, float]:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def mean(values: Floats) -> float:
    """Return the mean of a non-empty array."""
    return float(values.mean())
