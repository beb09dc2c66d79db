"""Articles and their revisions: putting them in, taking them out, withdrawing them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rag.archive import checksum
from rag.archive.formers import formers
from rag.archive.identity import (
    article_id,
    canonical_url,
    content_key,
    identity,
    text_sha256,
)
from rag.archive.timeline import Begin, begin, ends
from rag.domain import Article, IncomingArticle, NewsTime, Precision, Revision, Status

T = TypeVar("T")

MANY = 500  # values in one IN (...)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written: the article and its row, its revision's row, and which number that is."""

    article_id: str
    article_pk: int
    revision_pk: int
    number: int


def known_keys(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, set[str]]:
    """Return article id -> content keys of its revisions, for those that are in."""
    known: dict[str, set[str]] = {}
    for part in parts(list(ids)):
        rows = connection.execute(
            "SELECT article.id, revision.content_key FROM article"
            " JOIN revision ON revision.article = article.pk"
            f" WHERE article.id IN ({marks(part)})",
            part,
        )
        for id_, key in rows:
            known.setdefault(id_, set()).add(key)
    return known


def keep(connection: sqlite3.Connection, incoming: IncomingArticle, *, retrieved_at: int) -> Kept:
    """Write an article's new revision, and the article itself where it is new.

    The caller has found that no revision has this content key.
    """
    pk, id_ = _article_row(connection, incoming)
    note_external_id(connection, pk, incoming.external_id)
    begins = [
        Begin(*row)
        for row in connection.execute(
            "SELECT number, valid_from, visible_from FROM revision WHERE article = ?", (pk,)
        )
    ]
    start = begin(incoming, before=begins, retrieved_at=retrieved_at)
    revision_pk = _insert_revision(connection, pk, incoming, start, retrieved_at)
    _settle(connection, pk, ends([*begins, start]))
    checksum.note(connection, pk)
    return Kept(id_, pk, revision_pk, start.number)


def note_external_id(connection: sqlite3.Connection, pk: int, external_id: str | None) -> None:
    """Remember one more id under which an input knows the article."""
    if external_id:
        connection.execute("INSERT OR IGNORE INTO external_id VALUES (?, ?)", (external_id, pk))


def refresh_article(connection: sqlite3.Connection, incoming: IncomingArticle) -> int | None:
    """Take over what is about the article and not its text: another id, a missing publisher.

    Return the article's row if it has a publisher now that it had not.
    """
    row = connection.execute(
        "SELECT pk, publisher FROM article WHERE id = ?", (_id_of(connection, incoming),)
    ).fetchone()
    note_external_id(connection, row["pk"], incoming.external_id)
    if row["publisher"] is not None or incoming.publisher is None:
        return None
    _name_publisher(connection, row["pk"], incoming.publisher)
    checksum.note(connection, row["pk"])
    return int(row["pk"])


def set_status(connection: sqlite3.Connection, id_: str, status: Status) -> None:
    """Withdraw an article or allow it again."""
    changed = connection.execute(
        "UPDATE article SET status = ? WHERE id = ? RETURNING pk", (status.value, id_)
    ).fetchall()
    for (pk,) in changed:
        checksum.note(connection, pk)


def is_withdrawn(connection: sqlite3.Connection, id_: str) -> bool:
    """Return whether an article is there and was withdrawn."""
    row = connection.execute("SELECT status FROM article WHERE id = ?", (id_,)).fetchone()
    return row is not None and row["status"] == Status.WITHDRAWN


def resolve(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, list[str]]:
    """Return name -> article ids, for names that are an article id, an external id or a URL.

    A URL names its article in any spelling, with tracking parameters or without.
    """
    found: dict[str, list[str]] = {}
    for name in names:
        url = article_id(f"url:{canonical_url(name) or ''}")
        former = formers(connection, [name]).get(url)
        keys = (name, former.article_id if former and former.own else url, article_id(f"id:{name}"))
        rows = connection.execute(
            f"SELECT id FROM article WHERE id IN ({marks(keys)})"
            " UNION SELECT article.id FROM external_id"
            " JOIN article ON article.pk = external_id.article WHERE external_id.value = ?",
            (*keys, name),
        ).fetchall()
        if rows:
            found[name] = [row[0] for row in rows]
    return found


def articles(connection: sqlite3.Connection, pks: Sequence[int]) -> dict[int, Article]:
    """Return row -> article."""
    external: dict[int, list[str]] = {}
    found: dict[int, Article] = {}
    for part in parts(pks):
        for value, pk in connection.execute(
            f"SELECT value, article FROM external_id WHERE article IN ({marks(part)})", part
        ):
            external.setdefault(pk, []).append(value)
        for row in connection.execute(f"SELECT * FROM article WHERE pk IN ({marks(part)})", part):
            found[row["pk"]] = Article(
                id=row["id"],
                publisher=row["publisher"],
                url=row["url"],
                external_ids=tuple(sorted(external.get(row["pk"], ()))),
                status=Status(row["status"]),
            )
    return found


def article(connection: sqlite3.Connection, id_: str) -> Article | None:
    """Return an article, withdrawn or not; None for an id that is none."""
    row = connection.execute("SELECT pk FROM article WHERE id = ?", (id_,)).fetchone()
    return None if row is None else articles(connection, [row["pk"]])[row["pk"]]


def revisions(connection: sqlite3.Connection, id_: str) -> list[Revision]:
    """Return an article's revisions in the order of their arrival; none if it is unknown."""
    rows = connection.execute(
        f"SELECT revision.*, article.id AS article_id, {checksum.SOUND} AS sound FROM revision"
        f" JOIN article ON article.pk = revision.article {checksum.JOIN}"
        " WHERE article.id = ? ORDER BY number",
        (id_,),
    )
    return [revision_of(row) for row in rows]


def revision_of(row: sqlite3.Row) -> Revision:
    """Return the revision of a row of ``revision.*`` with its ``article_id`` and ``sound``."""
    return Revision(
        article_id=row["article_id"],
        number=row["number"],
        text=row["text"],
        sha256=row["sha256"],
        title=row["title"],
        byline=row["byline"],
        section=row["section"],
        language=row["language"],
        published=news_time(row, "published"),
        modified=news_time(row, "modified"),
        retrieved_at=row["retrieved_at"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        sound=bool(row["sound"]),
    )


def marks(values: Sequence[object]) -> str:
    """Return as many ``?`` as there are values."""
    return ", ".join("?" * len(values))


def parts(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """Cut a list into pieces that one statement can carry."""
    return (values[at : at + MANY] for at in range(0, len(values), MANY))


def _article_row(connection: sqlite3.Connection, incoming: IncomingArticle) -> tuple[int, str]:
    name, id_ = identity(incoming), _id_of(connection, incoming)
    connection.execute(
        "INSERT INTO article (id, identity, url) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET url = coalesce(excluded.url, url)",
        (id_, name, incoming.url),
    )
    pk = connection.execute("SELECT pk FROM article WHERE id = ?", (id_,)).fetchone()[0]
    _name_publisher(connection, pk, incoming.publisher)
    return pk, id_


def _id_of(connection: sqlite3.Connection, incoming: IncomingArticle) -> str:
    id_ = article_id(identity(incoming))
    former = formers(connection, [incoming.url]).get(id_)
    return former.article_id if former and former.own else id_


def _name_publisher(connection: sqlite3.Connection, pk: int, publisher: str | None) -> None:
    """Take over a publisher's name; the index, which searches by it, must hear of another one."""
    renamed = connection.execute(
        "UPDATE article SET publisher = ?1 WHERE pk = ?2 AND ?1 IS NOT NULL"
        " AND publisher IS NOT ?1 RETURNING pk",
        (publisher, pk),
    ).fetchall()
    if renamed:
        connection.execute(
            "UPDATE passage SET state = 'pending' WHERE state = 'live'"
            " AND revision IN (SELECT pk FROM revision WHERE article = ?)",
            (pk,),
        )


def _insert_revision(
    connection: sqlite3.Connection,
    article: int,
    incoming: IncomingArticle,
    start: Begin,
    retrieved_at: int,
) -> int:
    row = {
        "article": article,
        "number": start.number,
        "content_key": content_key(incoming),
        "sha256": text_sha256(incoming.text),
        "title": incoming.title,
        "byline": incoming.byline,
        "section": incoming.section,
        "language": incoming.language,
        **_time_columns("published", incoming.published),
        **_time_columns("modified", incoming.modified),
        "retrieved_at": retrieved_at,
        "valid_from": start.valid_from,
        "visible_from": start.visible_from,
        "text": incoming.text,
    }
    cursor = connection.execute(
        f"INSERT INTO revision ({', '.join(row)}) VALUES ({marks(list(row))})", list(row.values())
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _settle(connection: sqlite3.Connection, pk: int, ends: Mapping[int, int | None]) -> None:
    """Write when each revision ended; the index must hear of those whose end moved."""
    for number, valid_to in ends.items():
        moved = connection.execute(
            "UPDATE revision SET valid_to = ?1 WHERE article = ?2 AND number = ?3"
            " AND valid_to IS NOT ?1 RETURNING pk",
            (valid_to, pk, number),
        ).fetchall()
        for (revision,) in moved:
            connection.execute(
                "UPDATE passage SET state = 'pending' WHERE revision = ? AND state = 'live'",
                (revision,),
            )


def _time_columns(name: str, time: NewsTime | None) -> dict[str, int | str | None]:
    return {
        f"{name}_at": time.epoch if time else None,
        f"{name}_precision": time.precision.value if time else None,
        f"{name}_raw": time.raw if time else None,
    }


def news_time(row: sqlite3.Row, name: str) -> NewsTime | None:
    """Return the time that a row of ``revision`` gives as ``name`` ("published", "modified")."""
    epoch = row[f"{name}_at"]
    if epoch is None:
        return None
    return NewsTime(epoch, Precision(row[f"{name}_precision"]), row[f"{name}_raw"])
