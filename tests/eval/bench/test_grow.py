import tracemalloc

import numpy as np
import pytest

from eval.bench import grow


def _some(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    found = np.random.default_rng(1).standard_normal((count, 8)).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found


def test_the_nearest_of_a_vector_are_those_with_the_highest_cosines_and_not_itself() -> None:
    base = _some(40)

    found = grow.nearest(base)

    cosines = base @ base.T
    np.fill_diagonal(cosines, -2)
    best = np.argsort(-cosines, axis=1)[:, : grow.NEAREST]
    assert [set(row) for row in found.tolist()] == [set(row) for row in best.tolist()]


def test_finding_the_nearest_holds_the_order_of_some_rows_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grow, "ROWS", 50)
    base = _some(2_000)

    tracemalloc.start()
    grow.nearest(base)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    whole = len(base) ** 2 * 8  # bytes that the order of all rows takes
    assert peak < whole / 5
