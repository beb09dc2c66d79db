"""A new vector index from the archive's own vectors, served only once it is whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from ingest.embed import TAKE, fill
from ingest.progress import Progress
from rag.archive.lock import writer_lock
from rag.archive.passages import Entry
from rag.archive.writer import Writer
from rag.ports import Encoder
from rag.settings import Settings
from rag.wiring import open_new


def rebuild(settings: Settings, *, encoder: Encoder, progress: Progress) -> dict[str, int]:
    """Make the index anew and return how many passages it holds and how many were embedded.

    Vectors come from the archive; only passages that have none of this encoder's are embedded,
    so this also moves a home to another encoder. The old index is served until the new one is
    whole. Raises ArchiveLockedError while an ingest runs.
    """
    with writer_lock(settings.home):
        writer = Writer.open(settings.home)
        try:
            return _rebuild(settings, writer, encoder, progress)
        finally:
            writer.close()


def _rebuild(
    settings: Settings, writer: Writer, encoder: Encoder, progress: Progress
) -> dict[str, int]:
    old = writer.pointer()
    before = writer.know_fingerprint(encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
    name, index = open_new(settings, writer, encoder)
    live: list[int] = []
    try:
        progress.phase("indexing", writer.count("live") + writer.count("pending"), "passages")
        for batch in _batches(writer):
            good, _bad = fill(writer, encoder, index, batch)
            live += good
            progress.advance(len(batch))
    finally:
        index.close()
    writer.point_to(name, fingerprint=encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
    writer.settle(live=live)
    if old is not None and settings.chroma_url is None:
        shutil.rmtree(settings.home / "index" / old.index_name, ignore_errors=True)
    after = writer.know_fingerprint(encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
    return {"passages": len(live), "embedded": after - before}


def _batches(writer: Writer) -> Iterator[list[Entry]]:
    for state in ("live", "pending"):
        after = 0
        while batch := writer.in_state(state, after=after, limit=TAKE):
            after = batch[-1].id
            yield batch
