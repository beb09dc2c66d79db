"""Who said what, marked in every revision that waits for it: new ones, an older Dateline's."""

from __future__ import annotations

from ingest import space
from ingest.batches import BATCH
from rag.archive.writer import Writer
from rag.attribution import MARKER, mark
from rag.progress import Progress


def mark_quotes(writer: Writer, progress: Progress, *, spare: int) -> None:
    """Mark who says what in revisions that wait for it; stopped anywhere, the next goes on.

    Where the rules have changed, every revision waits. Raises DiskFullError where a batch would
    leave less than ``spare`` bytes free.
    """
    if not (due := writer.quotes_due(MARKER)):
        return
    home = writer.database.path.parent
    progress.phase("marking quotes", due, "revisions")
    while batch := writer.unmarked(limit=BATCH):
        step = space.of_quotes(sum(len(one.text) for one in batch))
        space.require(home, step, spare=spare)
        with space.full_disk_named(home, step, spare=spare):
            writer.keep_quotes({one.revision: mark(one.text, one.language) for one in batch})
        progress.advance(len(batch))
