"""A consistent copy of the archive while others read and write it: whole, or not there."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from rag.archive.archive import FILE, Archive
from rag.archive.seal import Compare
from rag.errors import ArchiveError, UsageError
from rag.progress import Progress

OWN = (FILE, "people.sqlite", "lock", "index")  # how the names of a home's own files begin
PAGES = 2_000  # copied between two looks at progress: some 8 MB
RESERVE = 1_000_000  # bytes beyond the archive's own size that must be free


def backup(home: Path, target: Path, *, force: bool, progress: Progress) -> int:
    """Copy a home's archive, as it is now, to the file ``target`` (mode 0600); return its bytes.

    The copy is of one moment, however much is written meanwhile: all that was acknowledged
    before, and no part of a later transaction. It is checked before it takes its name. Put into
    a home as ``archive.sqlite``, with ``dateline rebuild``, it is that home. Raises UsageError
    if ``target`` may not be written, ArchiveError if the copy cannot be made whole; nothing is
    left behind then.
    """
    require_allowed(home, target, force=force)
    archive = Archive.open(home, compare=Compare.ALWAYS)  # it may replace a better one
    try:
        with archive.database.reading() as source:
            return copy_whole(source, target, of=home / FILE, force=force, progress=progress)
    finally:
        archive.close()


def copy_whole(
    source: sqlite3.Connection, target: Path, *, of: Path, force: bool, progress: Progress
) -> int:
    """Copy one moment of an open database, that of the file ``of``, as ``backup`` does."""
    target = target.expanduser().absolute()
    with _part(target) as part:
        _require_space(source, target)
        _copy(source, part, progress)
        _check(part, of)
        _name(part, target, force=force)
    return target.stat().st_size


def require_allowed(home: Path, target: Path, *, force: bool) -> None:
    """Raise UsageError if a copy may not be written to ``target``."""
    target = target.expanduser().absolute()
    resolved = target.resolve()
    if resolved.parent == home.resolve() and resolved.name.startswith(OWN):
        raise UsageError(
            f"{target} is one of the home's own files", hint="Name a file somewhere else."
        )
    if target.is_dir():
        raise UsageError(f"{target} is a folder", hint=f"Name a file, as in {target / FILE}.")
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}", hint="Make it first.")
    _require_free(target, force=force)


def _require_free(target: Path, *, force: bool) -> None:
    if target.exists() and not force:
        raise UsageError(
            f"{target} is there already", hint="Name another file, or add --force to replace it."
        )


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """Give an empty file beside ``target``, for its owner alone; gone afterwards if not renamed."""
    with _translated(target):
        descriptor, name = tempfile.mkstemp(
            prefix=f".{target.name}.", suffix=".part", dir=target.parent
        )
        os.close(descriptor)
    part = Path(name)
    try:
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _require_space(source: sqlite3.Connection, target: Path) -> None:
    (pages,) = source.execute("PRAGMA page_count").fetchone()
    (size,) = source.execute("PRAGMA page_size").fetchone()
    needed = pages * size + RESERVE
    if shutil.disk_usage(target.parent).free < needed:
        raise _no_room(target, f": {needed:,} bytes are needed")


def _copy(source: sqlite3.Connection, part: Path, progress: Progress) -> None:
    """Copy every page of one moment of the source.

    Within a read transaction: without one SQLite begins again after every write of another
    process, and beside a long ingest never comes to an end.
    """
    told = 0

    def tell(_status: int, remaining: int, total: int) -> None:
        nonlocal told
        if not told:
            progress.phase("copying", total, "pages")
        progress.advance(total - remaining - told)
        told = max(1, total - remaining)

    source.execute("BEGIN")
    try:
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the moment is now
        with _translated(part), closing(sqlite3.connect(part, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # it is brought to disk once, at the end
            source.backup(copy, pages=PAGES, progress=tell)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    finally:
        source.execute("ROLLBACK")


def _check(part: Path, of: Path) -> None:
    """Refuse a copy that SQLite finds fault with; bring a good one to disk."""
    try:
        with closing(sqlite3.connect(part)) as copy:
            found = [str(row[0]) for row in copy.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise ArchiveError(
            f"the copy is damaged, so {of} is: {found[0]}",
            hint="Run `dateline doctor`; keep the backups that you have.",
        )
    with _translated(part), part.open("rb+") as file:
        os.fsync(file.fileno())


def _name(part: Path, target: Path, *, force: bool) -> None:
    _require_free(target, force=force)  # another may have made it while this one was copied
    with _translated(target):
        part.replace(target)
        if os.name == "posix":  # the new name too must outlast a power cut
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


@contextmanager
def _translated(target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise _no_room(target) from error
        raise ArchiveError(f"the copy in {target.parent} failed: {error}") from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _no_room(target) from error
        raise ArchiveError(
            f"{target} cannot be written: {error.strerror}",
            hint="Name a file in a folder that this user can write to.",
        ) from error


def _no_room(target: Path, needed: str = "") -> ArchiveError:
    return ArchiveError(
        f"there is no room for the copy in {target.parent}{needed}",
        hint="Free some space there or name a file on another disk; nothing was left behind.",
    )
