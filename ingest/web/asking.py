"""What it takes to read an address: the fetcher, the parser, what is remembered, the clock."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from ingest.fetch.client import Fetched
from ingest.inputs import charset
from ingest.inputs.options import InputFile, Item, ReadOptions
from ingest.inputs.read import Parse
from ingest.web import polling
from ingest.web.unpacked import unpacked
from rag.archive.polls import Poll
from rag.domain import Failure
from rag.errors import FetchError
from rag.progress import Progress
from rag.settings import Fetching

Kept = Item | Poll
Recall = Callable[[str], Poll | None]
MISSES = 3  # pages of one host not reached, after which no more of it are asked for in this run
UNREACHED = frozenset({"E_CONNECT", "E_DNS", "E_TIMEOUT", "E_TLS"})

Settled = Generator[Kept, None, bool]  # returns whether all that was listed is dealt with


class Fetch(Protocol):
    """What asks an address: ``Fetcher.fetch``."""

    def __call__(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """Return the reply; raises FetchError."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """How inputs that are read again and again are asked.

    ``patient``: an address that failed, or asked to be left alone, is not asked before its time;
    a user who names it wants it now. ``clock`` gives epoch seconds, ``chance`` numbers in [0, 1).
    ``fresh`` says whether a file is worth reading; what was said of a place the last time stands
    if ``standing`` says so.
    """

    patient: bool = False
    clock: Callable[[], float] = time.time
    chance: Callable[[], float] = random.SystemRandom().random
    fresh: Callable[[InputFile], bool] = lambda _: True
    standing: Callable[[str], bool] | None = None


ONCE = Asking()


@dataclass(frozen=True, slots=True)
class NotHad:
    """Why an address gave nothing that could be read; see FetchError."""

    said: Failure
    status: int | None = None
    retry: bool = False
    retry_after: int | None = None


@dataclass(slots=True)
class Web:
    """What reading addresses needs.

    ``pages`` counts those that may still be read for the address at hand, ``misses`` how often a
    host was not reached in this run.
    """

    fetch: Fetch
    parse: Parse
    recall: Recall
    options: ReadOptions
    limits: Fetching
    progress: Progress
    asking: Asking = ONCE
    pages: int = 0
    misses: dict[str, int] = field(default_factory=dict)

    def now(self) -> int:
        """Return the time, in epoch seconds."""
        return int(self.asking.clock())

    def waits(self, past: Poll | None) -> bool:
        """Say whether an address is to be left alone for now."""
        return self.asking.patient and past is not None and self.now() < past.next_at

    def ask(self, url: str, past: Poll | None) -> Fetched | NotHad:
        """Return the reply, a gzip file undone; 304: it is as it was in ``past``."""
        etag, since = (past.etag, past.last_modified) if past else (None, None)
        try:
            return unpacked(self.fetch(url, etag=etag, last_modified=since), self.limits)
        except FetchError as error:
            host, asked_to_wait = host_of(url), bool(error.retry_after)
            if asked_to_wait or error.code in UNREACHED:
                step = MISSES if asked_to_wait else 1
                self.misses[host] = self.misses.get(host, 0) + step
            said = Failure(url, error.code, error.reason)
            return NotHad(said, error.status, error.retry, error.retry_after)

    def unreached(self, url: str) -> bool:
        """Say whether a host is down, or wants to be left alone: its next page would fail too."""
        return self.misses.get(host_of(url), 0) >= MISSES

    def parsed(self, got: Fetched, kind: str, name: str) -> list[Item]:
        """Return what a reply holds; a list, for the parser must be free when pages are read."""
        parse, address, charset_ = self.parse, got.url, got.declared
        try:
            return list(parse(got.body, kind, name, self.options, url=address, declared=charset_))
        except charset.UnreadableError as error:
            return [Failure(name, "E_CHARSET", str(error))]

    def failed(self, url: str, past: Poll | None, why: NotHad | None = None) -> Poll:
        """Return what to remember of an address that failed just now."""
        wish = why.retry_after if why else None
        chance = self.asking.chance()
        return polling.failed(url, past, now=self.now(), chance=chance, retry_after=wish)


def host_of(url: str) -> str:
    """Return the host and port of an address, "" where it has none."""
    try:
        return urlsplit(url).netloc
    except ValueError:  # brackets that hold no IPv6 address
        return ""
