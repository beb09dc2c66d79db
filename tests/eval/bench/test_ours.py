from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.bench.articles import take, write
from eval.bench.grow import NEAREST, moved, nearest
from eval.bench.ours import Ours
from rag.settings import Settings

SAMPLE = str(Path(__file__).parents[3] / "eval" / "sample" / "articles")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def side(tmp_path_factory: pytest.TempPathFactory) -> Ours:
    """A home with six articles."""
    home = tmp_path_factory.mktemp("home")
    side = Ours(home)
    file = write(take(SAMPLE, 6, Settings()), home / "articles.jsonl")
    took = side.ingest(str(file))
    assert (took["articles"], took["words_s"] <= took["embedded_s"]) == (6, True)
    assert side.ingest(str(file))["articles"] == 0
    return side


def test_a_home_is_searched_asked_and_narrowed(side: Ours) -> None:
    assert side.open()["ms"] >= 0
    assert side.search("What did the minister say?", k=3)["found"] == 3
    assert side.answer("What did the minister say?")["ms"] > 0
    narrowings = side.narrowings()
    assert set(narrowings) == {"publisher", "dates"}
    for narrow in narrowings.values():
        assert side.search("What did the minister say?", k=3, **narrow)["ms"] > 0


def test_a_home_grows_by_copies_that_are_found(side: Ours) -> None:
    before = side.search("What did the minister say?", k=100)["found"]

    passages = side.grow(100)["passages"]
    side.settle()

    assert passages >= 100
    assert side.grow(100)["passages"] == passages  # it is as large already
    assert side.search("What did the minister say?", k=100)["found"] >= before
    examined = side.doctor()
    assert (examined["s"] > 0, examined["problems"]) == (True, [])
    side.close()


def test_the_nearest_of_each_are_other_rows() -> None:
    base = np.array([[1, 0], [0, 1], [0.9, 0.1], [0.1, 0.9]], dtype=np.float32)

    assert sorted(map(sorted, nearest(base).tolist())) == [
        [0, 1, 2],
        [0, 1, 3],
        [0, 2, 3],
        [1, 2, 3],
    ]
    near = nearest(np.eye(64, dtype=np.float32))
    assert near.shape == (64, NEAREST)
    assert not (near == np.arange(64)[:, np.newaxis]).any()


def test_moved_vectors_lie_between_near_ones_and_have_norm_one() -> None:
    random = np.random.default_rng(1)
    subjects = np.repeat(np.eye(6, 384, dtype=np.float32), 20, axis=0)
    base = subjects + 0.02 * random.standard_normal(subjects.shape, dtype=np.float32)
    base /= np.linalg.norm(base, axis=1, keepdims=True)

    found = moved(base, nearest(base), random)

    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    cosines = (found @ base.T).max(axis=1)
    assert (cosines > 0.85).all()
    assert (cosines < 0.999).all()
