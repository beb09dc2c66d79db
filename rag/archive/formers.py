"""Addresses that an earlier Dateline took for one article's, and which article they stand in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from rag.archive.identity import article_id, canonical_url, former_url


@dataclass(frozen=True, slots=True)
class Former:
    """The article that an address had while it was not told apart from others of its site.

    ``own``: of those addresses it is this one's, and not another's.
    """

    article_id: str
    own: bool


def formers(connection: sqlite3.Connection, urls: Iterable[str | None]) -> dict[str, Former]:
    """Return article id -> former article, for addresses that have one and are not in since."""
    found: dict[str, Former] = {}
    for url in urls:
        former = former_url(url) if url else None
        if url is None or former is None:
            continue
        now = article_id(f"url:{canonical_url(url)}")
        row = connection.execute(
            "SELECT id, url FROM article WHERE id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM article WHERE id = ?2)",
            (article_id(f"url:{former}"), now),
        ).fetchone()
        if row is not None:
            own = canonical_url(row["url"] or "") == canonical_url(url)
            found[now] = Former(row["id"], own)
    return found
