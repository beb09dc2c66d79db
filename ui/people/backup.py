"""A copy of what people keep, of one moment, while the page goes on."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from rag.archive.backup import copy_whole, require_allowed
from rag.errors import UsageError
from rag.progress import Progress
from ui.people.store import FILE, Store


def backup_people(home: Path, target: Path, *, force: bool, progress: Progress) -> int:
    """Copy a home's conversations to the file ``target`` (mode 0600); return its bytes.

    Put into a home as ``people.sqlite`` it is that home's. Raises UsageError if ``target`` may not
    be written or there is nothing to copy, PeopleError if the file cannot be used, ArchiveError if
    the copy cannot be made whole; nothing is left behind then.
    """
    require_people(home, target, force=force)
    with closing(Store(home / FILE)) as store, store.reading() as source:
        return copy_whole(source, target, of=home / FILE, force=force, progress=progress)


def require_people(home: Path, target: Path, *, force: bool) -> None:
    """Raise UsageError if ``backup_people`` cannot begin."""
    require_allowed(home, target, force=force)
    if not (home / FILE).is_file():
        raise UsageError(
            f"no conversations are kept in {home}",
            hint="Leave --people out; they are kept once somebody has asked in the page.",
        )
