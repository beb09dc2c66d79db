"""Near copies kept apart in the index's graph, without moving a score.

HNSW links a vector to a near one only where no nearer neighbour stands between the two, and a
vector keeps 64 links at most. Around a passage that was printed hundreds of times with a word
changed, every copy links to the middle one alone, the middle one links back to 64, and no path
leads to the others: they are held and never found. So each passage gets a few more coordinates,
drawn by its id. A question has zeros there: every cosine shrinks by the same factor, which is
taken out again, and the order is what it was; but for the graph, copies lie in as many
directions as there are copies, and link to one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from rag.ports import Vectors

WIDTH: Final = 16  # coordinates
LENGTH: Final = 0.3  # of them, beside a vector's 1: more than copies differ, less than subjects do
STRETCH: Final = float(np.sqrt(1 + LENGTH**2))  # cosine = what the index says, times this
_SEED: Final = 7758


def apart(ids: Sequence[int], vectors: Vectors) -> Vectors:
    """Return rows of L2 norm 1 and ``WIDTH`` more numbers; row i of both belongs to ``ids[i]``.

    The same id always gets the same numbers. No row of ``vectors`` may be all zeros.
    """
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    drawn = np.stack([_drawn(int(id_)) for id_ in ids]) if len(ids) else np.empty((0, WIDTH))
    wide = np.concatenate([unit, LENGTH * drawn], axis=1) / STRETCH
    return np.asarray(wide, dtype=np.float32)


def widened(query: Vectors) -> Vectors:
    """Return a query of shape (dim,) as it is asked of such rows, of shape (dim + WIDTH,)."""
    return np.concatenate([query, np.zeros(WIDTH, dtype=np.float32)])


def _drawn(id_: int) -> Vectors:
    drawn = np.random.default_rng((_SEED, id_)).standard_normal(WIDTH)
    direction: Vectors = drawn / np.linalg.norm(drawn)
    return direction
