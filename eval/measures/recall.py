"""Recall@k: how many of the relevant articles are among the first k."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def recall(ranking: Sequence[str], relevant: AbstractSet[str], *, k: int) -> float:
    """Return the share of relevant articles that are among the first k.

    Manning, Raghavan and Schuetze, "Introduction to Information Retrieval" (2008), 8.4. With
    more than k relevant articles it cannot reach 1. Raises ValueError if none is relevant.
    """
    if not relevant:
        raise ValueError("recall needs at least one relevant article")
    return len(relevant & set(ranking[:k])) / len(relevant)
