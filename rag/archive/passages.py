"""Passages: written with their revision, embedded later, joined to the live state when read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.archive import checksum
from rag.archive.articles import articles, marks, parts, revision_of
from rag.archive.times import NEVER, UNDATED
from rag.archive.visible import condition
from rag.domain import Passage, Span
from rag.ports import Metadata
from rag.question.nouns import Filters

# CROSS JOIN keeps the order: by itself SQLite begins with all articles of a publisher asked for.
_BY_ID = (
    "passage CROSS JOIN revision ON revision.pk = passage.revision"
    " CROSS JOIN article ON article.pk = revision.article"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage with all that its entry in an index needs."""

    id: int
    text: str
    headline: str | None
    embedded_sha256: bytes
    metadata: Metadata


def put(
    connection: sqlite3.Connection, revision: int, spans: Iterable[tuple[Span, bytes]]
) -> list[int]:
    """Write a revision's passages, pending, each with the sha256 of the string to embed."""
    ids = []
    for span, digest in spans:
        cursor = connection.execute(
            "INSERT INTO passage (revision, start, end, embedded_sha256) VALUES (?, ?, ?, ?)",
            (revision, span.start, span.end, digest),
        )
        assert cursor.lastrowid is not None
        ids.append(cursor.lastrowid)
    connection.execute("UPDATE revision SET passages = ? WHERE pk = ?", (len(ids), revision))
    return ids


def passages(
    connection: sqlite3.Connection, ids: Sequence[int], filters: Filters, asked_at: int | None
) -> dict[int, Passage]:
    """Return id -> passage for those that are there, usable, allowed and valid at ``asked_at``."""
    allowed, parameters = condition(filters, asked_at)
    rows = [
        row
        for part in parts(ids)
        for row in connection.execute(
            "SELECT passage.id AS passage_id, passage.start, passage.end,"
            " passage.revision AS revision_pk, article.pk AS article_pk"
            f" FROM {_BY_ID} WHERE passage.id IN ({marks(part)}) AND {allowed}",
            [*part, *parameters],
        )
    ]
    by_pk = articles(connection, list({row["article_pk"] for row in rows}))
    texts = {
        row["pk"]: revision_of(row)
        for part in parts(list({row["revision_pk"] for row in rows}))
        for row in connection.execute(
            f"SELECT revision.*, article.id AS article_id, {checksum.SOUND} AS sound FROM revision"
            f" JOIN article ON article.pk = revision.article {checksum.JOIN}"
            f" WHERE revision.pk IN ({marks(part)})",
            part,
        )
    }
    return {
        row["passage_id"]: Passage(
            row["passage_id"],
            by_pk[row["article_pk"]],
            texts[row["revision_pk"]],
            Span(row["start"], row["end"]),
        )
        for row in rows
    }


def lead_ids(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return passage id -> id of the first passage of the same revision."""
    return {
        row[0]: row[1]
        for part in parts(ids)
        for row in connection.execute(
            "SELECT passage.id, (SELECT lead.id FROM passage AS lead"
            " WHERE lead.revision = passage.revision ORDER BY lead.start LIMIT 1)"
            f" FROM passage WHERE passage.id IN ({marks(part)})",
            part,
        )
    }


def allowed_ids(
    connection: sqlite3.Connection, filters: Filters, asked_at: int | None
) -> list[int]:
    """Return the ids of all passages that a question may see, in order."""
    allowed, parameters = condition(filters, asked_at)
    rows = connection.execute(
        "SELECT passage.id FROM article JOIN revision ON revision.article = article.pk"
        f" JOIN passage ON passage.revision = revision.pk WHERE {allowed} ORDER BY passage.id",
        parameters,
    )
    return [row[0] for row in rows]


def allowed(
    connection: sqlite3.Connection, filters: Filters, asked_at: int | None
) -> tuple[int, int]:
    """Return how many passages a question may see, and how many there are in all."""
    condition_, parameters = condition(filters, asked_at)
    counted = (
        "SELECT total(revision.passages) FROM revision"
        " JOIN article ON article.pk = revision.article"
    )
    some = connection.execute(f"{counted} WHERE {condition_}", parameters).fetchone()[0]
    every = connection.execute(counted).fetchone()[0]
    return int(some), int(every)


def visible_ids(
    connection: sqlite3.Connection, ids: Sequence[int], filters: Filters, asked_at: int | None
) -> set[int]:
    """Return those of the ids that a question may see."""
    allowed, parameters = condition(filters, asked_at)
    return {
        row[0]
        for part in parts(ids)
        for row in connection.execute(
            f"SELECT passage.id FROM {_BY_ID} WHERE passage.id IN ({marks(part)}) AND {allowed}",
            [*part, *parameters],
        )
    }


def in_state(connection: sqlite3.Connection, state: str, *, after: int, limit: int) -> list[Entry]:
    """Return passages in a state, by id, from the first past ``after``."""
    rows = connection.execute(
        "SELECT passage.id, passage.start, passage.end, passage.embedded_sha256, revision.title,"
        " revision.language, revision.visible_from, revision.valid_to, revision.published_at,"
        " revision.pk AS revision_pk, article.id AS article_id, article.publisher"
        " FROM passage JOIN revision ON revision.pk = passage.revision"
        " JOIN article ON article.pk = revision.article"
        " WHERE passage.state = ? AND passage.id > ? ORDER BY passage.id LIMIT ?",
        (state, after, limit),
    ).fetchall()
    texts = _texts(connection, {row["revision_pk"] for row in rows})
    return [
        Entry(
            id=row["id"],
            text=texts[row["revision_pk"]][row["start"] : row["end"]],
            headline=row["title"],
            embedded_sha256=row["embedded_sha256"],
            metadata=metadata_of(row),
        )
        for row in rows
    ]


def _texts(connection: sqlite3.Connection, revisions: Iterable[int]) -> dict[int, str]:
    """Return revision -> text, each read once: a long article has ten thousands of passages."""
    return {
        row[0]: row[1]
        for part in parts(list(revisions))
        for row in connection.execute(
            f"SELECT pk, text FROM revision WHERE pk IN ({marks(part)})", part
        )
    }


def count(connection: sqlite3.Connection, state: str) -> int:
    """Return how many passages are in a state."""
    row = connection.execute("SELECT count(*) FROM passage WHERE state = ?", (state,)).fetchone()
    return int(row[0])


def set_state(connection: sqlite3.Connection, ids: Iterable[int], state: str) -> None:
    """Move passages to a state."""
    connection.executemany(
        "UPDATE passage SET state = ? WHERE id = ?", ((state, id_) for id_ in ids)
    )


def of_article(connection: sqlite3.Connection, id_: str) -> list[tuple[int, str, str | None]]:
    """Return (id, text, headline) of every passage of an article's revisions."""
    return _with_texts(
        connection, "JOIN article ON article.pk = article WHERE article.id = ?", [id_]
    )


def of_ids(connection: sqlite3.Connection, ids: Sequence[int]) -> list[tuple[int, str, str | None]]:
    """Return (id, text, headline) of passages, of no more than one statement can carry."""
    return _with_texts(connection, f"WHERE passage.id IN ({marks(ids)})", ids)


def _with_texts(
    connection: sqlite3.Connection, which: str, parameters: Sequence[object]
) -> list[tuple[int, str, str | None]]:
    rows = connection.execute(
        "SELECT passage.id, passage.start, passage.end, passage.revision, revision.title"
        f" FROM passage JOIN revision ON revision.pk = passage.revision {which}",
        parameters,
    ).fetchall()
    texts = _texts(connection, {row["revision"] for row in rows})
    return [
        (row["id"], texts[row["revision"]][row["start"] : row["end"]], row["title"]) for row in rows
    ]


def metadata_of(row: sqlite3.Row) -> Metadata:
    """Return what an index keeps beside a vector; see rag.ports.IndexBatch."""
    return {
        "article": row["article_id"],
        "publisher": row["publisher"] or "",
        "language": row["language"] or "",
        "valid_from": row["visible_from"],
        "valid_to": NEVER if row["valid_to"] is None else row["valid_to"],
        "published_at": UNDATED if row["published_at"] is None else row["published_at"],
    }
