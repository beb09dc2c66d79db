"""Near copies of a few passages: around each the star that a graph of neighbours cannot hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.config import Settings

from rag.adapters.chroma_collection import HNSW
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.chroma_probe import Expected
from rag.archive.lock import IndexLock
from rag.ports import Vectors

DIM = 384


def around(centres: int, copies: int, *, noise: float = 0.3, seed: int = 1) -> Vectors:
    """Unit vectors: so many centres first, then copies of each at that length of noise."""
    random = np.random.default_rng(seed)
    middle = random.standard_normal((centres, DIM)).astype(np.float32)
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    rows = [middle]
    for _ in range(copies - 1):
        moved = middle + noise / np.sqrt(DIM) * random.standard_normal(middle.shape)
        rows.append(moved / np.linalg.norm(moved, axis=1, keepdims=True))
    return np.concatenate(rows).astype(np.float32)


def opened(
    home: Path, expected: Callable[[], Expected] | None = None, *, folder: str = "index"
) -> ChromaIndex:
    """Open the index of a home."""
    return ChromaIndex.open(
        home / folder,
        lock=IndexLock(home),
        fingerprint="mini",
        dim=DIM,
        reopen_after_s=0,
        generation=lambda: 0,
        expected=expected,
    )


def make_older(
    home: Path, *, fingerprint: str = "mini", dim: int = DIM, folder: str = "index"
) -> None:
    """Make an index as it was made before copies were kept apart."""
    settings = Settings(anonymized_telemetry=False)
    (home / folder).mkdir(parents=True, mode=0o700)
    chromadb.PersistentClient(home / folder, settings=settings).create_collection(
        "passages",
        embedding_function=None,
        configuration=cast("Any", {"hnsw": dict(HNSW)}),
        metadata={"fingerprint": fingerprint, "dim": dim},
    )


def lost(index: ChromaIndex, vectors: Vectors) -> list[int]:
    """Return the ids of those that are not among the ten nearest to their own vector.

    Ten that are as near as itself count as found: nobody can order them.
    """
    found = []
    for id_, vector in enumerate(vectors):
        hits = index.nearest(vector, k=10)
        if id_ not in [hit for hit, _ in hits] and not all(score > 0.99999 for _, score in hits):
            found.append(id_)
    return found
