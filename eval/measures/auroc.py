"""AUROC: how well the score tells answerable from unanswerable questions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.measures.bootstrap import Floats


def auroc(positive: Sequence[float] | Floats, negative: Sequence[float] | Floats) -> float:
    """Return the chance that a positive's score exceeds a negative's, ties counting half.

    The area under the receiver operating characteristic equals the Mann-Whitney statistic:
    Hanley and McNeil, Radiology 143 (1982). 0.5 is chance. Raises ValueError if either side
    is empty.
    """
    high, low = np.asarray(positive, dtype=np.float64), np.asarray(negative, dtype=np.float64)
    if high.size == 0 or low.size == 0:
        raise ValueError("AUROC needs scores of both kinds")
    ordered = np.sort(low)
    below = np.searchsorted(ordered, high, side="left")
    up_to = np.searchsorted(ordered, high, side="right")
    return float((below + up_to).sum() / (2 * high.size * low.size))
