"""What is kept no longer: past its time, past its number, or deleted for good."""

from __future__ import annotations

import sqlite3

from ui.people.nouns import Retention

DAY = 86_400  # seconds


def sweep(
    connection: sqlite3.Connection, retention: Retention, *, owner: int | None, now: int
) -> int:
    """Drop what ``retention`` no longer allows; return how many conversations went.

    Only ``owner``'s are counted; what is past its time goes for every user.
    """
    final = _deleted(connection, now - retention.undo_s)
    doomed = set(final)
    if retention.days is not None:
        doomed |= _quiet(connection, now - retention.days * DAY)
    if owner is not None:
        doomed |= _beyond(connection, owner, retention.conversations)
    for pk in doomed:
        _drop(connection, pk)
    if final:  # else a word deleted stays in the full text until its parts are merged some day
        connection.execute("INSERT INTO fulltext (fulltext) VALUES ('optimize')")
    return len(doomed)


def waiting(connection: sqlite3.Connection) -> bool:
    """Tell whether anything deleted can still be restored."""
    query = "SELECT 1 FROM conversation WHERE deleted_at IS NOT NULL LIMIT 1"
    return connection.execute(query).fetchone() is not None


def _deleted(connection: sqlite3.Connection, before: int) -> set[int]:
    return _pks(connection, "SELECT pk FROM conversation WHERE deleted_at < ?", before)


def _quiet(connection: sqlite3.Connection, before: int) -> set[int]:
    return _pks(connection, "SELECT pk FROM conversation WHERE changed_at < ?", before)


def _beyond(connection: sqlite3.Connection, owner: int, most: int) -> set[int]:
    return _pks(
        connection,
        "SELECT pk FROM conversation WHERE user = ? AND deleted_at IS NULL"
        " ORDER BY changed_at DESC, id DESC LIMIT -1 OFFSET ?",
        *(owner, most),
    )


def _pks(connection: sqlite3.Connection, query: str, *parameters: int) -> set[int]:
    return {int(row[0]) for row in connection.execute(query, parameters)}


def _drop(connection: sqlite3.Connection, pk: int) -> None:
    turns = "(SELECT pk FROM turn WHERE conversation = ?)"
    connection.execute(f"DELETE FROM fulltext WHERE rowid IN {turns}", (pk,))
    connection.execute(f"DELETE FROM feedback WHERE turn IN {turns}", (pk,))
    connection.execute("DELETE FROM turn WHERE conversation = ?", (pk,))
    connection.execute("DELETE FROM conversation WHERE pk = ?", (pk,))
