"""What a home takes on the disk."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def sizes(home: Path) -> dict[str, int]:
    """Return the bytes on disk of a home's ``archive`` and of its ``index``."""
    archive = home.glob("archive.sqlite*")
    return {"archive": _bytes(archive), "index": _bytes((home / "index").rglob("*"))}


def _bytes(paths: Iterable[Path]) -> int:
    total = 0
    for path in paths:
        with suppress(OSError):  # an ingest or a rebuild may just have taken it away
            found = path.lstat()
            # what it takes, not what it claims: a killed process can leave a file nearly all hole
            blocks = getattr(found, "st_blocks", None)
            total += found.st_size if blocks is None else min(found.st_size, 512 * blocks)
    return total
