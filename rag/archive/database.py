"""One SQLite file, opened the one way: WAL, synchronous=FULL, a connection a thread."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast

from rag.archive.schema import migrate, version
from rag.errors import ArchiveError, DiskFullError

T = TypeVar("T")

KEPT = 64  # answers remembered by a thread; most questions ask for the same few
BUSY_MS = 30_000  # how long a writer waits for another short transaction


class Database:
    """The archive's file; reading from any thread, writing in short transactions."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self.path = path
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._guard = threading.Lock()
        if not create and not path.exists():
            raise self._absent()
        with self._translated():
            connection = self.connection()
            if not create and version(connection) == 0:  # the first ingest is just beginning
                self.close()
                raise self._absent()
            migrate(connection)

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection."""
        existing: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if existing is not None:
            return existing
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA mmap_size = 1073741824")
        connection.execute("PRAGMA cache_size = -65536")
        self._local.connection = connection
        with self._guard:
            self._close_orphans()
            self._all.append((threading.current_thread(), connection))
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection; what SQLite raises becomes an ArchiveError."""
        with self._translated():
            yield self.connection()

    def remembered(self, key: Hashable, read: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``read`` gives, read anew only once the file has changed.

        For what a question needs and a scan finds out: each thread remembers for itself.
        """
        with self._translated():
            connection = self.connection()
            others = connection.execute("PRAGMA data_version").fetchone()[0]
            state = (others, connection.total_changes)
            kept: dict[Hashable, object]
            if getattr(self._local, "state", None) != state or len(self._local.kept) >= KEPT:
                self._local.state, self._local.kept = state, {}
            kept = self._local.kept
            if key not in kept:
                kept[key] = read(connection)
            return cast("T", kept[key])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give a connection inside one transaction: all of it is kept, or nothing."""
        with self._translated():
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:  # a full disk has ended it already
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for _, connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()

    def _close_orphans(self) -> None:
        """Close connections of threads that have ended; a server's pool starts ever new ones."""
        for thread, connection in self._all:
            if not thread.is_alive():
                connection.close()
        self._all = [(thread, one) for thread, one in self._all if thread.is_alive()]

    def _absent(self) -> ArchiveError:
        return ArchiveError(
            f"there is no archive at {self.path.parent}",
            hint="Run `dateline ingest FILES --home DIR` to make one, or name another --home.",
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise DiskFullError(str(self.path.parent)) from error
            raise ArchiveError(
                f"{self.path}: {error}", hint="Check free space and permissions, then run it again."
            ) from error
        except sqlite3.DatabaseError as error:
            raise ArchiveError(
                f"{self.path} is damaged: {error}", hint="Put a backup in its place."
            ) from error
