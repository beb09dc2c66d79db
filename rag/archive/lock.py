"""The locks of a home: one writer at a time, and who may touch Chroma's files.

All are operating-system locks, which a dead process cannot keep, on files whose descriptors
no started program inherits. What the files hold is for people to read and decides nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Final

import portalocker
from portalocker import LockFlags
from portalocker.exceptions import AlreadyLocked, LockException

from rag.errors import ArchiveError, ArchiveLockedError, DatelineError, IndexUnavailableError

WAIT_S: Final = 120.0  # longest wait for Chroma's files; opening a million passages takes ten
POLL_S: Final = 0.01  # between two tries
PID_BYTES: Final = 20
LOOKED_S: Final = 5.0  # longest wait of a writer for whoever only looks


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Be the one process that writes to ``home``; a second is refused at once.

    Whoever only looks (``is_held``, ``looking``) is waited for: they make way in an instant.
    Raises ArchiveLockedError with the holder's pid, ArchiveError if ``home`` cannot be locked.
    """
    path = home / "lock"
    with _opened(path, ArchiveError) as file:
        deadline = time.monotonic() + LOOKED_S
        while not _taken(file, path, LockFlags.EXCLUSIVE):
            if not _is_looked_at(file, path):
                raise ArchiveLockedError(home=str(home), pid=_pid_in(file))
            if time.monotonic() >= deadline:  # by a process that is stopped or hangs
                _write_pid(file, "")
                raise ArchiveLockedError(home=str(home), pid=None)
            time.sleep(POLL_S)
        _write_pid(file, str(os.getpid()))
        try:
            yield
        finally:
            _write_pid(file, "")  # else the next refusal could name a process long gone
            portalocker.unlock(file)


def is_held(home: Path) -> bool:
    """Return whether a process writes to ``home``; to ask keeps none from it."""
    path = home / "lock"
    try:
        with path.open("rb", buffering=0) as file:
            if not _taken(file, path, LockFlags.SHARED):
                return True
            portalocker.unlock(file)
    except (OSError, ArchiveError):  # there is none, or nobody may write to this home
        return False
    return False


@contextmanager
def looking(home: Path) -> Iterator[Callable[[], bool]]:
    """Keep writers out while something is looked at that must not change meanwhile.

    Gives a function that says whether a writer waits: then the look is to be broken off. Raises
    ArchiveLockedError if a process writes to ``home``, ArchiveError if it cannot be locked.
    """
    path = home / "lock"
    with _opened(path, ArchiveError) as file:
        if not _taken(file, path, LockFlags.SHARED):
            raise ArchiveLockedError(home=str(home), pid=_pid_in(file))
        _write_pid(file, "")  # of a writer that was killed; one that waits writes its own again
        try:
            yield lambda: _pid_in(file) is not None
        finally:
            portalocker.unlock(file)


def _taken(file: FileIO, path: Path, kind: LockFlags) -> bool:
    try:
        portalocker.lock(file, kind | LockFlags.NON_BLOCKING)
    except AlreadyLocked:
        return False
    except LockException as error:
        raise ArchiveError(f"{path} cannot be locked: {error}") from error
    return True


def _is_looked_at(file: FileIO, path: Path) -> bool:
    """Return whether nobody holds the lock to write; if so, tell who looks that a writer waits."""
    if not _taken(file, path, LockFlags.SHARED):
        return False
    _write_pid(file, str(os.getpid()))
    portalocker.unlock(file)
    return True


class IndexLock:
    """Who may touch Chroma's files: many that open them, or one that writes a batch.

    Works between processes and between threads; a thread that holds it must not ask again.
    Whoever waits for the lock holds the turnstile, which all must pass: so a waiting writer
    lets no further reader in, and a waiting reader goes before the writer's next batch. Neither
    starves as long as holds are short: an open, or a batch of some hundred passages.
    """

    def __init__(self, home: Path, *, wait_s: float = WAIT_S) -> None:
        self._lock = home / "index.lock"
        self._turnstile = home / "index.turn"
        self._wait_s = wait_s

    def shared(self) -> AbstractContextManager[None]:
        """Hold it together with other readers, to open Chroma's files.

        Raises IndexUnavailableError if it is not free within ``wait_s`` seconds.
        """
        return self._held(LockFlags.SHARED)

    def exclusive(self) -> AbstractContextManager[None]:
        """Hold it alone, to write one batch.

        Raises IndexUnavailableError if it is not free within ``wait_s`` seconds.
        """
        return self._held(LockFlags.EXCLUSIVE)

    @contextmanager
    def _held(self, kind: LockFlags) -> Iterator[None]:
        deadline = time.monotonic() + self._wait_s
        with _opened(self._lock, IndexUnavailableError) as lock:
            with _opened(self._turnstile, IndexUnavailableError) as turnstile:
                self._acquire(turnstile, LockFlags.EXCLUSIVE, deadline)
                self._acquire(lock, kind, deadline)
                portalocker.unlock(turnstile)
            try:
                yield
            finally:
                portalocker.unlock(lock)

    def _acquire(self, file: FileIO, kind: LockFlags, deadline: float) -> None:
        # Asked again and again, not once and blocking: a stopped process must not hang us.
        while True:
            try:
                portalocker.lock(file, kind | LockFlags.NON_BLOCKING)
            except AlreadyLocked as error:
                if time.monotonic() >= deadline:
                    raise IndexUnavailableError(
                        f"another process has held {self._lock} for {self._wait_s:g} s",
                        hint="Look for a Dateline process that is stopped or hangs, and end it.",
                    ) from error
            except LockException as error:
                raise IndexUnavailableError(f"{self._lock} cannot be locked: {error}") from error
            else:
                return
            time.sleep(POLL_S)


@contextmanager
def _opened(path: Path, refusal: type[DatelineError]) -> Iterator[FileIO]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Python opens close-on-exec (PEP 446): a program that the holder starts has no part in it.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise refusal(
            f"{path} cannot be opened: {error.strerror}",
            hint="Make the home a folder that this user can write to, or use another --home.",
        ) from error
    with FileIO(descriptor, "r+") as file:
        yield file


def _write_pid(file: FileIO, pid: str) -> None:
    with suppress(OSError):  # on a full disk the lock holds all the same
        file.seek(0)
        file.truncate()
        file.write(pid.encode("ascii"))


def _pid_in(file: FileIO) -> int | None:
    try:
        file.seek(0)
        content = file.read(PID_BYTES)
    except OSError:  # Windows lets nobody read what another has locked
        return None
    return int(content) if content.isdigit() else None
