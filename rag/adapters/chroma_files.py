"""Chroma's folder seen from outside: is it fit to be opened, and who wrote to it last."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Final

from rag.errors import IndexUnavailableError

DATABASE: Final = "chroma.sqlite3"
STAMP: Final = "dateline.stamp"
DONE: Final = " done"
# Upper links take some 5 bytes a passage, level 0 and the vector more than 1,000; a killed
# process can leave a link_lists.bin of 625 GB, nearly all hole (chroma-core/chroma#7510).
LINKS_BYTES: Final = 64 * 2**20


def exists(folder: Path) -> bool:
    """Return whether Chroma has ever written to ``folder``."""
    return (folder / DATABASE).exists()


def require_index(folder: Path) -> None:
    """Raise IndexUnavailableError where there is no index at all, without opening anything."""
    if not exists(folder):
        raise IndexUnavailableError(f"there is no index at {folder}")


def check_sizes(folder: Path) -> None:
    """Refuse a store that would fill memory or disk when opened.

    Raises IndexUnavailableError naming the file and its apparent size.
    """
    for links in folder.glob("*/link_lists.bin"):
        size = links.stat().st_size
        level0 = links.with_name("data_level0.bin")
        limit = max(LINKS_BYTES, level0.stat().st_size if level0.exists() else 0)
        if size > limit:
            raise IndexUnavailableError(
                f"{links} claims {size:,} bytes where at most {limit:,} make sense:"
                " the index was damaged when a process was killed"
            )


def stamp(folder: Path) -> str:
    """Return what the last writer left: empty before the first, else different every time."""
    try:
        return (folder / STAMP).read_text("utf-8", errors="replace")
    except OSError:  # none yet, or a folder in its place: writing one will say so
        return ""


def begin_writing(folder: Path) -> str:
    """Leave a new stamp before a write, so that no client opened earlier takes itself for new."""
    token = uuid.uuid4().hex
    _put(folder, token)
    return token


def end_writing(folder: Path, token: str) -> str:
    """Mark the write as finished and return the stamp as it now stands."""
    _put(folder, token + DONE)
    return token + DONE


def was_interrupted(folder: Path) -> bool:
    """Return whether a writer was killed in the middle: the next open has work to do on files."""
    return (folder / STAMP).exists() and not stamp(folder).endswith(DONE)


def _put(folder: Path, stamp: str) -> None:
    """Replace the stamp as a whole: one that a kill left empty would look like none at all."""
    new = folder / f"{STAMP}.new"
    new.write_text(stamp, "utf-8")
    new.replace(folder / STAMP)
