"""What a write left of Chroma's graph, byte for byte, so that what a disk did to it is seen.

Chroma maps these files into memory and believes them: a flipped bit in a link ends the process.
Its SQLite file is not sealed, for every opening writes to it, and damage there is an exception.
"""

from __future__ import annotations

import json
import logging
import os
from hashlib import file_digest
from pathlib import Path
from typing import Final

from rag.adapters.chroma_files import DONE, stamp
from rag.errors import IndexUnavailableError

SEAL: Final = "dateline.seal"

LOG = logging.getLogger("dateline")


def write_seal(folder: Path) -> None:
    """Note the sha256 of each of the graph's files beside the stamp of the write that left them.

    Belongs under the lock. Where it cannot be written there is none, and the next opening tries
    the index out first.
    """
    now = stamp(folder)
    if not now.endswith(DONE):
        return
    part = folder / f"{SEAL}.{os.getpid()}"
    try:
        part.write_text(json.dumps({"stamp": now, "files": _digests(folder)}), "utf-8")
        part.replace(folder / SEAL)
    except OSError as error:
        LOG.info("the index at %s stays unsealed: %s", folder, error)
        part.unlink(missing_ok=True)


def is_sealed(folder: Path) -> bool:
    """Return whether the files are those that the last write left; False if none sealed them.

    Belongs under the lock. A million passages take some three seconds. Raises
    IndexUnavailableError if a file has changed or gone though nobody wrote.
    """
    sealed = _read(folder)
    if sealed is None or sealed[0] != stamp(folder):
        return False
    try:
        found = _digests(folder)
    except OSError as error:
        raise IndexUnavailableError(f"the index at {folder} cannot be read: {error}") from error
    if found == sealed[1]:
        return True
    changed = dict(found.items() ^ sealed[1].items())
    raise IndexUnavailableError(
        f"the index at {folder} is damaged: not as it was written are {', '.join(sorted(changed))}"
    )


def _read(folder: Path) -> tuple[str, dict[str, str]] | None:
    """Return the stamp and the digests as sealed; None without a seal or where it is damaged."""
    try:
        read = json.loads((folder / SEAL).read_bytes())
    except (OSError, ValueError):  # then the index is tried out
        return None
    match read:
        case {"stamp": str(sealed), "files": dict(files)}:
            return sealed, files
    return None


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): _sha256(path)
        for path in sorted(folder.glob("*/*"))
        if path.is_file()
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
