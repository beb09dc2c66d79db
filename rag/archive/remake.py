"""The full text made anew from the archive's own passages, for it holds nothing of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

from rag.archive import fulltext, passages
from rag.archive.database import Database
from rag.text.fold import fold

NEXT: Final = "fulltext_next"
TAKE: Final = 512  # passages a transaction
SHOWN: Final = ("live", "pending")  # states of what is to be found by words


def remake(database: Database, *, told: Callable[[int], None]) -> None:
    """Make the full text anew beside the one that is served, and put it in that one's place.

    Belongs under the writer lock. Killed anywhere, the old one is there or the new one, whole.
    ``told`` hears how many passages a step has taken in.
    """
    with database.transaction() as connection:
        connection.execute(f"DROP TABLE IF EXISTS {NEXT}")  # a killed one's
        fulltext.create(connection, NEXT)
    for rows in _batches(database):
        with database.transaction() as connection:
            fulltext.put(connection, rows, table=NEXT)
        told(len(rows))
    with database.transaction() as connection:
        _drop(connection)
        connection.execute(f"ALTER TABLE {NEXT} RENAME TO fulltext")


def _drop(connection: sqlite3.Connection) -> None:
    """Drop the table; one that FTS5 cannot open is first given the tables that it opens by."""
    try:
        connection.execute("SELECT 1 FROM fulltext LIMIT 1")
    except sqlite3.DatabaseError:
        for part, columns in (("config", "k, v"), ("data", "id INTEGER PRIMARY KEY, block")):
            connection.execute(f"DROP TABLE IF EXISTS fulltext_{part}")
            connection.execute(f"CREATE TABLE fulltext_{part} ({columns})")
            connection.execute(f"INSERT INTO fulltext_{part} SELECT * FROM {NEXT}_{part}")
    connection.execute("DROP TABLE fulltext")


def _batches(database: Database) -> Iterator[list[tuple[int, str, str]]]:
    for state in SHOWN:
        after = 0
        while True:
            with database.reading() as connection:
                batch = passages.in_state(connection, state, after=after, limit=TAKE)
            if not batch:
                break
            after = batch[-1].id
            yield [(one.id, fold(one.headline or ""), fold(one.text)) for one in batch]
