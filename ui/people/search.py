"""Conversations by words: of their titles, questions and answers, folded as the archive's are."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from rag.archive.fulltext import match_any, phrases
from rag.text.fold import fold, tokens
from ui.people.nouns import Conversation, Found

WORDS = 12  # of what is looked for; each is one more query

# The full text comes first: the other way round each turn would be looked up in it.
_HAS = (
    "conversation.pk IN (SELECT turn.conversation FROM fulltext"
    " CROSS JOIN turn ON turn.pk = fulltext.rowid WHERE fulltext MATCH ?)"
)
_BEST = (
    "SELECT conversation.id, turn.number, turn.question FROM fulltext"
    " CROSS JOIN turn ON turn.pk = fulltext.rowid"
    " CROSS JOIN conversation ON conversation.pk = turn.conversation"
    " WHERE fulltext MATCH ? AND conversation.id IN ({}) ORDER BY rank, turn.number"
)


def search(
    connection: sqlite3.Connection, owner: int | None, words: str, *, limit: int
) -> tuple[Found, ...]:
    """Return conversations of a user that have every word, newest first.

    The last word may be the beginning of one, as it is while it is being typed.
    """
    queries = _queries(words)
    if not queries or owner is None:
        return ()
    rows = connection.execute(
        "SELECT id, title, created_at, changed_at,"
        " (SELECT count(*) FROM turn WHERE turn.conversation = conversation.pk)"
        " FROM conversation WHERE user IS ? AND deleted_at IS NULL"
        + "".join(f" AND {_HAS}" for _ in queries)
        + " ORDER BY changed_at DESC, id DESC LIMIT ?",
        (owner, *(_of(owner, one) for one in queries), limit),
    ).fetchall()
    found = [Conversation(*row) for row in rows]
    best = _best(connection, found, _of(owner, " OR ".join(queries)))
    return tuple(Found(one, *best.get(one.id, (1, one.title))) for one in found)


def _queries(words: str) -> list[str]:
    """Return an FTS5 query for each word, every one taken literally."""
    folded = [phrase for word in tokens(words) for phrase in phrases(fold(word))]
    queries = [match_any([one]) for one in dict.fromkeys(folded)][:WORDS]
    if queries and not words[-1:].isspace() and len(folded) <= WORDS:
        queries[-1] += " *"
    return queries


def _of(owner: int, query: str) -> str:
    """Return a query for turns of one user, so that those of all others are not even read."""
    return f'owner : "u{owner}" AND {{title question answer}} : ({query})'


def _best(
    connection: sqlite3.Connection, found: Sequence[Conversation], query: str
) -> dict[str, tuple[int, str]]:
    """Return id -> number and question of the turn that has most of what is looked for."""
    ids = [one.id for one in found]
    rows = connection.execute(_BEST.format(", ".join("?" * len(ids))), (query, *ids))
    best: dict[str, tuple[int, str]] = {}
    for id_, number, question in rows:
        best.setdefault(id_, (number, question))
    return best
