"""Bootstrap intervals: how far a figure moves when other questions are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RESAMPLES = 2000  # Efron and Tibshirani advise at least 1000 for percentile intervals
SEED = 20  # any; fixed so that the same run gives the same report


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
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def mean(values: Floats) -> float:
    """Return the mean of a non-empty array."""
    return float(values.mean())
