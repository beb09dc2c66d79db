"""A new index and a new full text from what the archive holds, served only once they are whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingest import space
from ingest.copies import Copies
from ingest.embed import fill
from ingest.marking import mark_quotes
from ingest.orphans import remove_orphans
from ingest.space import TAKE
from ingest.stories import find_stories
from rag.archive.archive import Archive
from rag.archive.lock import writer_lock
from rag.archive.passages import Entry
from rag.archive.remake import remake
from rag.archive.writer import Writer
from rag.attribution import MARKER
from rag.ports import Encoder, VectorIndex
from rag.progress import Progress
from rag.settings import Settings
from rag.wiring import drop_from_server, open_new

OpenNew = Callable[[Settings, Writer, Encoder], tuple[str, VectorIndex]]


def rebuild(
    settings: Settings, *, encoder: Encoder, progress: Progress, open_index: OpenNew = open_new
) -> dict[str, int]:
    """Make the index anew and return how many passages it holds and how many were embedded.

    Stories that an older Dateline did not know are found first; the full text is made anew from
    the passages, and last who says what is marked anew. Vectors come from the archive;
    only passages that have none of this encoder's are embedded, so this also moves a home to
    another encoder. The old index is served until the new one is whole. Raises ArchiveError,
    having made nothing, if there is no archive, ArchiveLockedError while an ingest runs, and
    DiskFullError.
    """
    Archive.open(settings.home).close()
    with writer_lock(settings.home):
        writer = Writer.open(settings.home)
        try:
            step = space.of_passages(writer.count("live") + writer.count("pending"))
            with space.full_disk_named(settings.home, step, spare=settings.limits.free_bytes):
                find_stories(writer, Copies(), progress)
                _remake_words(settings, writer, progress)
                made = renew(settings, writer, encoder, progress, open_index)
                writer.renew_quotes(MARKER)
                mark_quotes(writer, progress, spare=settings.limits.free_bytes)
                return made
        finally:
            writer.close()


def _remake_words(settings: Settings, writer: Writer, progress: Progress) -> None:
    count, spare = writer.count("live") + writer.count("pending"), settings.limits.free_bytes
    step = space.of_words(count)
    space.require(settings.home, step, spare=spare)
    progress.phase("full text", count, "passages")
    with space.full_disk_named(settings.home, step, spare=spare):
        remake(writer.database, told=progress.advance)


def renew(
    settings: Settings,
    writer: Writer,
    encoder: Encoder,
    progress: Progress,
    open_index: OpenNew = open_new,
) -> dict[str, int]:
    """Make the index alone anew, under the writer lock; see ``rebuild``."""
    old = writer.pointer()
    before = writer.know_fingerprint(encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
    name, index = open_index(settings, writer, encoder)
    held, live, bare = 0, list[int](), list[int]()
    try:
        left = writer.count("live") + writer.count("pending")
        progress.phase("indexing", left, "passages")
        for state, batch in _batches(writer):
            space.require(
                settings.home,
                space.of_passages(len(batch)),
                spare=settings.limits.free_bytes,
                rest=space.of_passages(left),
            )
            left -= len(batch)
            good, bad = fill(writer, encoder, index, batch, told=progress.advance)
            held += len(good)
            if state == "pending":  # only what changes: a million rows would fill the log
                live += good
            else:
                bare += sorted({one.id for one in batch} - set(good))
            for failure in bad:
                progress.problem(f"ERROR {failure.where} {failure.code} {failure.reason}")
    finally:
        index.close()
    writer.point_to(
        name,
        fingerprint=encoder.fingerprint,
        encoder=encoder.name,
        dim=encoder.dim,
        live=live,
        pending=bare,
    )
    remove_orphans(settings, writer.pointer())
    if settings.chroma_url is not None and old is not None:
        drop_from_server(settings, old.index_name)
    after = writer.know_fingerprint(encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
    return {"passages": held, "embedded": after - before}


def _batches(writer: Writer) -> Iterator[tuple[str, list[Entry]]]:
    for state in ("live", "pending"):
        after = 0
        while batch := writer.in_state(state, after=after, limit=TAKE):
            after = batch[-1].id
            yield state, batch
