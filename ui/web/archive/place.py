"""Where an upload's files lie: a folder of its own, for as long as its server holds a lock on it.

Several servers may have one home. None touches what another is receiving; what a server that was
killed has left lying is taken away by the next upload, since a dead process keeps no lock.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from io import FileIO
from pathlib import Path

import portalocker
from portalocker import LockFlags
from portalocker.exceptions import AlreadyLocked, LockException

from ingest.uploads import FOLDER

OWNER = ".owner"  # the suffix of the file beside a folder, on which its server has a lock


class Place:
    """The folder of one upload; its ``token`` is the folder's name and cannot be guessed.

    ``parts`` is for files that are still coming, ``files`` for those that are whole.
    """

    def __init__(self, folder: Path, owner: FileIO) -> None:
        self.token, self.parts, self.files = folder.name, folder, folder / FOLDER
        self._owner = owner

    @classmethod
    def take(cls, uploads: Path) -> Place:
        """Make a folder for an upload below ``uploads``; OSError where none can be made."""
        uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(uploads)
        owner = None
        while owner is None:  # a sweep may come between making the file and locking it
            folder = uploads / secrets.token_hex(8)
            owner = _held(_beside(folder), os.O_RDWR | os.O_CREAT | os.O_EXCL)
        place = cls(folder, owner)
        try:
            folder.mkdir(mode=0o700)
            place.files.mkdir(mode=0o700)
        except OSError:
            place.leave()
            raise
        return place

    def leave(self) -> None:
        """Take the folder away with all that is in it."""
        _clear(self.parts, self._owner)


def _sweep(uploads: Path) -> None:
    """Take away the folders whose servers are gone, and those that an older Dateline made."""
    for file in uploads.glob(f"*{OWNER}"):
        try:
            owner = _held(file, os.O_RDWR)
        except OSError:  # left by its server meanwhile
            continue
        if owner is not None:
            _clear(file.with_suffix(""), owner)
    for folder in uploads.iterdir():  # the file is made before its folder, and goes after it
        if folder.is_dir() and not _beside(folder).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _held(path: Path, flags: int) -> FileIO | None:
    """Return the file with a lock on it; None where another has one, or has taken it away."""
    file = FileIO(os.open(path, flags, 0o600), "r+")
    try:
        portalocker.lock(file, LockFlags.EXCLUSIVE | LockFlags.NON_BLOCKING)
    except AlreadyLocked:
        file.close()
        return None
    except LockException as error:
        file.close()
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK), str(path)) from error
    if not os.fstat(file.fileno()).st_nlink:
        file.close()
        return None
    return file


def _clear(folder: Path, owner: FileIO) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    owner.close()
    _beside(folder).unlink(missing_ok=True)


def _beside(folder: Path) -> Path:
    return folder.with_suffix(OWNER)
