"""Stories of articles that are in the archive already: kept by an older Dateline, or let back."""

from __future__ import annotations

from ingest.batches import BATCH
from ingest.copies import Copies
from rag.archive.writer import Writer
from rag.progress import Progress


def find_stories(writer: Writer, copies: Copies, progress: Progress) -> None:
    """Find the story of every article that waits for one; stopped anywhere, the next goes on."""
    if due := writer.stories_due():
        progress.phase("finding copies", due, "articles")
        while found := writer.find_stories(copies, limit=BATCH):
            progress.advance(found)
