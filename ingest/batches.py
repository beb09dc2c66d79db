"""Locations -> batches of what they hold, each small enough for one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from ingest.fetch.addresses import is_url, without_user
from ingest.inputs.read import InputFile, Item, Parse, ReadOptions, find, read
from ingest.web.asking import ONCE, Asking, Kept, Recall, Web
from rag.archive.polls import Poll
from rag.domain import Failure, IncomingArticle
from rag.errors import InputError
from rag.progress import Progress
from rag.settings import Fetching

BATCH = 64  # articles a transaction
SHOWN = 3  # locations named in an error
CHARS = 16_000_000  # of their texts, from which fewer are one: articles may be of 50 MB


@dataclass(slots=True)
class Batch:
    """Articles and what was left out, and the addresses whose articles are all in by now."""

    items: list[Item] = field(default_factory=list)
    polled: list[Poll] = field(default_factory=list)
    chars: int = 0  # of the articles' texts

    @property
    def full(self) -> bool:
        """Whether it is as much as one transaction takes."""
        return len(self.items) >= BATCH or self.chars >= CHARS

    def add(self, one: Kept) -> None:
        """Take one more."""
        if isinstance(one, Poll):
            self.polled.append(one)
        else:
            self.items.append(one)
            self.chars += len(one.text) if isinstance(one, IncomingArticle) else 0


def batches(
    locations: Sequence[str],
    options: ReadOptions,
    *,
    parse: Parse,
    recall: Recall,
    fetching: Fetching,
    progress: Progress,
    stdin: BinaryIO | None,
    asking: Asking = ONCE,
) -> Iterator[Batch]:
    """Yield everything that locations hold, and what there was left out and why.

    ``recall`` gives what is remembered of an address. Files come first; each address ends a
    batch, so that the next one finds what is remembered of its pages.
    """
    urls = list(dict.fromkeys(one.strip() for one in locations if is_url(one.strip())))
    paths = [one for one in locations if not is_url(one.strip())]
    if paths:
        yield from _cut(_files(paths, options, parse, progress, stdin, asking))
    if urls:
        from ingest.fetch.client import Fetcher
        from ingest.web.read import read as read_url

        with Fetcher(fetching) as fetcher:
            web = Web(fetcher.fetch, parse, recall, options, fetching, progress, asking)
            for url in urls:
                yield from _cut(_refused(url) or read_url(url, web))


def require_inputs(locations: Sequence[str]) -> None:
    """Raise InputError if nothing is where any location says; an address may always answer."""
    if any(is_url(one.strip()) for one in locations):
        return
    files, left_out = find(locations)
    if files or any(one.code != "E_NOT_FOUND" for one in left_out):
        return
    told = "; ".join(f"{one.where}: {one.reason}" for one in left_out[:SHOWN])
    more = f"; and {len(left_out) - SHOWN} more" if len(left_out) > SHOWN else ""
    raise InputError(
        f"there is nothing to ingest: {told}{more}",
        hint="Name files, folders or addresses that are there; nothing was made.",
    )


def _refused(url: str) -> list[Kept]:
    """Refuse an address with a password in it before anything is remembered of it."""
    shown = without_user(url)
    reason = "it has a user name in it; none is ever sent"
    return [] if shown == url else [Failure(shown, "E_URL", reason)]


def _cut(items: Iterable[Kept]) -> Iterator[Batch]:
    batch = Batch()
    for one in items:
        batch.add(one)
        if batch.full:
            yield batch
            batch = Batch()
    if batch.items or batch.polled:
        yield batch


def _files(
    locations: Sequence[str],
    options: ReadOptions,
    parse: Parse,
    progress: Progress,
    stdin: BinaryIO | None,
    asking: Asking,
) -> Iterator[Item]:
    found, failures = find(locations)
    files = [file for file in found if asking.fresh(file)]
    progress.phase("reading", sum(file.size for file in files) or None, "bytes")
    yield from failures
    for file in files:
        yield from _counted(file, read(file, options, stdin, parse=parse), progress)


def _counted(file: InputFile, items: Iterable[Item], progress: Progress) -> Iterator[Item]:
    """Pass items on; progress is by the text's length, never past the file's own size."""
    left = file.size
    for item in items:
        step = min(left, len(item.text)) if isinstance(item, IncomingArticle) else 0
        left -= step
        yield item
        progress.advance(step, note="article")
    progress.advance(left)
