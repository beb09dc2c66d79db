"""Clients of Chroma's embedded store: opened warm, used by many threads, closed by the last."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from rag.adapters.chroma_collection import WRITE_ROWS, make_collection, nearest, open_collection
from rag.adapters.chroma_errors import translated
from rag.adapters.chroma_files import check_sizes, exists
from rag.adapters.narrowing import Narrowing
from rag.errors import IndexUnavailableError

if TYPE_CHECKING:
    from chromadb.api import ServerAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System

COLLECTION: Final = "passages"


@dataclass(slots=True)
class Store:
    """An open client; ``rows`` is the largest batch it should be given."""

    system: System
    collection: Collection
    rows: int
    users: int = 0
    retired: bool = False


def make_store(folder: Path, *, fingerprint: str, dim: int) -> None:
    """Make folder, database and collection as far as they are not there.

    Belongs under the exclusive lock. Raises IndexUnavailableError.
    """
    with translated(f"no index can be made at {folder}"), ExitStack() as opened:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_collection(_start(folder, opened)[1], COLLECTION, fingerprint=fingerprint, dim=dim)


def open_store(
    folder: Path,
    *,
    fingerprint: str,
    dim: int,
    require: Callable[[Collection], None] = lambda _: None,
) -> Store | None:
    """Open the store and let one query load all it will ever load; None if there is none.

    ``require`` may refuse what it holds by raising IndexUnavailableError; it is closed again
    then. Belongs under the shared lock at least. Raises IndexUnavailableError or, of it,
    EncoderMismatchError.
    """
    if not exists(folder):
        return None
    with translated(f"the index at {folder} cannot be opened"), ExitStack() as opened:
        check_sizes(folder)
        system, api = _start(folder, opened)
        collection = open_collection(api, COLLECTION, fingerprint=fingerprint, dim=dim)
        if collection is None:
            return None
        nearest(collection, np.eye(1, dim, dtype=np.float32)[0], 1, Narrowing())
        rows = min(WRITE_ROWS, api.get_max_batch_size())
        with translated(f"the index at {folder} cannot be searched"):
            require(collection)
        opened.pop_all()
        return Store(system, collection, rows)


def _start(folder: Path, opened: ExitStack) -> tuple[System, ServerAPI]:
    from chromadb.api.rust import RustBindingsAPI
    from chromadb.config import Settings, System

    settings = Settings(
        _env_file=None,  # a .env in the current folder is not about us
        is_persistent=True,
        persist_directory=str(folder),
        allow_reset=False,
        anonymized_telemetry=False,
        chroma_otel_collection_endpoint="",
    )
    system = System(settings)
    system.start()
    api = system.instance(RustBindingsAPI)
    opened.callback(system.stop)
    return system, api


class CurrentStore:
    """The store that queries go to; one that has been replaced is closed by its last user.

    So queries never wait for a reopening, and nothing is closed under a running query.
    """

    def __init__(self) -> None:
        self._store: Store | None = None
        self._mutex = threading.Lock()
        self._process = os.getpid()

    @contextmanager
    def use(self) -> Iterator[Store]:
        """Lend the store to a query or a write.

        Raises IndexUnavailableError if there is none, or in a forked child, where it would hang.
        """
        if os.getpid() != self._process:
            raise IndexUnavailableError(
                "the index was opened before this process was forked from another",
                hint="Start processes with the spawn method, and open the index in each.",
            )
        with self._mutex:
            if self._store is None:
                raise IndexUnavailableError("the index is not open")
            store = self._store
            store.users += 1
        try:
            yield store
        finally:
            with self._mutex:
                store.users -= 1
                last = store.retired and not store.users
            if last:
                store.system.stop()

    def replace(self, store: Store | None) -> None:
        """Let queries from now on use ``store``, or none."""
        with self._mutex:
            old, self._store = self._store, store
            if old is None:
                return
            old.retired = True
            idle = not old.users
        if idle:
            old.system.stop()
