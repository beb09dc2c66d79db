from __future__ import annotations

import math

import numpy as np
import pytest

from rag.read.fact_features import FACT_NAMES, WHOLE_NAMES
from rag.read.features import NAMES
from rag.read.score import Model, shipped


def test_the_shipped_models_have_a_weight_for_every_feature() -> None:
    models = shipped()

    assert len(models.statement.weights) == len(NAMES)
    assert len(models.order.weights) == len(FACT_NAMES)
    assert len(models.answerable.weights) == len(WHOLE_NAMES)
    for model in (models.statement, models.order, models.answerable):
        assert all(math.isfinite(weight) for weight in (*model.weights, model.intercept))


def test_a_probability_is_the_logistic_of_the_weighted_sum() -> None:
    model = Model((1.0, -2.0), 0.5)
    rows = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]], dtype=np.float32)
    expected = [1 / (1 + math.exp(-x)) for x in (0.5, -0.5, 2.5)]

    assert model.probabilities(rows) == pytest.approx(expected, abs=1e-6)
    assert model.probabilities(rows).dtype == np.float32


@pytest.mark.parametrize(
    ("model", "names", "better"),
    [
        (shipped().statement, NAMES, ("cosine", "overlap", "kind")),
        (shipped().order, FACT_NAMES, ("begins", "ends", "agree", "newest")),
        (shipped().answerable, WHOLE_NAMES, ("begins", "ends", "best_begins", "names")),
    ],
    ids=["statement", "order", "answerable"],
)
def test_more_of_what_speaks_for_an_answer_makes_it_likelier(
    model: Model, names: tuple[str, ...], better: tuple[str, ...]
) -> None:
    poor, good = (np.full((1, len(names)), 0.2, np.float32) for _ in range(2))
    for name in better:
        good[0, names.index(name)] = 0.9

    assert model.probabilities(good)[0] > model.probabilities(poor)[0]
