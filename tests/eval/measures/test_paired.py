from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as laws
from hypothesis import strategies as st

from eval.measures.paired import auroc_of, mean_of, paired

VALUES = st.lists(st.one_of(st.none(), st.sampled_from([0.0, 1.0])), min_size=2, max_size=12)


def test_a_clear_gain_on_the_same_questions_is_beyond_chance() -> None:
    first = [0.0] * 30 + [1.0] * 30
    second = [0.0] * 10 + [1.0] * 50
    found = paired(mean_of(first), mean_of(second), n=60)

    assert found is not None
    assert found.first == 0.5
    assert found.second == pytest.approx(5 / 6)
    assert found.value == pytest.approx(1 / 3)
    assert 0 < found.low < found.value < found.high
    assert found.p < 0.01


def test_one_question_more_is_chance() -> None:
    found = paired(mean_of([0.0] * 20), mean_of([1.0] + [0.0] * 19), n=20)

    assert found is not None
    assert found.low == 0
    assert found.p > 0.2


@laws(max_examples=20)
@given(VALUES)
def test_a_run_does_not_differ_from_itself(values: list[float | None]) -> None:
    found = paired(mean_of(values), mean_of(values), n=len(values))

    if all(value is None for value in values):
        assert found is None
    else:
        assert found is not None
        assert (found.value, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_questions_without_a_value_do_not_count() -> None:
    of_each = mean_of([None, 1.0, 0.0, None])(np.array([[0, 1, 1, 2], [0, 3, 3, 0]]))

    assert of_each == pytest.approx([2 / 3, np.nan], nan_ok=True)


def test_auroc_needs_both_kinds_of_question() -> None:
    separation = auroc_of([0.9, 0.8, None, 0.1], [True, False, False, False])

    assert separation(np.array([[0, 1, 2, 3]])) == [1]
    assert np.isnan(separation(np.array([[0, 0, 2], [1, 3, 3]]))).all()
