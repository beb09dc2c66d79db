"""Which revisions a question may see: the one condition that every search is judged by."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from rag.archive.articles import marks
from rag.domain import Coverage
from rag.question.nouns import Filters


def condition(filters: Filters, asked_at: int | None) -> tuple[str, list[object]]:
    """Return an SQL condition on ``revision`` and ``article``, and its parameters.

    With ``asked_at`` None every revision of a usable article passes, whenever it held.
    """
    parts = ["article.status = 'usable'"]
    parameters: list[object] = []
    if asked_at is not None:
        parts.append(
            "revision.visible_from <= ? AND (revision.valid_to IS NULL OR revision.valid_to > ?)"
        )
        parameters += [asked_at, asked_at]
    narrowed, given = narrowing(filters)
    return " AND ".join([*parts, *narrowed]), [*parameters, *given]


def narrowing(filters: Filters) -> tuple[list[str], list[object]]:
    """Return what filters ask of ``revision`` and ``article`` as SQL conditions, and parameters."""
    parts: list[str] = []
    parameters: list[object] = []
    for column, values in (
        ("article.publisher", filters.publishers),
        ("revision.language", filters.languages),
    ):
        if values:
            parts.append(f"{column} IN ({marks(values)})")
            parameters += values
    for operator, bound in ((">=", filters.start), ("<=", filters.end)):
        if bound is not None:
            parts.append(f"revision.published_at {operator} ?")
            parameters.append(bound)
    if filters.articles is not None:
        # one value, however long the list: SQLite takes no more than some thousands
        parts.append("article.id IN (SELECT value FROM json_each(?))")
        parameters.append(json.dumps(sorted(filters.articles)))
    return parts, parameters


def last_change(connection: sqlite3.Connection, asked_at: int | None) -> int | None:
    """Return the last moment up to ``asked_at`` at which what may be seen changed.

    A revision ends when the next one begins, so only beginnings count; between two of them every
    time asked sees the same. Where nothing had begun, and for None, the time itself.
    """
    if asked_at is None:
        return None
    found = connection.execute(
        "SELECT max(visible_from) FROM revision WHERE visible_from <= ?", (asked_at,)
    ).fetchone()[0]
    return asked_at if found is None else int(found)


def by_publisher(
    connection: sqlite3.Connection, asked_at: int | None, filters: Filters | None = None
) -> list[tuple[str | None, int, int | None, int | None]]:
    """Return (publisher, articles, first and last published_at) of what may be seen, by name."""
    filters = filters or Filters()
    allowed, parameters = condition(filters, asked_at)
    # CROSS JOIN keeps the order: one walk over the index that covers all that is asked of a
    # revision. Left alone, SQLite goes by publisher and fetches 200,000 rows one by one.
    few = filters.publishers or filters.articles is not None
    join = "JOIN" if few else "CROSS JOIN"
    rows = connection.execute(
        "SELECT article.publisher, count(DISTINCT article.pk), min(revision.published_at),"
        f" max(revision.published_at) FROM revision {join} article"
        f" ON article.pk = revision.article WHERE {allowed}"
        " GROUP BY article.publisher ORDER BY article.publisher",
        parameters,
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def coverage(
    connection: sqlite3.Connection, asked_at: int | None, filters: Filters | None = None
) -> Coverage:
    """Return what may be seen: articles, publishers by name, first and last published_at."""
    return covered(by_publisher(connection, asked_at, filters))


def covered(rows: Sequence[tuple[str | None, int, int | None, int | None]]) -> Coverage:
    """Sum up what ``by_publisher`` gave."""
    return Coverage(
        articles=sum(row[1] for row in rows),
        publishers=tuple(row[0] for row in rows if row[0]),
        start=min((row[2] for row in rows if row[2] is not None), default=None),
        end=max((row[3] for row in rows if row[3] is not None), default=None),
    )


def languages(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the languages that revisions name, as they name them."""
    rows = connection.execute("SELECT DISTINCT language FROM revision WHERE language IS NOT NULL")
    return tuple(sorted(row[0] for row in rows))
