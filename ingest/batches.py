"""Locations -> batches of what they hold, each small enough for one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from ingest.inputs.read import InputFile, Item, Parse, ReadOptions, find, read
from ingest.progress import Progress
from rag.domain import IncomingArticle

BATCH = 64  # articles a transaction


def batches(
    locations: Sequence[str],
    options: ReadOptions,
    *,
    parse: Parse,
    progress: Progress,
    stdin: BinaryIO | None,
) -> Iterator[list[Item]]:
    """Yield everything that locations hold, and what there was left out and why."""
    files, failures = find(locations)
    progress.phase("reading", sum(file.size for file in files) or None, "bytes")
    batch: list[Item] = list(failures)
    for file in files:
        for item in _counted(file, read(file, options, stdin, parse=parse), progress):
            batch.append(item)
            if len(batch) >= BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _counted(file: InputFile, items: Iterable[Item], progress: Progress) -> Iterator[Item]:
    """Pass items on; progress is by the text's length, never past the file's own size."""
    left = file.size
    for item in items:
        step = min(left, len(item.text)) if isinstance(item, IncomingArticle) else 0
        left -= step
        yield item
        progress.advance(step, note="article")
    progress.advance(left)
