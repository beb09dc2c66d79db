"""Conversations in SQL, each statement within one user's own; the caller opens the transaction."""

from __future__ import annotations

import secrets
import sqlite3

from rag.errors import NotFoundError
from rag.text.fold import fold
from ui.people.nouns import Conversation, Feedback, KeptTurn, Page, Place, Verdict, title_of
from ui.people.turns import COLUMNS, Row, feedback_of, turn_of
from ui.web.texts import say

_CONVERSATION = (
    "SELECT id, title, created_at, changed_at,"
    " (SELECT count(*) FROM turn WHERE turn.conversation = conversation.pk) FROM conversation"
)
_TURN = f"SELECT {COLUMNS} FROM turn LEFT JOIN feedback ON feedback.turn = turn.pk"


def user(connection: sqlite3.Connection, name: str) -> int | None:
    """Return a user's row, None for one who has never kept anything."""
    row = connection.execute("SELECT pk FROM user WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])


def listed(
    connection: sqlite3.Connection, owner: int | None, *, limit: int, after: Conversation | None
) -> Page:
    """Return up to ``limit`` conversations, newest first, that come after one, if given."""
    older = "" if after is None else " AND (changed_at, id) < (?, ?)"
    cursor = () if after is None else (after.changed_at, after.id)
    rows = connection.execute(
        f"{_CONVERSATION} WHERE user IS ? AND deleted_at IS NULL{older}"
        " ORDER BY changed_at DESC, id DESC LIMIT ?",
        (owner, *cursor, limit + 1),
    ).fetchall()
    return Page(tuple(Conversation(*row) for row in rows[:limit]), len(rows) > limit)


def conversation(connection: sqlite3.Connection, owner: int | None, id_: str) -> Conversation:
    """Return a conversation; NotFoundError if this user has none of that id."""
    row = connection.execute(
        f"{_CONVERSATION} WHERE pk = ?", (_pk(connection, owner, id_),)
    ).fetchone()
    return Conversation(*row)


def turns(
    connection: sqlite3.Connection, owner: int | None, id_: str, *, last: int
) -> tuple[KeptTurn, ...]:
    """Return the last turns of a conversation, in order; NotFoundError as above."""
    rows = connection.execute(
        f"{_TURN} WHERE turn.conversation = ? ORDER BY number DESC LIMIT ?",
        (_pk(connection, owner, id_), last),
    ).fetchall()
    return tuple(turn_of(row) for row in reversed(rows))


def append(
    connection: sqlite3.Connection, name: str, id_: str | None, row: Row, *, now: int
) -> Place:
    """Add a turn; to a new conversation where this user has none of that id (any more)."""
    connection.execute("INSERT OR IGNORE INTO user (name, created_at) VALUES (?, ?)", (name, now))
    owner = user(connection, name)
    try:
        pk = _pk(connection, owner, id_ or "")
    except NotFoundError:
        pk = _begin(connection, owner, _title(row.question), now)
    (before,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM turn WHERE conversation = ?", (pk,)
    ).fetchone()
    _insert(connection, pk, before + 1, row, now)
    # not back in time, whatever the clock does: the newest stays the newest
    connection.execute(
        "UPDATE conversation SET changed_at = max(changed_at, ?) WHERE pk = ?", (now, pk)
    )
    found = connection.execute(f"{_CONVERSATION} WHERE pk = ?", (pk,)).fetchone()
    return Place(Conversation(*found), before + 1)


def replace(
    connection: sqlite3.Connection, owner: int | None, id_: str, number: int, row: Row, *, now: int
) -> Place:
    """Put another turn in the place of one, whose feedback goes; NotFoundError if there is none."""
    pk = _turn_pk(connection, owner, id_, number)
    if number == 1:
        _retitle(connection, owner, id_, pk, row)
    connection.execute("DELETE FROM feedback WHERE turn = ?", (pk,))
    connection.execute(
        "UPDATE turn SET question = ?, asked_at = ?, as_of = ?, filters = ?, answer = ?,"
        " understood = ?, sha256 = ?, kept_at = ? WHERE pk = ?",
        (
            *(row.question, row.asked_at, row.as_of, row.filters, row.answer),
            *(row.understood, row.sha256, now, pk),
        ),
    )
    connection.execute(
        "UPDATE fulltext SET question = ?, answer = ? WHERE rowid = ?", (*row.words, pk)
    )
    connection.execute(
        "UPDATE conversation SET changed_at = max(changed_at, ?) WHERE id = ?", (now, id_)
    )
    return Place(conversation(connection, owner, id_), number)


def rename(connection: sqlite3.Connection, owner: int | None, id_: str, title: str) -> None:
    """Give a conversation another title; it is found by its words."""
    pk = _pk(connection, owner, id_)
    connection.execute("UPDATE conversation SET title = ? WHERE pk = ?", (title, pk))
    connection.execute(
        "UPDATE fulltext SET title = ? WHERE rowid ="
        " (SELECT pk FROM turn WHERE conversation = ? AND number = 1)",
        (fold(title), pk),
    )


def _retitle(
    connection: sqlite3.Connection, owner: int | None, id_: str, first: int, row: Row
) -> None:
    """Call a conversation by its new first question, where it was called by the old one."""
    title = conversation(connection, owner, id_).title
    (asked,) = connection.execute("SELECT question FROM turn WHERE pk = ?", (first,)).fetchone()
    if title == _title(asked):
        rename(connection, owner, id_, _title(row.question))


def delete(connection: sqlite3.Connection, owner: int | None, id_: str, *, now: int) -> None:
    """Take a conversation out of sight; it can be restored until it is swept."""
    pk = _pk(connection, owner, id_)
    connection.execute("UPDATE conversation SET deleted_at = ? WHERE pk = ?", (now, pk))


def restore(connection: sqlite3.Connection, owner: int | None, id_: str, *, since: int) -> None:
    """Bring back a conversation deleted at ``since`` or later; NotFoundError if there is none."""
    changed = connection.execute(
        "UPDATE conversation SET deleted_at = NULL"
        " WHERE id = ? AND user IS ? AND deleted_at >= ? RETURNING pk",
        (id_, owner, since),
    ).fetchall()
    if not changed:
        raise NotFoundError(say("people.not_restored"))


def erase(connection: sqlite3.Connection, owner: int | None) -> None:
    """Take every conversation out of sight, also those that could be restored, for good."""
    connection.execute("UPDATE conversation SET deleted_at = 0 WHERE user IS ?", (owner,))


def count(connection: sqlite3.Connection, owner: int | None) -> int:
    """Return how many conversations this user has."""
    row = connection.execute(
        "SELECT count(*) FROM conversation WHERE user IS ? AND deleted_at IS NULL", (owner,)
    ).fetchone()
    return int(row[0])


def rate(
    connection: sqlite3.Connection,
    owner: int | None,
    id_: str,
    number: int,
    verdict: Verdict | None,
    reason: str,
    *,
    now: int,
) -> None:
    """Note what a reader thinks of a turn, in place of what was thought before; None: nothing."""
    pk = _turn_pk(connection, owner, id_, number)
    if verdict is None:
        connection.execute("DELETE FROM feedback WHERE turn = ?", (pk,))
    else:
        connection.execute(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)",
            (pk, verdict.value, reason, now),
        )


def feedback(
    connection: sqlite3.Connection, owner: int | None, id_: str, number: int
) -> Feedback | None:
    """Return what a reader thinks of a turn, None: nothing; NotFoundError if there is no turn."""
    pk = _turn_pk(connection, owner, id_, number)
    row = connection.execute(
        "SELECT verdict, reason, given_at FROM feedback WHERE turn = ?", (pk,)
    ).fetchone()
    return None if row is None else feedback_of(*row)


def _pk(connection: sqlite3.Connection, owner: int | None, id_: str) -> int:
    row = connection.execute(
        "SELECT pk FROM conversation WHERE id = ? AND user IS ? AND deleted_at IS NULL",
        (id_, owner),
    ).fetchone()
    if row is None:
        raise NotFoundError(say("people.not_kept"), hint=say("people.not_kept_hint"))
    return int(row[0])


def _turn_pk(connection: sqlite3.Connection, owner: int | None, id_: str, number: int) -> int:
    row = connection.execute(
        "SELECT pk FROM turn WHERE conversation = ? AND number = ?",
        (_pk(connection, owner, id_), number),
    ).fetchone()
    if row is None:
        raise NotFoundError(say("people.no_turn", number=number))
    return int(row[0])


def _begin(connection: sqlite3.Connection, owner: int | None, title: str, now: int) -> int:
    cursor = connection.execute(
        "INSERT INTO conversation (id, user, title, created_at, changed_at) VALUES (?, ?, ?, ?, ?)",
        (secrets.token_hex(8), owner, title, now, now),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _title(question: str) -> str:
    return title_of(question if question.strip() else "Untitled")


def _insert(connection: sqlite3.Connection, pk: int, number: int, row: Row, now: int) -> None:
    cursor = connection.execute(
        "INSERT INTO turn (conversation, number, question, asked_at, as_of, filters, answer,"
        " understood, sha256, kept_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(pk, number, row.question, row.asked_at, row.as_of, row.filters, row.answer),
            *(row.understood, row.sha256, now),
        ),
    )
    title = fold(_title(row.question)) if number == 1 else ""
    connection.execute(
        "INSERT INTO fulltext (rowid, owner, title, question, answer) SELECT"
        " ?, 'u' || user, ?, ?, ? FROM conversation WHERE pk = ?",
        (cursor.lastrowid, title, *row.words, pk),
    )
