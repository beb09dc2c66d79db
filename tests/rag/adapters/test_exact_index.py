from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.exact_index import ExactIndex
from rag.ports import IndexBatch
from rag.question.nouns import Filters
from tests.rag.adapters.news_vectors import DIM, PUBLISHERS, Case, batch, metadata, scanned, vectors

QUERY = vectors(1, seed=7)[0]


@dataclass
class Archive:
    """Vectors as an archive keeps them, with its count of writes."""

    ids: Sequence[int] = range(20)
    generation: int = 0
    loads: int = 0
    fails: list[Exception] = field(default_factory=list)

    def load(self) -> IndexBatch:
        self.loads += 1
        if self.fails:
            raise self.fails.pop()
        return batch(self.ids)

    def index(self) -> ExactIndex:
        return ExactIndex(DIM, self.load, lambda: self.generation)


def found(index: ExactIndex) -> set[int]:
    return {passage_id for passage_id, _ in index.nearest(QUERY, k=10_000)}


def test_the_archive_is_read_at_first_use_and_once() -> None:
    archive = Archive()
    index = archive.index()
    index.refresh()
    before = archive.loads
    first, second = found(index), index.count()
    index.refresh()

    assert (before, archive.loads) == (0, 1)
    assert (first, second) == (set(range(20)), 20)


def test_the_archive_is_read_again_once_it_has_moved() -> None:
    archive = Archive()
    index = archive.index()
    found(index)
    archive.ids = range(10, 30)
    unmoved = found(index)
    archive.generation += 1
    index.refresh()

    assert (unmoved, found(index)) == (set(range(20)), set(range(10, 30)))
    assert archive.loads == 2


def test_what_the_archive_wrote_while_it_was_read_is_seen_next_time() -> None:
    archive = Archive()

    def load_while_written() -> IndexBatch:
        rows = archive.load()
        archive.generation, archive.ids = archive.generation + 1, range(40)
        return rows

    index = ExactIndex(DIM, load_while_written, lambda: archive.generation)
    before = found(index)
    index.refresh()

    assert (before, found(index)) == (set(range(20)), set(range(40)))


def test_an_archive_that_cannot_be_read_is_asked_again() -> None:
    archive = Archive(fails=[OSError("disk"), OSError("disk")])
    index = archive.index()
    for _ in range(2):
        with pytest.raises(OSError, match="disk"):
            index.count()

    assert index.count() == 20


def test_what_is_written_here_stands_in_front_of_what_was_read() -> None:
    index = Archive().index()
    new = IndexBatch([3, 100], vectors(2, seed=9), [metadata(3), metadata(100)])
    index.upsert(new)
    index.delete([4, 5])

    assert found(index) == set(range(20)) - {4, 5} | {100}
    assert index.nearest(new.vectors[0], k=1) == [(3, 1.0)]


def test_without_a_count_of_writes_the_archive_is_read_once() -> None:
    archive = Archive()
    index = ExactIndex(DIM, archive.load)
    found(index)
    index.refresh()
    found(index)

    assert archive.loads == 1


def test_an_index_closed_reads_the_archive_anew() -> None:
    archive = Archive()
    index = archive.index()
    found(index)
    archive.ids = range(5)
    index.close()

    assert found(index) == set(range(5))


def test_vectors_of_any_length_are_compared_by_direction_alone() -> None:
    rows = batch(range(50))
    lengths = np.linspace(0.001, 1_000, 50, dtype=np.float32)[:, np.newaxis]
    long, unit = ExactIndex(DIM), ExactIndex(DIM)
    long.upsert(IndexBatch(rows.ids, rows.vectors * lengths, rows.metadata))
    unit.upsert(rows)

    assert dict(unit.nearest(QUERY, k=50)) == pytest.approx(
        dict(long.nearest(QUERY, k=50)), abs=2e-6
    )


def test_threads_may_write_and_search_together() -> None:
    index = ExactIndex(DIM)
    index.upsert(batch(range(50)))
    wrong: list[list[tuple[int, float]]] = []

    def search() -> None:
        for _ in range(50):
            hits = index.nearest(QUERY, k=10)
            if len(hits) != 10:
                wrong.append(hits)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for start in range(50, 300, 10):
        index.upsert(batch(range(start, start + 10)))
        index.delete(range(start - 40, start - 30))
    for thread in threads:
        thread.join()

    assert (wrong, index.count()) == ([], 50)


filters = st.builds(
    Filters,
    publishers=st.lists(st.sampled_from([*PUBLISHERS, "Nobody"]), max_size=3).map(tuple),
    languages=st.lists(st.sampled_from(["en", "de", "", "xx"]), max_size=2).map(tuple),
    start=st.none() | st.integers(990, 1_030),
    end=st.none() | st.integers(990, 1_030),
    articles=st.none() | st.frozensets(st.integers(0, 25).map(lambda n: f"{n:016x}")),
)


@given(
    ids=st.lists(st.integers(0, 99), unique=True, max_size=60),
    filters=filters,
    asked_at=st.none() | st.integers(990, 2_030),
    k=st.integers(-2, 70),
    seed=st.integers(0, 20),
)
def test_it_finds_what_the_plainest_scan_finds(
    ids: list[int], filters: Filters, asked_at: int | None, k: int, seed: int
) -> None:
    index = ExactIndex(DIM)
    index.upsert(batch(ids))
    query = vectors(1, seed=100 + seed)[0]
    expected = scanned(batch(ids), query, Case(filters, asked_at))

    hits = index.nearest(query, k=k, filters=filters, asked_at=asked_at)

    best = sorted(expected.values(), reverse=True)[: max(k, 0)]
    assert best == pytest.approx([score for _, score in hits], abs=1e-5)
    assert [expected[i] for i, _ in hits] == pytest.approx([s for _, s in hits], abs=1e-5)
    assert sorted(hits, key=lambda hit: (-hit[1], hit[0])) == hits
