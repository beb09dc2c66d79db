"""Index folders that nobody serves: what a killed rebuild or first ingest left behind."""

from __future__ import annotations

import shutil

from rag.archive.vectors import Pointer
from rag.settings import Settings
from rag.wiring import unserved


def remove_orphans(settings: Settings, pointer: Pointer | None) -> None:
    """Remove a home's own indexes but the one that is served; belongs under the writer lock.

    Foreign folders are left alone, and so are collections of a Chroma server.
    """
    if settings.chroma_url is not None:
        return
    for other in unserved(settings, pointer):
        shutil.rmtree(other, ignore_errors=True)
