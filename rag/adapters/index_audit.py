"""Whether every passage that is live in the archive is found in the index by its own vector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rag.archive import held
from rag.archive.archive import Archive
from rag.ports import Vectors
from rag.progress import Progress

TOP = 10  # hits among which a passage must be
AS_NEAR = 1e-5  # cosine by which hits count as near as the passage itself: nobody can order them
PART = 1_000  # passages asked for at once
NAMED = 20  # passages named in the findings


@dataclass(frozen=True, slots=True)
class Request:
    """Which index to look at, and how many live passages to look for; None: every one."""

    home: str
    index_name: str
    fingerprint: str
    dim: int
    chroma_url: str | None = None
    sample: int | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """How many passages the index has, and which of ``looked_for`` it lacks or cannot find.

    ``strangers`` are held and no passage is to be shown for them; None if not counted.
    """

    count: int
    looked_for: int
    absent: int
    lost: int
    examples: tuple[int, ...]
    strangers: int | None = None


class Audited(Protocol):
    """What an index must answer: which ids it holds, what is near, how many there are."""

    def held(self, ids: Sequence[int]) -> set[int]:
        """Return those of the ids that are in the index."""
        ...

    def nearest(self, vector: Vectors, *, k: int) -> list[tuple[int, float]]:
        """Return up to k (passage id, cosine), best first."""
        ...

    def count(self) -> int:
        """Return the number of passages held."""
        ...


def audit(
    archive: Archive, index: Audited, ids: Sequence[int], request: Request, progress: Progress
) -> Findings:
    """Look for passages that were live before the index was opened.

    What has been withdrawn or revised since is not missed.
    """
    progress.phase("looking for passages", len(ids), "passages")
    absent, lost = list[int](), list[int]()
    for part in _cut(ids):
        found = index.held(part)
        absent += [id_ for id_ in part if id_ not in found]
        present = [id_ for id_ in part if id_ in found]
        for id_, vector in archive.vectors(request.fingerprint, present).items():
            if not _found(archive, index, id_, vector):
                lost.append(id_)
            progress.advance(1)
        progress.advance(len(part) - len(present))
    with archive.database.reading() as connection:
        absent, lost = held.still_live(connection, absent), held.still_live(connection, lost)
    return Findings(
        count=index.count(),
        looked_for=len(ids),
        absent=len(absent),
        lost=len(lost),
        examples=tuple([*absent, *lost][:NAMED]),
        strangers=_strangers(archive, index) if request.sample is None else None,
    )


def _found(archive: Archive, index: Audited, id_: int, vector: Vectors) -> bool:
    if not np.isfinite(vector).all() or not vector.any():
        return True  # the archive's fault, and said there
    hits = index.nearest(vector, k=TOP)
    if len(hits) == TOP and all(score > 1 - AS_NEAR for _, score in hits):
        return True
    with archive.database.reading() as connection:
        return held.has_twin(connection, id_, [hit for hit, _ in hits])


def _strangers(archive: Archive, index: Audited) -> int:
    """Count what the index holds beyond the passages that are, or just were, to be shown."""
    known, after = 0, 0
    while True:
        with archive.database.reading() as connection:
            part = held.not_gone(connection, after=after, limit=PART)
        if not part:
            return max(0, index.count() - known)
        known += len(index.held(part))
        after = part[-1]


def _cut(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + PART] for at in range(0, len(ids), PART))
