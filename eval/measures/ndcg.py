"""nDCG@k: how near the top the relevant articles are."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from math import log2


def ndcg(ranking: Sequence[str], relevant: AbstractSet[str], *, k: int = 10) -> float:
    """Return discounted cumulative gain over the best possible one, 0..1.

    Jarvelin and Kekalainen, "Cumulated gain-based evaluation of IR techniques" (TOIS 2002),
    with the discount 1 / log2(rank + 1) and gain 1 for a relevant article. Raises ValueError
    if none is relevant.
    """
    if not relevant:
        raise ValueError("nDCG needs at least one relevant article")
    gained = sum(
        1 / log2(rank + 1)
        for rank, article in enumerate(ranking[:k], start=1)
        if article in relevant
    )
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(k, len(relevant)) + 1))
    return gained / ideal
