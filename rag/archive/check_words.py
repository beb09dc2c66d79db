"""Does the full text hold every passage that is to be found by words, no other, and its words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from rag.archive import passages
from rag.archive.archive import FILE
from rag.archive.articles import marks, parts
from rag.archive.check import MOST, REBUILD, Check, State, verdict
from rag.archive.database import is_writable
from rag.archive.lock import looking
from rag.errors import ArchiveLockedError
from rag.text.fold import fold

NAME = "full text"
_DISTURBED = (sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY)
_STEPS = 1_000  # of SQLite's machine, between two looks for a writer: some milliseconds


def words(connection: sqlite3.Connection, sample: int | None) -> Check:
    """Compare the full text's rows with the passages that are to be found by words.

    ``sample`` of them, None: all, are compared word by word.
    """
    try:
        wrong = _strays(connection) or _changed(connection, sample)
    except sqlite3.DatabaseError as error:
        return Check(NAME, State.PROBLEM, f"it cannot be read: {error}", REBUILD)
    return verdict(NAME, wrong, "it has every passage and no other", REBUILD)


def _strays(connection: sqlite3.Connection) -> list[str]:
    held, found = "state IN ('pending', 'live')", "SELECT 1 FROM fulltext_docsize AS kept"
    absent = connection.execute(
        f"SELECT id FROM passage WHERE {held}"
        f" AND NOT EXISTS ({found} WHERE kept.id = passage.id) LIMIT {MOST}"
    )
    wrong = [f"passage {row[0]} is not in the full text" for row in absent]
    stray = connection.execute(
        "SELECT id FROM fulltext_docsize AS kept WHERE NOT EXISTS"
        f" (SELECT 1 FROM passage WHERE passage.id = kept.id AND {held}) LIMIT {MOST}"
    )
    wrong += [f"the full text has {row[0]}, no such passage is to be shown" for row in stray]
    return wrong


def _changed(connection: sqlite3.Connection, sample: int | None) -> list[str]:
    order = "ORDER BY id" if sample is None else "ORDER BY random() LIMIT ?"
    picked = connection.execute(
        f"SELECT id FROM passage WHERE state IN ('pending', 'live') {order}",
        () if sample is None else (sample,),
    ).fetchall()
    wrong: list[str] = []
    for part in parts([row[0] for row in picked]):
        kept = {
            row[0]: (row[1], row[2])
            for row in connection.execute(
                f"SELECT rowid, headline, body FROM fulltext WHERE rowid IN ({marks(part)})", part
            )
        }
        wrong += [
            f"passage {id_} has other words in the full text"
            for id_, text, headline in passages.of_ids(connection, part)
            if kept.get(id_) != (fold(headline or ""), fold(text))
        ]
        if len(wrong) >= MOST:
            break
    return wrong


def inverted(connection: sqlite3.Connection, home: Path) -> Check:
    """Let FTS5 compare its index of words with its rows, unless another process writes.

    It takes that for writing, so it is done while none may begin, and undone; a writer that
    wants to begin ends it.
    """
    name = "index of words"
    if not is_writable(home / FILE):
        return Check(name, State.NOTE, "not looked at: FTS5 would have to write")
    try:
        with looking(home) as writer_waits:
            _compare(connection, writer_waits)
    except ArchiveLockedError as error:
        return Check(name, State.NOTE, f"not looked at: {error}", error.hint)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) in _DISTURBED:
            said = "not looked at to its end: another process has begun to write, or to look"
            return Check(name, State.NOTE, said, "Wait until it has finished, and look again.")
        return Check(name, State.PROBLEM, f"FTS5 finds it damaged: {error}", REBUILD)
    return Check(name, State.OK, "FTS5 finds it sound")


def _compare(connection: sqlite3.Connection, is_enough: Callable[[], bool]) -> None:
    connection.set_progress_handler(is_enough, _STEPS)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO fulltext (fulltext) VALUES ('integrity-check')")
    finally:
        connection.set_progress_handler(None, 0)
        if connection.in_transaction:
            connection.execute("ROLLBACK")
