"""From features to how likely a sentence answers: linear scores, fitted elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from rag.ports import Vectors
from rag.read.fact_features import FACT_NAMES, WHOLE_NAMES
from rag.read.features import NAMES


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in the order of a table's columns, and the intercept."""

    weights: tuple[float, ...]
    intercept: float

    def linear(self, features: Vectors) -> Vectors:
        """Return the weighted sum, shape (n,), for features of shape (n, m)."""
        found: Vectors = features @ np.array(self.weights, dtype=np.float32) + self.intercept
        return found

    def probabilities(self, features: Vectors) -> Vectors:
        """Return the logistic of the linear score, shape (n,), for features of shape (n, m)."""
        found: Vectors = (1 / (1 + np.exp(-self.linear(features)))).astype(np.float32)
        return found


@dataclass(frozen=True, slots=True)
class Models:
    """The reader's scores.

    ``statement`` is how likely a speaker's sentence is what was asked for; ``order`` ranks the
    sentences that may state a fact, and ``answerable`` says how likely the best of them does.
    """

    statement: Model
    order: Model
    answerable: Model


@cache
def shipped() -> Models:
    """Return the models of ``rag/data/reader.json``, which says how they were made."""
    loaded = json.loads(files("rag").joinpath("data", "reader.json").read_text(encoding="utf-8"))
    return Models(
        statement=_model(loaded["statement"], NAMES),
        order=_model(loaded["order"], FACT_NAMES),
        answerable=_model(loaded["answerable"], WHOLE_NAMES),
    )


def _model(loaded: Mapping[str, Any], names: Sequence[str]) -> Model:
    return Model(tuple(loaded["weights"][name] for name in names), loaded["intercept"])
