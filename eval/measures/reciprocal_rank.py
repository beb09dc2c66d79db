"""RR@k: how far down the first relevant article is."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def reciprocal_rank(ranking: Sequence[str], relevant: AbstractSet[str], *, k: int = 10) -> float:
    """Return 1 / rank of the first relevant article among the first k, ranks from 1; else 0.

    Voorhees, "The TREC-8 Question Answering Track Report" (1999). Its mean over questions is
    MRR@k. ``ranking`` is best first, without repeats.
    """
    for rank, article in enumerate(ranking[:k], start=1):
        if article in relevant:
            return 1 / rank
    return 0.0
