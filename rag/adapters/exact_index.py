"""Nearest passages by comparing with every vector: exact, in memory, no file of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from rag.adapters.narrowing import METADATA_KEYS, Narrowing, narrowing
from rag.adapters.vectors import SCORE_DECIMALS, best, checked_batch, checked_query
from rag.ports import IndexBatch, Metadata, Vectors
from rag.question.nouns import Filters

STRING_KEYS: Final = ("article", "publisher", "language")
NUMBER_KEYS: Final = tuple(key for key in METADATA_KEYS if key not in STRING_KEYS)
UNIT: Final = 1e-6  # how far from 1 a norm may be: no more than scores are rounded to

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Names:
    """A column of strings: row i holds the string whose code is ``codes[i]``."""

    code_of: Mapping[str, int]
    codes: npt.NDArray[np.int32]

    @classmethod
    def of(cls, values: Sequence[str]) -> Self:
        """Give every different string a code, in order of appearance."""
        code_of: dict[str, int] = {}
        codes = [code_of.setdefault(value, len(code_of)) for value in values]
        return cls(code_of, np.asarray(codes, dtype=np.int32))

    def among(self, accepted: Sequence[str]) -> Mask:
        """Return for each row whether its string is one of ``accepted``."""
        codes = [self.code_of[value] for value in accepted if value in self.code_of]
        return np.isin(self.codes, np.asarray(codes, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Table:
    """What is searched; row i of each belongs to the same passage, vectors of L2 norm 1."""

    ids: npt.NDArray[np.int64]
    vectors: Vectors
    names: Mapping[str, Names]
    numbers: Mapping[str, npt.NDArray[np.int64]]

    @classmethod
    def of(cls, batch: IndexBatch) -> Self:
        """Lay a checked batch out by column."""
        norms = np.linalg.norm(batch.vectors, axis=1, keepdims=True)
        unit = bool((np.abs(norms - 1) < UNIT).all())  # an encoder's are: no second copy
        columns = {key: [metadata[key] for metadata in batch.metadata] for key in METADATA_KEYS}
        return cls(
            np.asarray(batch.ids, dtype=np.int64),
            batch.vectors if unit else batch.vectors / norms,
            {key: Names.of([str(value) for value in columns[key]]) for key in STRING_KEYS},
            {key: np.asarray(columns[key], dtype=np.int64) for key in NUMBER_KEYS},
        )

    def rows(self, narrow: Narrowing) -> npt.NDArray[np.intp]:
        """Return the numbers of the rows that meet ``narrow``."""
        kept = np.ones(len(self.ids), dtype=np.bool_)
        for key, accepted in narrow.one_of:
            kept &= self.names[key].among(accepted)
        for key, bound in narrow.at_least:
            kept &= self.numbers[key] >= bound
        for key, bound in narrow.at_most:
            kept &= self.numbers[key] <= bound
        return np.flatnonzero(kept)


def nearest_rows(
    table: Table, query: Vectors, k: int, narrow: Narrowing
) -> list[tuple[int, float]]:
    """Return the k nearest (passage id, cosine) among the rows that meet ``narrow``.

    ``query`` has shape (dim,) and any length but zero; k is at least 1.
    """
    rows = table.rows(narrow)
    vectors = table.vectors if len(rows) == len(table.ids) else table.vectors[rows]
    scores = np.round(vectors @ (query / np.linalg.norm(query)), SCORE_DECIMALS)
    if len(scores) > k:  # everything that ties with the k-th stays, so that ids decide
        kept = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
        rows, scores = rows[kept], scores[kept]
    return best(zip(table.ids[rows].tolist(), scores.tolist(), strict=True), k)


class ExactIndex:
    """A VectorIndex over vectors in memory.

    With ``load`` it holds what ``load`` returns, asked at first use and again by ``refresh()``
    once ``generation()`` has moved; what was written here since then stands in front of it.
    """

    def __init__(
        self,
        dim: int,
        load: Callable[[], IndexBatch] | None = None,
        generation: Callable[[], int] | None = None,
    ) -> None:
        self._dim = dim
        self._load = load
        self._generation = generation
        self._loaded_at: int | None = None  # generation
        self._mutex = threading.Lock()
        self._written: dict[int, tuple[Vectors, Metadata] | None] = {}  # None: deleted
        self._base: IndexBatch | None = None
        self._table: Table | None = None

    def upsert(self, batch: IndexBatch) -> None:
        """Add or replace passages.

        Raises ValueError if the batch does not fit together or a vector has no direction.
        """
        checked = checked_batch(batch, self._dim)
        rows = zip(checked.ids, checked.vectors, checked.metadata, strict=True)
        with self._mutex:
            self._written.update({int(i): (vector, metadata) for i, vector, metadata in rows})
            self._table = None

    def delete(self, ids: Sequence[int]) -> None:
        """Remove passages; an id that is not there is no error."""
        with self._mutex:
            self._written.update(dict.fromkeys(map(int, ids)))
            self._table = None

    def nearest(
        self,
        vector: Vectors,
        *,
        k: int,
        filters: Filters | None = None,
        asked_at: int | None = None,
    ) -> list[tuple[int, float]]:
        """Return up to k (passage id, cosine), best first, ties by id.

        Raises ValueError if ``vector`` is not of shape (dim,) or has no direction.
        """
        query = checked_query(vector, self._dim)
        narrow = narrowing(filters, asked_at)
        if k <= 0 or narrow.excludes_all:
            return []
        return nearest_rows(self._current(), query, k, narrow)

    def count(self) -> int:
        """Return the number of passages held."""
        return len(self._current().ids)

    def refresh(self) -> None:
        """Load again if the archive has moved on; what was written here is in it by then."""
        if self._load is None or self._generation is None or self._loaded_at is None:
            return
        generation = self._generation()  # before loading: what comes meanwhile is seen next time
        if generation == self._loaded_at:
            return
        loaded = checked_batch(self._load(), self._dim)
        with self._mutex:
            self._loaded_at, self._base, self._table = generation, loaded, None
            self._written.clear()

    def close(self) -> None:
        """Let go of the vectors; what was written here without ``load`` is gone."""
        with self._mutex:
            self._loaded_at = self._base = self._table = None
            self._written.clear()

    def _current(self) -> Table:
        with self._mutex:
            if self._load is not None and self._loaded_at is None:
                generation = 0 if self._generation is None else self._generation()
                self._base = checked_batch(self._load(), self._dim)
                self._loaded_at, self._table = generation, None
            if self._table is None:
                self._base = _written_over(self._base, self._written, self._dim)
                self._written.clear()
                self._table = Table.of(self._base)
            return self._table


def _written_over(
    base: IndexBatch | None, written: Mapping[int, tuple[Vectors, Metadata] | None], dim: int
) -> IndexBatch:
    """Return ``base`` with the rows of ``written`` put in or, where None, taken out."""
    base = base or IndexBatch([], np.empty((0, dim), dtype=np.float32), [])
    kept = [row for row, passage_id in enumerate(base.ids) if passage_id not in written]
    if len(kept) == len(base.ids) and not written:
        return base
    new = [(i, *row) for i, row in written.items() if row is not None]
    return IndexBatch(
        [base.ids[row] for row in kept] + [i for i, _, _ in new],
        np.concatenate([base.vectors[kept], *(vector[np.newaxis] for _, vector, _ in new)]),
        [base.metadata[row] for row in kept] + [metadata for _, _, metadata in new],
    )
