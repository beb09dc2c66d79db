"""Full text: every passage with its headline, folded, found by words the moment it is in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import pairwise

HEADLINE_WEIGHT = 1.0  # bm25 weight of the headline beside 1 for the body

PHRASE = 4  # characters of a script without spaces that are still one word

MANY = 20_000  # passages past which a word is simply common


def create(connection: sqlite3.Connection, table: str) -> None:
    """Make an empty table of the form that the archive's schema gives the full text."""
    connection.execute(
        f"CREATE VIRTUAL TABLE {table} USING fts5 ("
        " headline, body, tokenize = 'porter unicode61 remove_diacritics 2')"
    )


def put(
    connection: sqlite3.Connection,
    rows: Iterable[tuple[int, str, str]],
    *,
    table: str = "fulltext",
) -> None:
    """Add passages: (id, folded headline, folded body)."""
    connection.executemany(f"INSERT INTO {table} (rowid, headline, body) VALUES (?, ?, ?)", rows)


def remove(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Take passages out."""
    connection.executemany("DELETE FROM fulltext WHERE rowid = ?", ((id_,) for id_ in ids))


def phrases(folded: str) -> list[str]:
    """Return what to look for of a folded word: the word itself, or nothing.

    A question in a script without spaces comes as one run, each character apart; past
    PHRASE characters it is looked for by every two neighbours, as CJK analysers do.
    """
    characters = folded.split()
    if len(characters) > PHRASE:
        return [f"{one} {next_}" for one, next_ in pairwise(characters)]
    return [" ".join(characters)] if characters else []


def match_any(words: Sequence[str]) -> str:
    """Return an FTS5 query for passages with any of the words, each taken literally.

    A word of several tokens (a run of a script without spaces) is a phrase.
    """
    quoted = ('"' + word.replace('"', '""') + '"' for word in dict.fromkeys(words))
    return " OR ".join(quoted)


def search(
    connection: sqlite3.Connection,
    query: str,
    *,
    limit: int,
    allowed: str,
    parameters: list[object],
) -> list[tuple[int, float]]:
    """Return up to ``limit`` (passage id, BM25 score), best first; higher is better.

    ``allowed`` is a condition on ``revision`` and ``article`` with its parameters. The best are
    taken first and then judged; only where too few remain is every match judged.
    """
    scored = f"-bm25(fulltext, {HEADLINE_WEIGHT}, 1.0) AS score"
    some = f"SELECT rowid, {scored} FROM fulltext WHERE fulltext MATCH ? ORDER BY rank LIMIT ?"
    every = f"SELECT rowid, {scored} FROM fulltext WHERE fulltext MATCH ? ORDER BY rank"
    wide = 4 * limit
    judged = (
        "SELECT found.rowid, found.score FROM ({}) AS found"
        " JOIN passage ON passage.id = found.rowid"
        " JOIN revision ON revision.pk = passage.revision"
        " JOIN article ON article.pk = revision.article"
        f" WHERE {allowed} ORDER BY found.score DESC, found.rowid LIMIT ?"
    )
    rows = connection.execute(judged.format(some), (query, wide, *parameters, limit)).fetchall()
    if len(rows) < limit and matches(connection, query, up_to=wide + 1) > wide:
        rows = connection.execute(judged.format(every), (query, *parameters, limit)).fetchall()
    return [(row[0], row[1]) for row in rows]


def count(connection: sqlite3.Connection, folded: str) -> int:
    """Return how many passages have a folded word or phrase, counted up to MANY."""
    query = match_any([folded]) if folded.strip() else ""
    return matches(connection, query) if query else 0


def matches(connection: sqlite3.Connection, query: str, *, up_to: int = MANY) -> int:
    """Return how many passages an FTS5 query matches, counted up to a limit."""
    row = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM fulltext WHERE fulltext MATCH ? LIMIT ?)",
        (query, up_to),
    ).fetchone()
    return int(row[0])
