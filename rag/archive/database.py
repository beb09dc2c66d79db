"""One SQLite file, opened the one way: WAL, synchronous=FULL, a connection a thread.

What a writer closes it seals, and what is opened is compared with its seal first. Where it cannot
be written to, it is read as it is.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final, TypeVar
from weakref import WeakSet

from rag.archive import checksum
from rag.archive.lock import writer_lock
from rag.archive.memory import Memory
from rag.archive.schema import MIGRATIONS, is_newest, migrate, version
from rag.archive.seal import Compare, break_seal, require_as_left, write_seal
from rag.archive.sound import damaged, in_our_words, require_archive, require_sound
from rag.errors import ArchiveError

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

LOG = logging.getLogger("dateline")

BUSY_MS = 30_000  # how long a writer waits for another short transaction
SETTLE_MS = 1_000  # how long the last step of a writer waits for a reader

_OPEN: Final[WeakSet[Database]] = WeakSet()  # of this process; see ``_is_open_here``
_OPENING: Final = threading.Lock()


class Database:
    """The archive's file; reading from any thread, writing in short transactions.

    Raises ArchiveError if there is none and ``create`` is not set, or if it is damaged. With
    ``create`` the caller holds the writer lock, and may seal it with ``close``. An older
    Dateline's is made a newer one, and that is said, unless it is looked into (``Compare.NEVER``).
    """

    def __init__(self, path: Path, *, create: bool, compare: Compare = Compare.ALWAYS) -> None:
        self.path = path
        self._changes_nothing = compare is Compare.NEVER
        self._failed = False
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._guard = threading.Lock()
        if not create and not path.exists():
            raise self._absent()
        self._read_only = not create and not is_writable(path)
        try:
            sealed = self._enter(compare)
            if create:
                break_seal(path)
            with self._translated():
                self._require_readable(create=create, sealed=sealed)
        except BaseException:
            self.close()
            raise

    def _enter(self, compare: Compare) -> bool:
        """Become one of those that are open here; return whether a seal vouches for the file."""
        with _OPENING:
            sealed = not self._is_open_here() and require_as_left(self.path, compare)
            _OPEN.add(self)
        return sealed

    def _is_open_here(self) -> bool:
        """Return whether this process has the file open already.

        Then it may not be read but through SQLite: when a process closes a file, all locks end
        that it has on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
        """
        place = self.path.resolve()
        return any(one is not self and one.path.resolve() == place for one in _OPEN)

    def _require_readable(self, *, create: bool, sealed: bool) -> None:
        connection = self.connection()
        if version(connection) or connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            require_archive(connection, self.path)
        elif not create:  # the first ingest is just beginning
            raise self._absent()
        if not is_newest(connection):
            self._migrate(connection, create=create)
        if not sealed:
            require_sound(connection, self.path)

    def _migrate(self, connection: sqlite3.Connection, *, create: bool) -> None:
        """Make an older file a newer one: under the writer lock, for an older ingest may run."""
        found, newest = version(connection), len(MIGRATIONS)
        if self._read_only or self._changes_nothing:
            where = " where the home can be written to" if self._read_only else ""
            raise ArchiveError(
                f"{self.path} is of an older Dateline (schema {found}, this one's is {newest})"
                + (" and cannot be written to" if self._read_only else ""),
                hint=f"Run `dateline status` once{where}: it makes it a newer one.",
            )
        if found:
            LOG.warning(
                "%s is of an older Dateline: made a newer one, schema %d for %d",
                self.path,
                newest,
                found,
            )
        if create:
            migrate(connection)
        else:
            with writer_lock(self.path.parent):
                break_seal(self.path)
                migrate(connection)

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection."""
        existing: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if existing is not None and not self._is_outdated():
            return existing
        connection = self._read_as_it_is() if self._read_only else self._opened()
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("PRAGMA cell_size_check = ON")
        checksum.register(connection)
        self._local.connection = connection
        with self._guard:
            self._close_orphans()
            self._all.append((threading.current_thread(), connection))
        return connection

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _read_as_it_is(self) -> sqlite3.Connection:
        """Open a file that this process cannot write to, nor leave anything beside it.

        Without a -wal nobody has it open, so it may be taken to stay as it is; that another
        process, which may write, has changed it since is seen by ``_is_outdated``.
        """
        self._local.file = self._file_state()
        still = "" if self._local.file[-1] else "&immutable=1"
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=ro{still}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_MS / 1000,
        )

    def _is_outdated(self) -> bool:
        return self._read_only and self._local.file != self._file_state()

    def _file_state(self) -> tuple[int, int, bool]:
        """Return what changes with a file that is taken not to: not while a -wal is beside it."""
        if self.path.with_name(f"{self.path.name}-wal").exists():
            return 0, 0, True
        found = self.path.stat()
        return found.st_size, found.st_mtime_ns, False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection; what SQLite raises becomes an ArchiveError."""
        with self._translated():
            yield self.connection()

    def remembered(self, key: Hashable, read: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``read`` gives, read anew only once the file has changed.

        For what a question needs and a scan finds out: each thread remembers for itself.
        """
        return self.remembered_each([key], lambda connection, _: read(connection))[0]

    def remembered_each(
        self, keys: Iterable[K], read: Callable[[sqlite3.Connection, K], T]
    ) -> list[T]:
        """Return what ``read`` gives for each key, as ``remembered`` does; one look at the file."""
        with self._translated():
            connection = self.connection()
            others = connection.execute("PRAGMA data_version").fetchone()[0]
            state = (others, connection.total_changes)
            if getattr(self._local, "state", None) != state:
                self._local.state, self._local.memory = state, Memory()
            memory: Memory = self._local.memory
            return [memory.get(key, partial(read, connection)) for key in keys]

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

    def close(self, *, seal: bool = False) -> None:
        """Close every thread's connection; ``seal`` the file if all in it is in order."""
        whole = seal and bool(self._all) and self._is_settled()
        with self._guard:
            for _, connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()
        with _OPENING:
            _OPEN.discard(self)
            if whole and not self._is_open_here():
                write_seal(self.path)

    def _is_settled(self) -> bool:
        """Bring all that was written from the -wal into the file; False if that is not to be."""
        if self._failed:
            return False
        try:
            with self.reading() as connection:
                connection.execute(f"PRAGMA busy_timeout = {SETTLE_MS}")
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except ArchiveError:
            return False
        return not busy

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
        except sqlite3.DatabaseError as error:
            told = in_our_words(self.path, error)
            if told is None:
                raise
            self._failed = True
            raise told from error
        except UnicodeDecodeError as error:  # Python's, of the words in which SQLite says it
            self._failed = True
            raise damaged(self.path, "the names of its tables are no text") from error


def is_writable(path: Path) -> bool:
    """Return whether a file and the folder around it can be written to."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
