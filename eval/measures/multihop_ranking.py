"""MultiHop-RAG's own measures of retrieval, as its retrieval_evaluate.py computes them.

github.com/yixuantt/MultiHop-RAG, ``calculate_metrics``. An item counts as found where a gold
fact stands in its text, both without spaces and line ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

K = 10


def multihop_ranking(retrieved: Sequence[str], facts: Sequence[str]) -> Mapping[str, float]:
    """Return MultiHop-RAG's Hits@10, Hits@4, MAP@10 and MRR@10 of one question.

    ``retrieved`` are texts, best first; ``facts`` at least one. "MAP@10" is not average
    precision: at each rank only the facts that are new there are divided by the rank, where
    precision divides all found so far, so every fact after the first counts too little.
    """
    ranks = fact_ranks(retrieved, facts)
    hits = _hits(retrieved, facts)
    first = next(iter(hits), None)
    # a fact that the set lists twice is found once, and wanted twice
    once = dict(zip(map(_packed, facts), ranks, strict=True))
    found = (1 / rank for rank in once.values() if rank is not None)
    return {
        "Hits@10": float(bool(hits)),
        "Hits@4": float(first is not None and first <= 4),
        "MAP@10": sum(found) / min(len(facts), K),
        "MRR@10": 0.0 if first is None else 1 / first,
    }


def fact_ranks(retrieved: Sequence[str], facts: Sequence[str]) -> list[int | None]:
    """Return for each fact the first rank, from 1, of a text that holds it; None if none does."""
    packed = [_packed(text) for text in retrieved[:K]]
    return [
        next((rank for rank, text in enumerate(packed, start=1) if _packed(fact) in text), None)
        for fact in facts
    ]


def _hits(retrieved: Sequence[str], facts: Sequence[str]) -> list[int]:
    return sorted({rank for rank in fact_ranks(retrieved, facts) if rank is not None})


def _packed(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")
