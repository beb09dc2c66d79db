"""What is remembered of each address that is read again and again: feeds, sitemaps, pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

SCHEMA = """
CREATE TABLE poll (
    url TEXT PRIMARY KEY,                 -- as the user gave it, or as a feed linked it
    etag TEXT,
    last_modified TEXT,                   -- the server's own header, sent back as it was
    checked_at INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,  -- in a row
    next_at INTEGER NOT NULL DEFAULT 0    -- not asked again before
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Poll:
    """How an address answered when it was last asked; times are epoch seconds.

    ``failures`` counts those in a row; before ``next_at`` it is not asked again.
    """

    url: str
    checked_at: int
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    next_at: int = 0


def get(connection: sqlite3.Connection, url: str) -> Poll | None:
    """Return what is remembered of an address."""
    row = connection.execute(
        "SELECT url, checked_at, etag, last_modified, failures, next_at FROM poll WHERE url = ?",
        (url,),
    ).fetchone()
    return Poll(*row) if row else None


def put(connection: sqlite3.Connection, polls: Iterable[Poll]) -> None:
    """Remember how addresses answered."""
    connection.executemany(
        "INSERT OR REPLACE INTO poll (url, checked_at, etag, last_modified, failures, next_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (one.url, one.checked_at, one.etag, one.last_modified, one.failures, one.next_at)
            for one in polls
        ),
    )
