from __future__ import annotations

import math

import numpy as np
import pytest

from rag.read.features import NAMES
from rag.read.score import Model, shipped


def test_the_shipped_model_has_a_weight_for_every_feature() -> None:
    model = shipped()

    assert len(model.weights) == len(NAMES)
    assert all(math.isfinite(weight) for weight in (*model.weights, model.intercept))


def test_a_probability_is_the_logistic_of_the_weighted_sum() -> None:
    model = Model((1.0, -2.0), 0.5)
    rows = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]], dtype=np.float32)
    expected = [1 / (1 + math.exp(-x)) for x in (0.5, -0.5, 2.5)]

    assert model.probabilities(rows) == pytest.approx(expected, abs=1e-6)
    assert model.probabilities(rows).dtype == np.float32


def test_more_of_what_speaks_for_an_answer_makes_it_likelier() -> None:
    model = shipped()
    poor, good = (
        np.full((1, len(NAMES)), 0.2, np.float32),
        np.full((1, len(NAMES)), 0.2, np.float32),
    )
    for name in ("cosine", "overlap", "kind"):
        good[0, NAMES.index(name)] = 0.9

    assert model.probabilities(good)[0] > model.probabilities(poor)[0]
