"""A large home out of a small one: its articles over and over, each vector a little moved."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.bench.compare import Tell
from rag.archive import vectors
from rag.archive.identity import article_id
from rag.archive.writer import Writer
from rag.ports import Vectors

# Isotropic vectors would have no neighbours at all, and copies around one passage no others than
# it, so a copy lies at random between a passage and two of its nearest, moved by noise of this
# length beside a vector's 1. The nearest to a passage has then a cosine of .92 (the middle of
# all). Of real ones the nearest in another article has .57 among 1,400, .64 among 2,800, .70
# among 5,600, .74 among 11,200; going on like that gives some .9 at a million.
NOISE = 0.3
NEAREST = 10  # to choose the two from
ROWS = 1_000  # compared with all at once
SEED = 20

Rows = npt.NDArray[np.intp]
Connection = Any  # sqlite3's, which only the archive imports
_REVISION = (
    "number, content_key, sha256, title, byline, section, language, published_at,"
    " published_precision, published_raw, modified_at, modified_precision, modified_raw,"
    " retrieved_at, valid_from, visible_from, valid_to, passages, text"
)


def grow(writer: Writer, fingerprint: str, passages: int, tell: Tell) -> int:
    """Copy a home's articles until it has at least so many passages; return how many it has.

    The copies have vectors and wait to be taken into the index.
    """
    with writer.database.reading() as connection:
        counts = tuple(
            _last(connection, name) for name in ("article.pk", "revision.pk", "passage.id")
        )
        ids = [row[0] for row in connection.execute("SELECT id FROM passage ORDER BY id")]
        if len(ids) >= passages:
            return len(ids)
        stored = vectors.of_passages(connection, fingerprint, ids)
    base = np.stack([stored[id_] for id_ in ids])
    rounds = -(-passages // len(ids))
    random = np.random.default_rng(SEED)
    near = nearest(base)
    for number in range(1, rounds):
        with writer.database.transaction() as connection:
            _copy(connection, number, *counts)
            _with_vectors(
                connection, fingerprint, number * counts[2], ids, moved(base, near, random)
            )
        tell(f"{(number + 1) * len(ids):,} passages in the archive")
    return rounds * len(ids)


def nearest(base: Vectors) -> Rows:
    """Return the rows of the nearest other vectors, shape (n, NEAREST or what there is)."""
    count = min(NEAREST, len(base) - 1)
    found = []
    for at in range(0, len(base), ROWS):
        cosines = base[at : at + ROWS] @ base.T
        cosines[np.arange(len(cosines)), np.arange(at, at + len(cosines))] = -2  # not itself
        # a copy: a view would keep every row's order of all rows, 33 GB at 64,000
        found.append(np.argpartition(-cosines, count - 1, axis=1)[:, :count].copy())
    return np.concatenate(found)


def moved(base: Vectors, near: Rows, random: np.random.Generator) -> Vectors:
    """Return unit vectors near those of ``base``, shape (n, dim); ``near`` as ``nearest`` says."""
    count = len(base)
    between = random.dirichlet((1, 1, 1), size=count).astype(np.float32)
    found = between[:, :1] * base
    for column in (1, 2):
        other = near[np.arange(count), random.integers(near.shape[1], size=count)]
        found += between[:, column : column + 1] * base[other]
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    noise = random.standard_normal(base.shape, dtype=np.float32)
    found += noise * np.float32(NOISE / np.sqrt(base.shape[1]))
    unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def _last(connection: Connection, name: str) -> int:
    table = name.partition(".")[0]
    return int(connection.execute(f"SELECT max({name}) FROM {table}").fetchone()[0])


def _copy(
    connection: Connection, number: int, articles: int, revisions: int, passages: int
) -> None:
    """Write the articles up to those numbers once more, behind what is there."""
    by = {"a": number * articles, "r": number * revisions, "p": number * passages}
    last = {"articles": articles, "revisions": revisions, "passages": passages}
    rows = connection.execute(
        "SELECT pk, publisher FROM article WHERE pk <= ?", (articles,)
    ).fetchall()
    connection.executemany(
        "INSERT INTO article (pk, id, identity, publisher) VALUES (?, ?, ?, ?)",
        (
            (pk + by["a"], article_id(name), name, publisher)
            for pk, publisher in rows
            for name in (f"id:copy-{number}-{pk}",)
        ),
    )
    connection.execute(
        f"INSERT INTO revision (pk, article, {_REVISION})"
        f" SELECT pk + :r, article + :a, {_REVISION} FROM revision WHERE pk <= :revisions",
        by | last,
    )
    connection.execute(
        "INSERT INTO fulltext (rowid, headline, body)"
        " SELECT rowid + :p, headline, body FROM fulltext WHERE rowid <= :passages",
        by | last,
    )
    connection.execute(
        "INSERT INTO passage (id, revision, start, end, embedded_sha256)"
        " SELECT id + :p, revision + :r, start, end, zeroblob(32) FROM passage"
        " WHERE id <= :passages",
        by | last,
    )


def _with_vectors(
    connection: Connection, fingerprint: str, ahead: int, ids: list[int], found: Vectors
) -> None:
    """Keep the copies' vectors, each under a digest that no text has."""
    digests = {id_: sha256(f"copy {id_ + ahead}".encode()).digest() for id_ in ids}
    connection.executemany(
        "UPDATE passage SET embedded_sha256 = ? WHERE id = ?",
        ((digest, id_ + ahead) for id_, digest in digests.items()),
    )
    vectors.keep(connection, fingerprint, dict(_pairs(ids, digests, found)))


def _pairs(
    ids: list[int], digests: dict[int, bytes], found: Vectors
) -> Iterator[tuple[bytes, Vectors]]:
    return ((digests[id_], vector) for id_, vector in zip(ids, found, strict=True))
