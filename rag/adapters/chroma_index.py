"""The vector index in Chroma's embedded store, which knows nothing of other processes.

Every open happens under the shared lock and every batch under the exclusive one. A stamp beside
Chroma's files says who wrote last: a client that did not is opened anew before it writes, or it
would drop the other's passages from the graph, and a reader is not opened anew for nothing.
A store that no seal vouches for is tried out in a child process before it is opened here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rag.adapters import chroma_files
from rag.adapters.chroma_collection import SYNC_THRESHOLD, cut_ids, held, nearest, pieces, write
from rag.adapters.chroma_errors import translated
from rag.adapters.chroma_probe import Expected, probe, require_agreement
from rag.adapters.chroma_seal import is_sealed, write_seal
from rag.adapters.chroma_store import CurrentStore, make_store, open_store
from rag.adapters.narrowing import narrowing
from rag.adapters.vectors import checked_batch, checked_query
from rag.archive.lock import IndexLock
from rag.errors import IndexUnavailableError
from rag.ports import IndexBatch, Vectors
from rag.question.nouns import Filters

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

LOG = logging.getLogger("dateline")


class ChromaIndex:
    """A VectorIndex in a folder of its own, for several processes on one machine.

    Made by ``open``. Threads may share it; a forked child may not use it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        lock: IndexLock,
        fingerprint: str,
        dim: int,
        reopen_after_s: float,
        generation: Callable[[], int],
        expected: Callable[[], Expected] | None = None,
    ) -> None:
        self._folder = folder
        self._lock = lock
        self._fingerprint = fingerprint
        self._dim = dim
        self._reopen_after_s = reopen_after_s
        self._generation = generation
        self._expected = expected
        self._loaded = False  # whether a store was ever opened here
        self._current = CurrentStore()
        self._stamp = ""  # of the write that the current store has seen
        self._seen = generation()
        self._looked_at = time.monotonic()
        self._refreshing = threading.Lock()
        self._wrote = False

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        lock: IndexLock,
        fingerprint: str,
        dim: int,
        reopen_after_s: float,
        generation: Callable[[], int],
        create: bool = True,
        expected: Callable[[], Expected] | None = None,
    ) -> Self:
        """Open the index at ``folder``, making an empty one if there is none and ``create``.

        ``generation`` returns the archive's count of index writes; ``refresh()`` looks at it at
        most every ``reopen_after_s`` seconds. With ``expected``, a store is served only once it
        is seen to be whole: to hold what that returns. Raises EncoderMismatchError if another
        encoder's vectors are in it, IndexUnavailableError if it cannot be used.
        """
        index = cls(
            folder,
            lock=lock,
            fingerprint=fingerprint,
            dim=dim,
            reopen_after_s=reopen_after_s,
            generation=generation,
            expected=expected,
        )
        if index._opened():
            return index
        if create:
            with lock.exclusive():
                make_store(folder, fingerprint=fingerprint, dim=dim)
            index._expected = None  # nothing of it can be damaged yet, or be held
        if not create or not index._opened():
            raise IndexUnavailableError(f"there is no index at {folder}")
        return index

    def upsert(self, batch: IndexBatch) -> None:
        """Add or replace passages; on disk when it returns, in pieces that readers get between.

        Raises ValueError if the batch does not fit together, IndexUnavailableError.
        """
        checked = checked_batch(batch, self._dim)
        for piece in pieces(checked, self._rows()):
            with self._writing() as collection:
                write(collection, piece)

    def delete(self, ids: Sequence[int]) -> None:
        """Remove passages; an id that is not there is no error. Raises IndexUnavailableError."""
        for cut in cut_ids(ids, self._rows()):
            with self._writing() as collection:
                collection.delete(ids=cut)

    def nearest(
        self,
        vector: Vectors,
        *,
        k: int,
        filters: Filters | None = None,
        asked_at: int | None = None,
    ) -> list[tuple[int, float]]:
        """Return up to k (passage id, cosine), best first, ties by id.

        What other processes have written shows after a ``refresh()``; until then it is missing,
        and what they have deleted may still be returned. Raises ValueError if ``vector`` is not
        of shape (dim,) or has no direction, IndexUnavailableError.
        """
        query = checked_query(vector, self._dim)
        narrow = narrowing(filters, asked_at)
        if k <= 0 or narrow.excludes_all:
            return []
        with self._current.use() as store, self._translated("searched"):
            return nearest(store.collection, query, k, narrow)

    def count(self) -> int:
        """Return the number of passages on disk, other processes' included."""
        with self._current.use() as store, self._translated("counted"):
            return store.collection.count()

    def held(self, ids: Sequence[int]) -> set[int]:
        """Return those of the ids that are on disk, other processes' included."""
        with self._current.use() as store, self._translated("read"):
            return held(store.collection, ids, store.rows)

    def refresh(self) -> None:
        """Open anew if another process has written and it is time to; queries go on meanwhile.

        If the lock is not to be had the old client stays: stale, never wrong. Raises
        IndexUnavailableError if the store cannot be opened any more; the old client stays too.
        """
        if time.monotonic() - self._looked_at < self._reopen_after_s:
            return
        if not self._refreshing.acquire(blocking=False):
            return  # another thread is at it
        try:
            generation = self._generation()  # before opening: what comes meanwhile is seen next
            if generation != self._seen and self._reopened():
                self._seen = generation
        finally:
            self._looked_at = time.monotonic()
            self._refreshing.release()

    def close(self) -> None:
        """Let go of Chroma's files once the running queries have ended."""
        wrote = self._wrote
        if wrote:
            self._write_graph()
        self._current.replace(None)
        if wrote:
            self._seal()

    def _write_graph(self) -> None:
        """Bring Chroma to write its graph to disk, which every open would else redo from its log.

        Up to 999 passages wait in that log, at a millisecond of processor time each and four for
        one that was replaced. There is no call for it, but deletions of ids that are not there
        count towards the threshold, cost next to nothing and leave nothing behind.
        """
        try:
            self.delete(range(-SYNC_THRESHOLD, 0))
        except IndexUnavailableError as error:
            LOG.warning("the next open of the index will take longer: %s", error)
        self._wrote = False

    def _seal(self) -> None:
        try:
            with self._lock.shared():
                if chroma_files.stamp(self._folder) == self._stamp:
                    write_seal(self._folder)
        except IndexUnavailableError as error:
            LOG.warning("the next open of the index will take longer: %s", error)

    def _reopened(self) -> bool:
        with ExitStack() as held:
            try:
                held.enter_context(self._opening())
            except IndexUnavailableError as error:
                LOG.warning("the index stays as it was: %s", error)
                return False
            if self._is_behind():
                self._load()
        return True

    def _opened(self) -> bool:
        with self._opening():
            return self._load()

    @contextmanager
    def _opening(self) -> Iterator[None]:
        """Hold the lock for an open: shared, but alone where a writer was killed.

        For what that writer had put into Chroma's log but not yet into its files is put there
        by whoever opens next, and two must not do so at once.
        """
        with ExitStack() as held:
            held.enter_context(self._lock.shared())
            if chroma_files.was_interrupted(self._folder):
                held.close()
                held.enter_context(self._lock.exclusive())
            yield

    def _load(self) -> bool:
        """Open a client and let it take over; False if there is no store. The lock is held."""
        stamp = chroma_files.stamp(self._folder)
        tried = self._tried_out()

        def require(collection: Collection) -> None:
            if self._expected is not None and not tried and not self._loaded:
                require_agreement(collection, self._expected())

        store = open_store(
            self._folder, fingerprint=self._fingerprint, dim=self._dim, require=require
        )
        if store is None:
            return False
        self._current.replace(store)
        self._loaded = True
        if chroma_files.was_interrupted(self._folder):
            with self._translated("written"):
                stamp = chroma_files.end_writing(self._folder, stamp)
        self._stamp = stamp
        if tried:
            write_seal(self._folder)
        return True

    def _tried_out(self) -> bool:
        """Return whether the store had to be tried out, and was.

        Not one whose files are as the last write left them, nor one that was open here before
        another process wrote to it and ended its write: that was in order seconds ago. Raises
        IndexUnavailableError if the store is damaged.
        """
        if self._expected is None or not chroma_files.exists(self._folder):
            return False
        chroma_files.check_sizes(self._folder)
        if is_sealed(self._folder):
            return False
        if self._loaded and not chroma_files.was_interrupted(self._folder):
            return False
        probe(self._folder, fingerprint=self._fingerprint, dim=self._dim, expected=self._expected())
        return True

    @contextmanager
    def _writing(self) -> Iterator[Collection]:
        with self._lock.exclusive():
            if self._is_behind():
                self._load()
            with self._current.use() as store, self._translated("written"):
                self._wrote = True
                token = chroma_files.begin_writing(self._folder)
                yield store.collection
                self._stamp = chroma_files.end_writing(self._folder, token)

    def _is_behind(self) -> bool:
        """Say whether somebody else has written since this client was opened, or was killed at it.

        A kill could leave an empty stamp, which is what a store has before its first write.
        """
        interrupted = chroma_files.was_interrupted(self._folder)
        return interrupted or chroma_files.stamp(self._folder) != self._stamp

    def _rows(self) -> int:
        with self._current.use() as store:
            return store.rows

    @contextmanager
    def _translated(self, done: str) -> Iterator[None]:
        with translated(f"the index at {self._folder} cannot be {done}"):
            yield
