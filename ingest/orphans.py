"""Index folders that nobody serves: what a killed rebuild or first ingest left behind."""

from __future__ import annotations

import shutil

from rag.archive.vectors import Pointer
from rag.settings import Settings
from rag.wiring import INDEX_PREFIX


def remove_orphans(settings: Settings, pointer: Pointer | None) -> None:
    """Remove a home's own indexes but the one that is served; belongs under the writer lock.

    Foreign folders are left alone, and so are collections of a Chroma server.
    """
    if settings.chroma_url is not None:
        return
    served = pointer.index_name if pointer else None
    for other in (settings.home / "index").glob(f"{INDEX_PREFIX}*"):
        if other.name != served:
            shutil.rmtree(other, ignore_errors=True)
