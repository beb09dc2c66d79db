"""What is remembered of each address that is read again and again: feeds, sitemaps, pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

SCHEMA = """
CREATE TABLE poll (
    url TEXT PRIMARY KEY,                 -- as the user gave it, or as a feed linked it
    etag TEXT,
    last_modified TEXT,                   -- the server's own header, sent back as it was
    checked_at INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,  -- in a row
    next_at INTEGER NOT NULL DEFAULT 0,   -- not asked again before
    kind TEXT,                            -- feed, sitemap, html ...: what it was when last read
    listed TEXT                           -- digests of what feeds and sitemaps said of it, read
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Poll:
    """How an address answered when it was last asked; times are epoch seconds.

    ``failures`` counts those in a row; before ``next_at`` it is not asked again. ``kind`` is
    the format it had. ``listed`` holds the digests of the last entries for it in feeds and
    sitemaps that are dealt with, blanks between: the same entry again is nothing new.
    """

    url: str
    checked_at: int
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    next_at: int = 0
    kind: str | None = None
    listed: str | None = None


_COLUMNS = tuple(field.name for field in fields(Poll))


def get(connection: sqlite3.Connection, url: str) -> Poll | None:
    """Return what is remembered of an address."""
    row = connection.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM poll WHERE url = ?", (url,)
    ).fetchone()
    return Poll(*row) if row else None


def put(connection: sqlite3.Connection, polls: Iterable[Poll]) -> None:
    """Remember how addresses answered."""
    connection.executemany(
        f"INSERT OR REPLACE INTO poll ({', '.join(_COLUMNS)})"
        f" VALUES ({', '.join('?' * len(_COLUMNS))})",
        map(astuple, polls),
    )
