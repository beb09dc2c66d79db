"""Is the archive's file sound enough to be answered from; looked at whenever it is opened.

SQLite itself refuses a file that is cut short or begins with something else. Pages that do not
fit together it would meet in the middle of an answer: in a file that no seal vouches for those
are looked for at the start, in a small file always, in a large one after a run that did not end.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import Final

from rag.errors import ArchiveError, DiskFullError

SMALL: Final = 32_000_000  # bytes whose pages are looked at in some hundredths of a second
CHECKED: Final = ".checked"  # ends the name of the file that remembers what was looked at
BACKUP: Final = (  # a log left beside it would be written into the backup, page by page
    "Put a backup in its place, remove archive.sqlite-wal and archive.sqlite-shm beside it,"
    " and run `dateline rebuild`"
)
HINT: Final = f"{BACKUP}; `dateline doctor` says what is damaged."
# Where Python or SQLite names no error code of its own for what only a damaged file can bring.
_DAMAGE: Final = ("could not decode", "malformed", "no such table", "no such column", "corrupt")
_OURS: Final = (sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)


def damaged(path: Path, what: object) -> ArchiveError:
    """Return the error for a damaged file, in one line and without the text of an article."""
    said = str(what).strip().partition(" with text ")[0].splitlines()
    return ArchiveError(f"{path} is damaged: {said[-1] if said else 'unreadable'}", hint=HINT)


def in_our_words(path: Path, error: sqlite3.DatabaseError) -> ArchiveError | None:
    """Return what SQLite raised as an ArchiveError; None for what is a mistake of this program."""
    if isinstance(error, _OURS):
        return None
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return DiskFullError(str(path.parent))
    said = str(error).casefold()
    operational = isinstance(error, sqlite3.OperationalError)
    if operational and not any(sign in said for sign in _DAMAGE):
        return ArchiveError(
            f"{path}: {error}", hint="Check free space and permissions, then run it again."
        )
    return damaged(path, error)


def require_archive(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ArchiveError if the file, which has tables, is not one of Dateline's."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not {"article", "revision", "passage", "run"} <= names:
        raise ArchiveError(f"{path} is not an archive of Dateline", hint=f"{BACKUP}; or remove it.")


def require_sound(connection: sqlite3.Connection, path: Path, *, small: int = SMALL) -> None:
    """Raise ArchiveError if the file's pages do not fit together, where that is to be feared.

    A file of more than ``small`` bytes is looked at once after a run that did not end.
    """
    large = path.stat().st_size > small
    if large and (not _was_stopped(connection) or is_remembered(path, state(path))):
        return
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(path, found)
    if large:
        remember(path, state(path))


def _was_stopped(connection: sqlite3.Connection) -> bool:
    """Return whether the last run has not ended, and nobody is at it."""
    run = connection.execute("SELECT pid, ended_at FROM run ORDER BY pk DESC LIMIT 1").fetchone()
    return run is not None and run[1] is None and not _is_alive(run[0])


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":  # there it cannot be asked without ending it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_remembered(path: Path, what: str) -> bool:
    """Return whether this is what was last found sound."""
    try:
        return _marker(path).read_text("utf-8") == what
    except (OSError, ValueError):
        return False


def remember(path: Path, what: str) -> None:
    """Note what was found sound; where that cannot be written it is looked at again."""
    try:
        _marker(path).write_text(what, "utf-8")
    except OSError:
        return


def state(path: Path) -> str:
    """Return a file's size in bytes and the nanosecond of its last change."""
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def _marker(path: Path) -> Path:
    return path.with_name(path.name + CHECKED)
