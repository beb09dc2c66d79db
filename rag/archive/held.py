"""What a vector index must hold, and what it may, by the archive's word."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from rag.archive.articles import marks


def in_index(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return how many passages an index must have, and how many more it may have."""
    counts = dict(
        connection.execute("SELECT state, count(*) FROM passage GROUP BY state").fetchall()
    )
    return counts.get("live", 0), counts.get("pending", 0) + counts.get("leaving", 0)


def live(connection: sqlite3.Connection, sample: int | None) -> list[int]:
    """Return that many live passages at random, in order of their id; None: all."""
    rows = connection.execute(
        "SELECT id FROM passage WHERE state = 'live'"
        + (" ORDER BY id" if sample is None else " ORDER BY random() LIMIT ?"),
        () if sample is None else (sample,),
    )
    return sorted(row[0] for row in rows)


def still_live(connection: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """Return those of the ids that are live now."""
    ask = "SELECT 1 FROM passage WHERE id = ? AND state = 'live'"
    return [id_ for id_ in ids if connection.execute(ask, (id_,)).fetchone()]


def not_gone(connection: sqlite3.Connection, *, after: int, limit: int) -> list[int]:
    """Return passages that an index may hold, by id, from the first past ``after``."""
    rows = connection.execute(
        "SELECT id FROM passage WHERE id > ? AND state != 'gone' ORDER BY id LIMIT ?",
        (after, limit),
    )
    return [row[0] for row in rows]


def has_twin(connection: sqlite3.Connection, id_: int, among: Sequence[int]) -> bool:
    """Return whether one of ``among`` is the passage, or was embedded from the same string."""
    row = connection.execute(
        "SELECT 1 FROM passage WHERE embedded_sha256 ="
        f" (SELECT embedded_sha256 FROM passage WHERE id = ?) AND id IN ({marks(among)}) LIMIT 1",
        (id_, *among),
    ).fetchone()
    return row is not None
