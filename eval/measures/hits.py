"""Hits@k: whether a relevant article is among the first k."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def hits(ranking: Sequence[str], relevant: AbstractSet[str], *, k: int) -> float:
    """Return 1 if any of the first k articles is relevant, else 0.

    Success@k of Craswell and Hawking, "Overview of the TREC-2004 Web Track"; question
    answering calls it Hits@k. ``ranking`` is best first, without repeats.
    """
    return float(any(article in relevant for article in ranking[:k]))
