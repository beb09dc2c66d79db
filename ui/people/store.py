"""The file people.sqlite, opened the one way: WAL, synchronous=FULL, one writer and one reader.

Servers that share a home wait for each other's short transactions by SQLite's own timeout.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rag.errors import PeopleError
from ui.people import schema
from ui.web.texts import say

FILE: Final = "people.sqlite"
BUSY_MS: Final = 10_000  # how long one waits for another's short transaction
LOOKED_THROUGH: Final = 32_000_000  # bytes whose pages are looked at in some hundredths of a second
POLL_S: Final = 0.01  # between two tries
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_WRITING: Final = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
)
_OURS: Final = (sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)


class UnusableError(PeopleError):
    """The file cannot be used at all: damaged, foreign, a newer Dateline's, not to be written."""


class Store:
    """Conversations in a file, or in memory where ``path`` is None; safe for several threads.

    ``busy_ms`` is how long one waits for another process's transaction. Raises UnusableError where
    the file cannot be used; nothing in it is changed then.
    """

    def __init__(self, path: Path | None, *, busy_ms: int = BUSY_MS) -> None:
        self._path, self._busy_ms = path, busy_ms
        self._closed = False
        self._writing, self._reading = threading.Lock(), threading.Lock()
        with self._translated():
            self._writer = self._opened()
            try:
                self._prepare(self._writer)
                self._reader = self._writer if path is None else self._opened()
            except BaseException:
                self._writer.close()
                raise
        if path is None:
            self._reading = self._writing

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the reading connection to one thread at a time; it waits for no writer."""
        with self._reading, self._translated():
            self._require_open()
            yield self._reader

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the writing connection inside one transaction: all of it is kept, or nothing.

        Raises PeopleError if another process writes for too long, or the disk is full.
        """
        with self._writing, self._translated():
            self._require_open()
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:  # a full disk has ended it already
                    self._writer.execute("ROLLBACK")
                raise

    def empty_log(self) -> None:
        """Take what was written into the file itself: nothing deleted is left in the log.

        A reader of another server may keep part of it until the next time.
        """
        with self._writing, self._translated():
            self._require_open()
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file once whoever is at it has finished."""
        with self._writing:
            self._closed = True
            self._writer.close()
        with self._reading:
            self._reader.close()

    def _opened(self) -> sqlite3.Connection:
        if self._path is not None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_new = self._path is not None and not self._path.exists()
        connection = sqlite3.connect(
            self._path or ":memory:",
            isolation_level=None,
            check_same_thread=False,
            timeout=self._busy_ms / 1000,
        )
        # What a failing disk has made of a text is compared with its sha256, not raised here.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.row_factory = sqlite3.Row
        if self._path is not None and is_new:
            connection.execute("PRAGMA user_version")  # makes the file
            self._path.chmod(0o600)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if not schema.is_ours(connection):
            raise UnusableError(say("people.foreign", file=self._path), hint=_move())
        if (found := schema.version(connection)) > len(schema.MIGRATIONS):
            raise UnusableError(
                say("people.newer", file=self._path, found=found, known=len(schema.MIGRATIONS)),
                hint=say("people.newer_hint"),
            )
        if self._path is not None:
            _be_wal(connection, self._busy_ms)
            if self._path.stat().st_size <= LOOKED_THROUGH:
                self._look_through(connection)
        schema.migrate(connection)

    def _look_through(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise self._damaged(found)

    def _require_open(self) -> None:
        if self._closed:
            raise UnusableError(say("people.closed", file=self._path))

    def _damaged(self, what: object) -> UnusableError:
        said = str(what).strip().splitlines()
        told = say("people.damaged", file=self._path, reason=said[-1] if said else "?")
        return UnusableError(told, hint=_move())

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, _OURS):
                raise
            raise self._in_our_words(error) from error
        except OSError as error:
            raise self._unwritable(error.strerror) from error
        except UnicodeDecodeError as error:  # Python's, of the words in which SQLite says it
            raise self._damaged("the names of its tables are no text") from error

    def _in_our_words(self, error: sqlite3.DatabaseError) -> PeopleError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # without detail
        if code in _BUSY:
            return PeopleError(say("people.held", file=self._path), hint=say("people.held_hint"))
        if code == sqlite3.SQLITE_FULL:
            return PeopleError(
                say("error.disk_full_at", place=self._path and self._path.parent),
                hint=say("people.disk_full_hint"),
            )
        return self._unwritable(error) if code in _WRITING else self._damaged(error)

    def _unwritable(self, reason: object) -> UnusableError:
        return UnusableError(
            say("people.unwritten", file=self._path, reason=reason),
            hint=say("people.unwritten_hint"),
        )


def _move() -> str:
    return say("people.move", file=FILE)


def _be_wal(connection: sqlite3.Connection, busy_ms: int) -> None:
    """Make the file one with a log, in which readers and writers do not wait for each other.

    Two servers that begin a file at once are in each other's way, and SQLite's timeout does not
    cover that change: it is tried again.
    """
    deadline = time.monotonic() + busy_ms / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() >= deadline:
                raise
        else:
            return
        time.sleep(POLL_S)
