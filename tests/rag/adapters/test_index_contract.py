"""What every VectorIndex does, told once and held against all three."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.chroma_server import ChromaServerIndex
from rag.adapters.exact_index import ExactIndex
from rag.archive.lock import IndexLock
from rag.archive.times import NEVER, UNDATED
from rag.ports import IndexBatch, VectorIndex
from rag.question.nouns import Filters
from tests.rag.adapters.chroma_process import chroma_server
from tests.rag.adapters.news_vectors import (
    DIM,
    PUBLISHERS,
    Case,
    batch,
    metadata,
    scanned,
    vectors,
)

ARCHIVE = batch(range(240))
QUERIES = vectors(5, seed=7)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url


KINDS = ["embedded", pytest.param("server", marks=pytest.mark.slow), "exact"]


@contextmanager
def opened(request: pytest.FixtureRequest, home: Path) -> Iterator[VectorIndex]:
    """An empty index of the kind that the fixture asks for."""

    def served() -> VectorIndex:
        url = request.getfixturevalue("server")
        return ChromaServerIndex.open(url, f"t{uuid.uuid4().hex}", fingerprint="mini", dim=DIM)

    def embedded() -> VectorIndex:
        return ChromaIndex.open(
            home / "index" / "first",
            lock=IndexLock(home),
            fingerprint="mini",
            dim=DIM,
            reopen_after_s=0,
            generation=lambda: 0,
        )

    kinds: dict[str, Callable[[], VectorIndex]] = {
        "embedded": embedded,
        "server": served,
        "exact": lambda: ExactIndex(DIM),
    }
    index = kinds[request.param]()
    yield index
    index.close()


@pytest.fixture(params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    """An empty index of each kind."""
    with opened(request, tmp_path) as empty:
        yield empty


@pytest.fixture
def archive(index: VectorIndex) -> VectorIndex:
    """An index that holds 240 passages of 60 articles."""
    index.upsert(ARCHIVE)
    return index


@pytest.fixture(scope="module", params=KINDS)
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[VectorIndex]:
    """The same, made once, for tests that only search."""
    with opened(request, tmp_path_factory.mktemp("home")) as index:
        index.upsert(ARCHIVE)
        yield index


def ids(hits: list[tuple[int, float]]) -> list[int]:
    return [passage_id for passage_id, _ in hits]


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    index.delete([1, 2, 3])
    index.upsert(IndexBatch([], np.empty((0, DIM), dtype=np.float32), []))
    index.delete([])

    assert (index.count(), index.nearest(QUERIES[0], k=5)) == (0, [])


def test_each_passage_is_its_own_nearest_at_cosine_one(standing: VectorIndex) -> None:
    found = [standing.nearest(vector, k=1)[0] for vector in ARCHIVE.vectors]

    assert list(ARCHIVE.ids) == ids(found)
    assert [1.0] * len(found) == pytest.approx([score for _, score in found], abs=2e-6)


CASES = {
    "nothing asked": Case(),
    "empty filters": Case(Filters()),
    "one publisher": Case(Filters(publishers=("Tartu Post",))),
    "two publishers": Case(Filters(publishers=(PUBLISHERS[2], PUBLISHERS[3]))),
    "a publisher with quotes": Case(Filters(publishers=(PUBLISHERS[5],))),
    "a publisher's name in other case": Case(Filters(publishers=("tartu post",))),
    "no publisher known": Case(Filters(publishers=("",))),
    "a publisher named twice": Case(Filters(publishers=("Tartu Post", "Tartu Post"))),
    "a publisher nobody has": Case(Filters(publishers=("The Nowhere Times",))),
    "a name that no text can hold": Case(Filters(publishers=("\ud800", "Tartu Post"))),
    "only names that no text can hold": Case(Filters(publishers=("\ud800",))),
    "a name with NUL": Case(Filters(publishers=("Tartu\0Post",))),
    "a language": Case(Filters(languages=("de",))),
    "languages": Case(Filters(languages=("de", "ja", "xx"))),
    "since a moment": Case(Filters(start=1_030)),
    "until a moment": Case(Filters(end=1_030)),
    "one second": Case(Filters(start=1_030, end=1_030)),
    "between": Case(Filters(start=1_010, end=1_040)),
    "end before start": Case(Filters(start=1_040, end=1_010)),
    "before 1970": Case(Filters(end=-1)),
    "dates no clock reaches": Case(Filters(start=-(10**30), end=10**30)),
    "since the undated": Case(Filters(start=UNDATED)),
    "some articles": Case(Filters(articles=frozenset({"0" * 16, f"{17:016x}", f"{59:016x}"}))),
    "no article": Case(Filters(articles=frozenset())),
    "an article nobody has": Case(Filters(articles=frozenset({"feed"}))),
    "asked before all": Case(asked_at=999),
    "asked as the first began": Case(asked_at=1_000),
    "asked in between": Case(asked_at=1_031),
    "asked as some ended": Case(asked_at=2_030),
    "asked now": Case(asked_at=1_750_000_000),
    "all at once": Case(
        Filters(
            publishers=("Tartu Post", "Süddeutsche Zeitung"),
            languages=("en", "de", "ja"),
            start=1_001,
            end=1_050,
            articles=frozenset(f"{number:016x}" for number in range(0, 60, 2)),
        ),
        asked_at=1_045,
    ),
    "dates and asked_at": Case(Filters(start=1_020), asked_at=2_010),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_search_returns_all_that_is_admitted_and_nothing_else(
    standing: VectorIndex, case: Case
) -> None:
    for query in QUERIES:
        expected = scanned(ARCHIVE, query, case)
        hits = standing.nearest(query, k=500, filters=case.filters, asked_at=case.asked_at)

        assert set(expected) == set(ids(hits))
        assert expected == pytest.approx(dict(hits), abs=1e-5)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_first_k_are_the_k_best_and_never_fewer_than_there_are(
    standing: VectorIndex, case: Case
) -> None:
    for query in QUERIES:
        every = standing.nearest(query, k=500, filters=case.filters, asked_at=case.asked_at)
        first = standing.nearest(query, k=8, filters=case.filters, asked_at=case.asked_at)

        assert every[:8] == first


def test_a_question_of_any_time_is_answered(standing: VectorIndex) -> None:
    """Whoever asks after the last second of all sees what is newest, not nothing."""
    newest = scanned(ARCHIVE, QUERIES[0], Case(asked_at=10**10))

    for asked_at in (NEVER - 1, NEVER, 10**30):
        assert set(newest) == set(ids(standing.nearest(QUERIES[0], k=500, asked_at=asked_at)))
    for asked_at in (UNDATED, -(10**30)):
        assert standing.nearest(QUERIES[0], k=500, asked_at=asked_at) == []


def test_best_comes_first(standing: VectorIndex) -> None:
    for query in QUERIES:
        scores = [score for _, score in standing.nearest(query, k=100)]

        assert sorted(scores, reverse=True) == scores


def test_twins_come_in_the_order_of_their_ids(archive: VectorIndex) -> None:
    """A wire story's passages have one vector under many ids."""
    twins = [900 + 7 * n for n in range(30)]
    same = np.repeat(vectors(1, seed=99), len(twins), axis=0)
    archive.upsert(IndexBatch(twins[::-1], same, [metadata(number) for number in twins]))

    hits = archive.nearest(same[0], k=len(twins))

    assert twins == ids(hits)
    assert len({score for _, score in hits}) == 1


@pytest.mark.parametrize("k", [0, -1, -(10**9)])
def test_asking_for_none_gives_none(standing: VectorIndex, k: int) -> None:
    assert standing.nearest(QUERIES[0], k=k) == []


@pytest.mark.parametrize("k", [1, 239, 240, 241, 10**6, 10**9, 10**12])
def test_asking_for_more_than_there_is_gives_what_there_is(standing: VectorIndex, k: int) -> None:
    assert min(k, 240) == len(standing.nearest(QUERIES[0], k=k))


@pytest.mark.parametrize(
    "query",
    [
        np.full(DIM, np.nan, dtype=np.float32),
        np.full(DIM, np.inf, dtype=np.float32),
        np.zeros(DIM, dtype=np.float32),
        np.ones(DIM - 1, dtype=np.float32),
        np.ones((1, DIM), dtype=np.float32),
    ],
    ids=["nan", "infinite", "zero", "too short", "a matrix"],
)
def test_a_query_without_direction_is_refused(standing: VectorIndex, query: np.ndarray) -> None:
    with pytest.raises(ValueError, match="query vector"):
        standing.nearest(query, k=3)


def test_the_length_of_a_query_does_not_matter(standing: VectorIndex) -> None:
    expected = standing.nearest(QUERIES[0], k=20)

    assert ids(expected) == ids(standing.nearest(7 * QUERIES[0], k=20))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(ARCHIVE, vectors=ARCHIVE.vectors[:-1]),
        replace(ARCHIVE, metadata=ARCHIVE.metadata[:-1]),
        replace(ARCHIVE, vectors=ARCHIVE.vectors[:, :-1]),
        replace(ARCHIVE, vectors=np.where(ARCHIVE.vectors > 0, ARCHIVE.vectors, np.nan)),
        replace(ARCHIVE, vectors=np.zeros_like(ARCHIVE.vectors)),
        replace(ARCHIVE, metadata=[{"article": "a"}] * 240),
        replace(ARCHIVE, metadata=[{**metadata(1), "title": "x"}] * 240),
    ],
    ids=["a row short", "a metadata short", "a number short", "nan", "zero", "keys", "more keys"],
)
def test_a_batch_that_does_not_fit_together_changes_nothing(
    index: VectorIndex, wrong: IndexBatch
) -> None:
    with pytest.raises(ValueError, match=r"batch|passage|need"):
        index.upsert(wrong)

    assert index.count() == 0


def test_what_is_put_in_again_replaces_vector_and_metadata(archive: VectorIndex) -> None:
    moved = IndexBatch([5], vectors(1, seed=50), [{**metadata(5), "publisher": "Moved"}])
    archive.upsert(moved)

    assert archive.count() == 240
    assert archive.nearest(moved.vectors[0], k=1) == [(5, 1.0)]
    assert archive.nearest(QUERIES[0], k=9, filters=Filters(publishers=("Moved",)))[0][0] == 5
    old = Filters(publishers=(str(metadata(5)["publisher"]),))
    assert 5 not in ids(archive.nearest(moved.vectors[0], k=500, filters=old))


def test_putting_in_the_same_twice_changes_nothing(archive: VectorIndex) -> None:
    before = [archive.nearest(query, k=30) for query in QUERIES]
    archive.upsert(ARCHIVE)

    assert before == [archive.nearest(query, k=30) for query in QUERIES]
    assert archive.count() == 240


def test_of_an_id_given_twice_the_last_counts(index: VectorIndex) -> None:
    pair = vectors(2, seed=3)
    index.upsert(IndexBatch([8, 8], pair, [metadata(1), {**metadata(2), "language": "et"}]))

    assert index.count() == 1
    assert index.nearest(pair[1], k=5, filters=Filters(languages=("et",))) == [(8, 1.0)]


def test_what_is_deleted_is_not_found(archive: VectorIndex) -> None:
    gone = list(range(0, 240, 3))
    archive.delete([*gone, gone[0], 10**9])

    assert archive.count() == 160
    for query in QUERIES:
        assert set(range(240)) - set(gone) == set(ids(archive.nearest(query, k=500)))


def test_an_index_can_be_emptied_and_filled_again(archive: VectorIndex) -> None:
    archive.delete(range(240))
    emptied = (archive.count(), archive.nearest(QUERIES[0], k=5))
    archive.upsert(ARCHIVE)

    assert emptied == (0, [])
    assert set(ARCHIVE.ids) == set(ids(archive.nearest(QUERIES[0], k=500)))


def test_six_thousand_passages_go_in_and_out_at_once(index: VectorIndex) -> None:
    many = batch(range(6_000))
    index.upsert(many)
    full = index.count()
    found = [index.nearest(many.vectors[row], k=1)[0][0] for row in range(0, 6_000, 100)]
    index.delete(range(5_999))

    assert full == 6_000
    assert list(range(0, 6_000, 100)) == found
    assert (index.count(), ids(index.nearest(QUERIES[0], k=5))) == (1, [5_999])


def test_a_closed_list_may_be_as_long_as_an_archive(standing: VectorIndex) -> None:
    every_other = frozenset(f"{number:016x}" for number in range(0, 200_000, 2))
    case = Case(Filters(articles=every_other, publishers=PUBLISHERS[:3]))

    expected = scanned(ARCHIVE, QUERIES[1], case)
    hits = standing.nearest(QUERIES[1], k=500, filters=case.filters)

    assert expected == pytest.approx(dict(hits), abs=1e-5)


def test_ids_as_large_as_sqlite_makes_them_come_back(index: VectorIndex) -> None:
    large = IndexBatch([2**63 - 1, 1], vectors(2), [metadata(0), metadata(1)])
    index.upsert(large)

    assert ids(index.nearest(large.vectors[0], k=1)) == [2**63 - 1]


def test_refreshing_and_closing_may_be_done_at_any_time(archive: VectorIndex) -> None:
    archive.refresh()
    found = len(archive.nearest(QUERIES[0], k=500))
    archive.close()
    archive.close()

    assert found == 240
