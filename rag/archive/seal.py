"""What the last writer left of the archive's file, so that what a disk did to it since is seen.

SQLite sees pages that do not fit together. A flipped bit in a text, a name or a date fits: only
the file's sha256 shows it. A seal holds as long as nobody has written since.
"""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Final

from rag.archive.sound import damaged, is_remembered, remember, state
from rag.errors import ArchiveError

SEAL: Final = ".seal"  # ends the name of the file beside the archive's
SMALL: Final = 256_000_000  # bytes whose sha256 takes some tenths of a second

LOG = logging.getLogger("dateline")


class Compare(StrEnum):
    """How often a large file is compared with its seal; a small one is at every opening."""

    ALWAYS = "always"
    DAILY = "daily"  # for commands that ask one thing: once a day, and whenever it has changed
    NEVER = "never"  # not even a small one: for who looks into a file that may be damaged


def require_as_left(path: Path, compare: Compare, *, small: int = SMALL) -> bool:
    """Return whether a seal vouches for the file; False if there is none or it has been written to.

    No connection of this process may be open to it: closing a file ends the locks that SQLite
    has on it. Raises ArchiveError if it has changed though nobody wrote.
    """
    sealed = _read(path)
    if compare is Compare.NEVER or sealed is None or not _is_still(path, sealed):
        return False
    today = f"{sealed} {datetime.now(UTC):%Y-%m-%d}"
    large = path.stat().st_size > small
    if large and compare is Compare.DAILY and is_remembered(path, today):
        return True
    found = _digest(path)
    if _read(path) != sealed or not _is_still(path, sealed):  # a writer came meanwhile
        return False
    if found != sealed.split()[-1]:
        raise damaged(path, "it is not, byte for byte, as it was last written")
    if large:
        remember(path, today)
    return True


def write_seal(path: Path) -> None:
    """Seal a file that is closed and complete without a -wal; belongs under the writer lock.

    Where that cannot be written there is none, and SQLite's own look at the file must do.
    """
    if _has_log(path):
        return
    part = path.with_name(f"{path.name}{SEAL}.{os.getpid()}")
    try:
        line = f"{state(path)} {_digest(path)}"
        part.write_text(f"{line} {_check(line)}", "utf-8")
        part.replace(_seal(path))
    except (OSError, ArchiveError) as error:
        LOG.info("%s stays unsealed: %s", path, error)
        part.unlink(missing_ok=True)


def break_seal(path: Path) -> None:
    """Take a seal off before the file is written to, and outlast a power cut with that."""
    try:
        _seal(path).unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        raise ArchiveError(
            f"{_seal(path)} cannot be removed: {error.strerror}",
            hint="Make the home a folder that this user can write to.",
        ) from error
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _is_still(path: Path, sealed: str) -> bool:
    """Return whether nobody has written to the file since, by its time."""
    try:
        return state(path).split()[1] == sealed.split()[1] and not _has_log(path)
    except FileNotFoundError:
        return False


def _has_log(path: Path) -> bool:
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except FileNotFoundError:
        return False


def _read(path: Path) -> str | None:
    """Return size, time and sha256 as sealed; None without a seal or if it is damaged itself."""
    try:
        line, _, check = _seal(path).read_text("ascii").rpartition(" ")
    except (OSError, ValueError):
        return None
    return line if line and check == _check(line) else None


def _check(line: str) -> str:
    return sha256(line.encode()).hexdigest()[:16]


def _seal(path: Path) -> Path:
    return path.with_name(path.name + SEAL)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise damaged(path, error) from error
