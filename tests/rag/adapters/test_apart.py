from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from rag.adapters.apart import LENGTH, STRETCH, WIDTH, apart, widened
from rag.adapters.chroma_collection import APART
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.chroma_probe import Expected, require_agreement
from rag.adapters.chroma_seal import SEAL
from rag.errors import IndexUnavailableError, UnreachedError
from rag.ports import IndexBatch, Vectors
from tests.rag.adapters import hubs
from tests.rag.adapters.news_vectors import metadata


def test_a_passage_gets_the_same_numbers_each_time_and_no_other_has_them() -> None:
    vectors = hubs.around(1, 3)
    rows = apart([7, 8, 9], vectors)

    assert np.array_equal(rows[[0, 2]], apart([7, 9], vectors[[0, 2]]))
    assert len({row.tobytes() for row in rows[:, -WIDTH:]}) == 3


def test_rows_have_norm_one_and_cosines_are_what_they_were() -> None:
    vectors, query = 5 * hubs.around(4, 5), hubs.around(1, 1)[0]
    rows = apart(range(len(vectors)), vectors)

    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert np.allclose(STRETCH * rows @ widened(query), vectors / 5 @ query, atol=1e-6)
    assert np.allclose(np.linalg.norm(rows[:, -WIDTH:], axis=1), LENGTH / STRETCH, atol=1e-6)
    assert apart([], np.empty((0, 3), dtype=np.float32)).shape == (0, 3 + WIDTH)


@pytest.mark.parametrize("noise", [0.3, 0.1, 0.03, 0.0])
def test_hundreds_of_near_copies_are_each_found(tmp_path: Path, noise: float) -> None:
    vectors = hubs.around(4, 300, noise=noise)
    with closing(hubs.opened(tmp_path)) as index:
        fill(index, vectors)

        assert hubs.lost(index, vectors) == []


def test_an_index_made_before_is_served_as_it_is(tmp_path: Path) -> None:
    vectors = hubs.around(20, 3)
    hubs.make_older(tmp_path)
    with closing(hubs.opened(tmp_path)) as index:
        fill(index, vectors)

        assert hubs.lost(index, vectors) == []
        assert index.nearest(vectors[5], k=1) == [(5, 1.0)]
    hubs.opened(tmp_path, lambda: expected(vectors)).close()


def test_an_index_made_before_that_loses_near_copies_is_to_be_made_anew(tmp_path: Path) -> None:
    vectors = hubs.around(4, 300, noise=0.1)
    hubs.make_older(tmp_path)
    with closing(hubs.opened(tmp_path)) as index:
        fill(index, vectors)

        assert len(hubs.lost(index, vectors)) > len(vectors) // 10

    with pytest.raises(UnreachedError, match="though held"):
        hubs.opened(tmp_path, lambda: expected(vectors))
    (tmp_path / "index" / SEAL).unlink()
    with pytest.raises(UnreachedError, match="though held"):  # said by the child process now
        hubs.opened(tmp_path, lambda: expected(vectors))


def test_vectors_that_the_index_has_otherwise_are_damage(tmp_path: Path) -> None:
    vectors = hubs.around(40, 2)
    with closing(hubs.opened(tmp_path)) as index:
        fill(index, vectors)
    others = Expected(len(vectors), list(range(len(vectors))), -vectors)

    with pytest.raises(IndexUnavailableError, match="damaged") as caught:
        hubs.opened(tmp_path, lambda: others)
    assert not isinstance(caught.value, UnreachedError)


class Forgetful:
    """A collection whose search never comes to the first so many passages."""

    def __init__(self, vectors: Vectors, hidden: int) -> None:
        self.metadata = {APART: WIDTH}
        self._rows = apart(range(len(vectors)), vectors)
        self._hidden = hidden

    def count(self) -> int:
        return len(self._rows)

    def get(self, *, ids: list[str], include: list[str]) -> dict[str, object]:
        assert include == ["embeddings"]
        return {"ids": ids, "embeddings": self._rows[[int(id_) for id_ in ids]]}

    def query(self, *, query_embeddings: list[Vectors], **_: object) -> dict[str, object]:
        distances = 1 - self._rows[self._hidden :] @ query_embeddings[0]
        order = np.argsort(distances)[:10]
        return {
            "ids": [[str(row + self._hidden) for row in order]],
            "distances": [distances[order].tolist()],
        }


def test_passages_that_no_path_leads_to_are_warned_of_and_the_rest_is_served(
    caplog: pytest.LogCaptureFixture,
) -> None:
    vectors = hubs.around(40, 1)
    caplog.set_level(logging.WARNING, "dateline")
    everything = Expected(40, list(range(40)), vectors)

    require_agreement(cast("Any", Forgetful(vectors, 4)), everything)
    assert not caplog.messages

    require_agreement(cast("Any", Forgetful(vectors, 12)), everything)
    assert "of 40 passages looked for 12 are not found" in caplog.text

    with pytest.raises(IndexUnavailableError, match="damaged: of 40 passages looked for 21"):
        require_agreement(cast("Any", Forgetful(vectors, 21)), everything)


def fill(index: ChromaIndex, vectors: Vectors) -> None:
    """Put vectors in; each one's row is its id."""
    ids = list(range(len(vectors)))
    index.upsert(IndexBatch(ids, vectors, [metadata(id_) for id_ in ids]))


def expected(vectors: Vectors) -> Expected:
    """What an index must hold of them: all, of which each tenth is looked for."""
    ids = list(range(0, len(vectors), 10))
    return Expected(len(vectors), ids, vectors[ids])
