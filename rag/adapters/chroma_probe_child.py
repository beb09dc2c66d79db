"""Run as a module in a child process: open a store, search it, say what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from rag.adapters.chroma_probe import REFUSED, UNREACHED, require_agreement, unpacked
from rag.adapters.chroma_store import open_store
from rag.adapters.core_file import without_core_file
from rag.errors import IndexUnavailableError, UnreachedError


def looked_at(folder: Path, fingerprint: str, dim: int, given: BinaryIO) -> tuple[int, str]:
    """Return an exit status and what is wrong with the store at ``folder``, if anything.

    ``given`` is an Expected.
    """
    expected = unpacked(given)
    try:
        store = open_store(
            folder,
            fingerprint=fingerprint,
            dim=dim,
            require=lambda collection: require_agreement(collection, expected),
        )
    except UnreachedError as error:
        return UNREACHED, str(error)
    except IndexUnavailableError as error:
        return REFUSED, str(error)
    if store is None:
        return REFUSED, f"there is no index at {folder}"
    store.system.stop()
    return 0, ""


def main() -> int:
    """Look at the store that the arguments name, and return an exit status."""
    without_core_file()
    folder, fingerprint, dim = sys.argv[1:]
    status, wrong = looked_at(Path(folder), fingerprint, int(dim), sys.stdin.buffer)
    sys.stdout.write(wrong)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
