"""What every index asks of vectors that go in, and how it orders what comes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from rag.adapters.narrowing import METADATA_KEYS
from rag.ports import IndexBatch, Vectors

# Twins must tie, and where a row stands in a matrix moves a float32 sum by some 1e-7.
SCORE_DECIMALS: Final = 6

Scored = tuple[int, float]


def checked_query(vector: Vectors, dim: int) -> Vectors:
    """Return ``vector`` as float32 of shape (dim,).

    Raises ValueError for another shape, NaN, infinity or all zeros, which have no direction.
    """
    query = np.asarray(vector, dtype=np.float32)
    if query.shape != (dim,):
        raise ValueError(f"the query vector has shape {query.shape}, the index needs ({dim},)")
    if not np.isfinite(query).all() or not query.any():
        raise ValueError("the query vector has no direction: it is zero or holds NaN or infinity")
    return query


def checked_batch(batch: IndexBatch, dim: int) -> IndexBatch:
    """Return ``batch`` with float32 vectors and of rows with the same id only the last.

    Raises ValueError if ids, vectors and metadata do not belong together, a vector has no
    direction, or metadata lacks a key: an index that merges would keep the old value.
    """
    vectors = np.asarray(batch.vectors, dtype=np.float32)
    count = len(batch.ids)
    if len(batch.metadata) != count or vectors.shape != (count, dim):
        raise ValueError(
            f"{count} ids need vectors of shape ({count}, {dim}) and {count} metadata,"
            f" got {vectors.shape} and {len(batch.metadata)}"
        )
    if not np.isfinite(vectors).all() or not vectors.any(axis=1).all():
        raise ValueError("a vector of the batch has no direction: zero, NaN or infinity")
    for passage_id, metadata in zip(batch.ids, batch.metadata, strict=True):
        if set(metadata) != set(METADATA_KEYS):
            raise ValueError(f"passage {passage_id} has metadata {sorted(metadata)}")
    last = sorted({passage_id: row for row, passage_id in enumerate(batch.ids)}.values())
    if len(last) == count:
        return IndexBatch(batch.ids, vectors, batch.metadata)
    return IndexBatch(
        [batch.ids[row] for row in last], vectors[last], [batch.metadata[row] for row in last]
    )


def best(found: Iterable[Scored], k: int) -> list[Scored]:
    """Return the k best of (passage id, cosine): score descending, then id ascending.

    Scores are clipped to -1..1 and rounded to six decimals before they are compared.
    """
    clipped = (
        (passage_id, round(min(1.0, max(-1.0, score)), SCORE_DECIMALS))
        for passage_id, score in found
    )
    return sorted(clipped, key=lambda scored: (-scored[1], scored[0]))[:k]
