"""The index that the archive points to, followed over rebuilds; the exact one where it fails."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

from rag.archive.vectors import Pointer
from rag.errors import IndexUnavailableError
from rag.ports import IndexBatch, VectorIndex, Vectors
from rag.question.nouns import Filters

LOG = logging.getLogger("dateline")

AGAIN_S = 30.0  # seconds until an index that failed is tried again
WAIT_S = 10.0  # for another thread that is opening a rebuilt index


class ServedIndex:
    """A VectorIndex for reading, held open for days while others ingest and rebuild.

    Threads may share it. ``open_index`` opens what a pointer names; while it cannot be opened,
    read or reached, ``exact`` answers, and that is said once; what it has loaded for that it lets
    go of afterwards.
    """

    def __init__(
        self,
        *,
        pointer: Callable[[], Pointer | None],
        open_index: Callable[[Pointer], VectorIndex],
        exact: VectorIndex,
        again_s: float = AGAIN_S,
    ) -> None:
        self._pointer = pointer
        self._open = open_index
        self._exact = exact
        self._again_s = again_s
        self._index = exact
        self._name: str | None = None  # of the index that answers, or that failed
        self._failed_at = 0.0
        self._following = threading.Lock()
        self._follow()

    def upsert(self, batch: IndexBatch) -> None:
        """Put passages into the index that is served."""
        self._index.upsert(batch)

    def delete(self, ids: Sequence[int]) -> None:
        """Take passages out of the index that is served."""
        self._index.delete(ids)

    def nearest(
        self,
        vector: Vectors,
        *,
        k: int,
        filters: Filters | None = None,
        asked_at: int | None = None,
    ) -> list[tuple[int, float]]:
        """Return up to k (passage id, cosine), best first, from whichever index can answer."""
        index = self._index
        try:
            return index.nearest(vector, k=k, filters=filters, asked_at=asked_at)
        except IndexUnavailableError as error:
            index = self._instead_of(index, error)
        try:
            return index.nearest(vector, k=k, filters=filters, asked_at=asked_at)
        except IndexUnavailableError as error:
            if index is self._index:
                self._stand_in(error)
        found = self._exact.nearest(vector, k=k, filters=filters, asked_at=asked_at)
        self._release_exact()
        return found

    def count(self) -> int:
        """Return the number of passages held."""
        return self._index.count()

    def refresh(self) -> None:
        """Take notice of what was written, of another index and of one that works again."""
        if not self._following.acquire(blocking=False):
            return  # another thread is at it
        try:
            self._follow()
            self._index.refresh()
        except IndexUnavailableError as error:
            self._stand_in(error)
        finally:
            self._following.release()

    def close(self) -> None:
        """Let go of both indexes."""
        self._index.close()
        self._exact.close()

    def _instead_of(self, failed: VectorIndex, error: IndexUnavailableError) -> VectorIndex:
        """Return what is asked now: the index of a rebuild that has retired ``failed``, or exact.

        A rebuilt index that another thread is opening is waited for: to load every vector for
        one question would take longer.
        """
        if failed is self._index and self._following.acquire(timeout=WAIT_S):
            try:
                self._follow()
            finally:
                self._following.release()
        if failed is self._index:
            self._stand_in(error)
        return self._index

    def _follow(self) -> None:
        pointer = self._pointer()
        if pointer is None or not self._is_news(pointer):
            return
        self._name = pointer.index_name
        try:
            index = self._open(pointer)
        except IndexUnavailableError as error:
            self._stand_in(error)
        else:
            self._replace(index)

    def _is_news(self, pointer: Pointer) -> bool:
        if pointer.index_name != self._name:
            return True
        return self._index is self._exact and time.monotonic() - self._failed_at >= self._again_s

    def _stand_in(self, error: IndexUnavailableError) -> None:
        if self._index is not self._exact or not self._failed_at:
            LOG.warning(
                "%s; answering by an exact scan of the archive's vectors. %s", error, error.hint
            )
        self._failed_at = time.monotonic()
        self._replace(self._exact)

    def _replace(self, index: VectorIndex) -> None:
        old, self._index = self._index, index
        if old is not index and old is not self._exact:
            old.close()
        self._release_exact()

    def _release_exact(self) -> None:
        if self._index is not self._exact:
            self._exact.close()
