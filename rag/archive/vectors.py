"""Vectors, kept so that nothing is ever embedded twice, and which index is served."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.archive.articles import marks, parts
from rag.archive.passages import metadata_of
from rag.archive.visible import condition
from rag.ports import IndexBatch, Metadata, Vectors
from rag.question.nouns import Filters

_FLOAT32 = np.dtype("<f4")
AT_ONCE = 8_000  # vectors read together, 12 MB of all-MiniLM-L6-v2's


@dataclass(frozen=True, slots=True)
class Pointer:
    """The index that is served: its folder or collection, its vectors, and how often written."""

    index_name: str
    fingerprint: str
    encoder: str
    dim: int
    generation: int


def pointer(connection: sqlite3.Connection) -> Pointer | None:
    """Return which index is served; None before the first one is made."""
    row = connection.execute(
        "SELECT index_name, name, encoder, dim, generation FROM pointer"
        " JOIN fingerprint ON fingerprint.pk = pointer.fingerprint"
    ).fetchone()
    return None if row is None else Pointer(*row)


def generation(connection: sqlite3.Connection) -> int:
    """Return how many batches have been written to the served index, over all indexes."""
    row = connection.execute("SELECT generation FROM pointer").fetchone()
    return 0 if row is None else int(row[0])


def point_to(
    connection: sqlite3.Connection, index_name: str, *, fingerprint: str, encoder: str, dim: int
) -> None:
    """Serve another index from now on."""
    know(connection, fingerprint, encoder=encoder, dim=dim)
    connection.execute(
        "INSERT INTO pointer (only_one, index_name, fingerprint, generation)"
        " SELECT 1, ?, pk, 1 FROM fingerprint WHERE name = ?"
        " ON CONFLICT (only_one) DO UPDATE SET index_name = excluded.index_name,"
        " fingerprint = excluded.fingerprint, generation = generation + 1",
        (index_name, fingerprint),
    )


def know(connection: sqlite3.Connection, fingerprint: str, *, encoder: str, dim: int) -> int:
    """Make room for vectors of a fingerprint and return how many there are."""
    connection.execute(
        "INSERT OR IGNORE INTO fingerprint (name, encoder, dim) VALUES (?, ?, ?)",
        (fingerprint, encoder, dim),
    )
    row = connection.execute(
        "SELECT count(*) FROM vector JOIN fingerprint ON fingerprint.pk = vector.fingerprint"
        " WHERE fingerprint.name = ?",
        (fingerprint,),
    ).fetchone()
    return int(row[0])


def bump(connection: sqlite3.Connection) -> None:
    """Tell readers that the index has been written to."""
    connection.execute("UPDATE pointer SET generation = generation + 1")


def stored(
    connection: sqlite3.Connection, fingerprint: str, digests: Sequence[bytes]
) -> dict[bytes, Vectors]:
    """Return digest of the embedded string -> vector, for those that are kept."""
    return {
        row[0]: np.frombuffer(row[1], dtype=_FLOAT32)
        for part in parts(digests)
        for row in connection.execute(
            "SELECT sha256, vector FROM vector JOIN fingerprint"
            " ON fingerprint.pk = vector.fingerprint"
            f" WHERE fingerprint.name = ? AND sha256 IN ({marks(part)})",
            (fingerprint, *part),
        )
    }


def keep(
    connection: sqlite3.Connection, fingerprint: str, vectors: Mapping[bytes, Vectors]
) -> None:
    """Keep vectors by the digest of what was embedded."""
    connection.executemany(
        "INSERT OR REPLACE INTO vector (fingerprint, sha256, vector)"
        " SELECT pk, ?, ? FROM fingerprint WHERE name = ?",
        (
            (digest, np.asarray(vector, dtype=_FLOAT32).tobytes(), fingerprint)
            for digest, vector in vectors.items()
        ),
    )


def of_passages(
    connection: sqlite3.Connection, fingerprint: str, ids: Sequence[int]
) -> dict[int, Vectors]:
    """Return passage id -> vector, for those that have one."""
    return {
        row[0]: np.frombuffer(row[1], dtype=_FLOAT32)
        for part in parts(ids)
        for row in connection.execute(
            "SELECT passage.id, vector.vector FROM passage JOIN fingerprint ON fingerprint.name = ?"
            " JOIN vector ON vector.fingerprint = fingerprint.pk"
            " AND vector.sha256 = passage.embedded_sha256"
            f" WHERE passage.id IN ({marks(part)})",
            (fingerprint, *part),
        )
    }


def of_allowed(
    connection: sqlite3.Connection, fingerprint: str, filters: Filters, asked_at: int | None
) -> Iterator[tuple[list[int], Vectors]]:
    """Yield the ids of all passages that a question may see and that have a vector, and these.

    As rows of shape (n, dim), up to AT_ONCE together: they are compared with a question at once,
    and a hundred thousand are never all held. SQLite keeps the order of CROSS JOIN, revisions
    first: by itself it looks at every passage there is.
    """
    allowed, parameters = condition(filters, asked_at)
    cursor = connection.execute(
        "SELECT passage.id, vector.vector FROM fingerprint CROSS JOIN revision"
        " CROSS JOIN article ON article.pk = revision.article"
        " CROSS JOIN passage ON passage.revision = revision.pk"
        " CROSS JOIN vector ON vector.fingerprint = fingerprint.pk"
        " AND vector.sha256 = passage.embedded_sha256"
        f" WHERE fingerprint.name = ? AND {allowed}",
        (fingerprint, *parameters),
    )
    while rows := cursor.fetchmany(AT_ONCE):
        joined = np.frombuffer(b"".join(row[1] for row in rows), dtype=_FLOAT32)
        yield [row[0] for row in rows], joined.reshape(len(rows), -1)


def entries(connection: sqlite3.Connection, fingerprint: str, dim: int) -> IndexBatch:
    """Return every passage that has a vector and may be shown, as an index would hold it.

    ``dim`` is the length of the fingerprint's vectors.
    """
    rows = connection.execute(
        "SELECT passage.id, vector.vector, revision.language, revision.visible_from,"
        " revision.valid_to, revision.published_at, article.id AS article_id, article.publisher"
        " FROM passage JOIN revision ON revision.pk = passage.revision"
        " JOIN article ON article.pk = revision.article"
        " JOIN fingerprint ON fingerprint.name = ?"
        " JOIN vector ON vector.fingerprint = fingerprint.pk"
        " AND vector.sha256 = passage.embedded_sha256"
        " WHERE passage.state IN ('live', 'pending') AND article.status = 'usable'",
        (fingerprint,),
    )
    ids, metadata, joined = list[int](), list[Metadata](), bytearray()
    for row in rows:  # one at a time: a million vectors are held once, not thrice
        ids.append(row["id"])
        metadata.append(metadata_of(row))
        joined += row["vector"]
    vectors = np.frombuffer(joined, dtype=_FLOAT32).reshape(len(ids), dim)
    return IndexBatch(ids=ids, vectors=vectors, metadata=metadata)
