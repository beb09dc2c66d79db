"""Conversations by words: of their titles, questions and answers, folded as the archive's are."""

from __future__ import annotations

import sqlite3

from rag.archive.fulltext import match_any, phrases
from rag.text.fold import fold, tokens
from ui.people.nouns import Conversation, Found

WORDS = 12  # of what is looked for; each is one more query

_HAS = (
    "conversation.pk IN (SELECT turn.conversation FROM fulltext"
    " JOIN turn ON turn.pk = fulltext.rowid WHERE fulltext MATCH ?)"
)
_BEST = (
    "SELECT turn.number, turn.question FROM fulltext JOIN turn ON turn.pk = fulltext.rowid"
    " JOIN conversation ON conversation.pk = turn.conversation"
    " WHERE fulltext MATCH ? AND conversation.id = ? ORDER BY rank, turn.number LIMIT 1"
)


def search(
    connection: sqlite3.Connection, owner: int | None, words: str, *, limit: int
) -> tuple[Found, ...]:
    """Return conversations of a user that have every word, newest first.

    The last word may be the beginning of one, as it is while it is being typed.
    """
    queries = _queries(words)
    if not queries:
        return ()
    rows = connection.execute(
        "SELECT id, title, created_at, changed_at,"
        " (SELECT count(*) FROM turn WHERE turn.conversation = conversation.pk)"
        " FROM conversation WHERE user IS ? AND deleted_at IS NULL"
        + "".join(f" AND {_HAS}" for _ in queries)
        + " ORDER BY changed_at DESC, id DESC LIMIT ?",
        (owner, *queries, limit),
    ).fetchall()
    found = [Conversation(*row) for row in rows]
    return tuple(_where(connection, one, " OR ".join(queries)) for one in found)


def _queries(words: str) -> list[str]:
    """Return an FTS5 query for each word, every one taken literally."""
    folded = [phrase for word in tokens(words) for phrase in phrases(fold(word))]
    queries = [match_any([one]) for one in dict.fromkeys(folded)][:WORDS]
    if queries and not words[-1:].isspace() and len(folded) <= WORDS:
        queries[-1] += " *"
    return queries


def _where(connection: sqlite3.Connection, one: Conversation, query: str) -> Found:
    best = connection.execute(_BEST, (query, one.id)).fetchone()
    return Found(one, *(best or (1, one.title)))
