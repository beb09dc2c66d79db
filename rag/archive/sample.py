"""What a vector index must hold: how many passages, and some of them with their vectors."""

from __future__ import annotations

import random
from typing import Final

from rag.archive import passages, vectors
from rag.archive.database import Database
from rag.ports import Vectors

SEED: Final = 0  # the same passages each time: what one process finds sound another does


def live_sample(
    database: Database, fingerprint: str, *, size: int
) -> tuple[int, dict[int, Vectors]]:
    """Return how many passages are live, and at most ``size`` of them: id -> vector.

    Picked by chance along the ids, which costs the same in an archive of any size.
    """
    with database.reading() as connection:
        live = passages.count(connection, "live")
        last = connection.execute("SELECT max(id) FROM passage WHERE state = 'live'").fetchone()[0]
        chance = random.Random(SEED)  # noqa: S311  a sample, no secret
        rows = [
            connection.execute(
                "SELECT id FROM passage WHERE state = 'live' AND id >= ? ORDER BY id LIMIT 1",
                (chance.randint(1, last or 1),),
            ).fetchone()
            for _ in range(min(size, live))
        ]
        picked = {row[0] for row in rows if row}  # another process may just have withdrawn them
        return live, vectors.of_passages(connection, fingerprint, sorted(picked))
