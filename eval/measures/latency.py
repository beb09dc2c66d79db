"""Latency: what a served question takes, typically and at worst."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def percentile(milliseconds: Sequence[float], *, p: float) -> float:
    """Return the p-th percentile (0..100), interpolated between neighbours.

    Method 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (The American
    Statistician 1996), numpy's default. A mean would hide the slow tail (Dean and Barroso,
    "The Tail at Scale", CACM 2013). Raises ValueError without a value.
    """
    if not milliseconds:
        raise ValueError("no question was timed")
    return float(np.percentile(np.asarray(milliseconds, dtype=np.float64), p))
