"""When an address is asked again, and what is remembered of how it answered. Pure.

A page that a feed lists is dealt with when it is in, or given up; until then the feed's own
validators are forgotten, so that the next poll sees the entry again.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.fetch.client import Fetched
from rag.archive.polls import Poll

FIRST_S = 300  # pause after a first failure; doubled with each further one
LONGEST_S = 86_400  # but never longer than a day
LONGEST_ASKED_S = 7 * 86_400  # what a host may ask for by Retry-After or ttl
ENTRIES = 4  # a page may stand in so many feeds and sitemaps, each with words of its own
TRIES = 3  # failures in a row after which a page that is refused or gone is given up

_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")


def pause(failures: int, *, chance: float, retry_after: int | None = None) -> int:
    """Return how many seconds to leave an address alone after failures in a row (from 1).

    A quarter more or less, by ``chance`` in [0, 1), so that feeds that fell silent together are
    not all asked at once; never less than the host asked for.
    """
    doubled = min(LONGEST_S, FIRST_S << min(failures - 1, 20))
    asked = min(retry_after or 0, LONGEST_ASKED_S)
    return max(round(doubled * (0.75 + chance / 2)), asked)


def ttl(body: bytes) -> int:
    """Return for how many seconds an RSS feed asks to be left alone; 0 where it says nothing."""
    first = _ITEM.search(body)
    said = _TTL.search(body, 0, first.start() if first else 20_000)
    return min(int(said[1]) * 60, LONGEST_ASKED_S) if said else 0


def dealt_with(past: Poll | None, digest: str) -> bool:
    """Say whether a page was read, or given up, when an entry said just this of it."""
    return past is not None and digest in (past.listed or "").split()


def also(past: Poll | None, digest: str) -> str:
    """Return the digests of the entries dealt with, with one more; the oldest is forgotten."""
    before = (past.listed or "").split() if past else []
    return " ".join([digest, *(one for one in before if one != digest)][:ENTRIES])


def failed(
    url: str,
    past: Poll | None,
    *,
    now: int,
    chance: float,
    retry_after: int | None = None,
) -> Poll:
    """Return what to remember of an address that failed; what it gave before stays valid."""
    before = past or Poll(url, now)
    failures = before.failures + 1
    until = now + pause(failures, chance=chance, retry_after=retry_after)
    return replace(before, checked_at=now, failures=failures, next_at=until)


def given_up(url: str, past: Poll | None, *, now: int, digest: str) -> Poll:
    """Return what to remember of a page that is not tried again until an entry says more of it."""
    listed = also(past, digest)
    return replace(past or Poll(url, now), checked_at=now, failures=0, next_at=0, listed=listed)


def forgotten(past: Poll | None) -> Poll | None:
    """Return the past without validators: what came with them was broken."""
    return replace(past, etag=None, last_modified=None) if past else None


def unchanged(past: Poll, *, now: int, listed: str | None = None) -> Poll:
    """Return what to remember of an address that has nothing new (304)."""
    rest = 0 if past.failures else max(0, past.next_at - past.checked_at)
    known = listed or past.listed
    return replace(past, checked_at=now, failures=0, next_at=now + rest, listed=known)


def answered(
    url: str, got: Fetched, *, now: int, kind: str, whole: bool, listed: str | None = None
) -> Poll:
    """Return what to remember of an address that answered.

    Its validators only if ``whole``: all that it gave is dealt with, or a later 304 would hide
    what is not.
    """
    return Poll(
        url,
        checked_at=now,
        etag=got.etag if whole else None,
        last_modified=got.last_modified if whole else None,
        next_at=now + ttl(got.body) if kind == "feed" else 0,
        kind=kind,
        listed=listed,
    )
