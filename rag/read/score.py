"""From a sentence's features to how likely it answers: one linear score, fitted elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from rag.ports import Vectors
from rag.read.features import NAMES


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in the order of rag.read.features.NAMES, and the intercept."""

    weights: tuple[float, ...]
    intercept: float

    def probabilities(self, features: Vectors) -> Vectors:
        """Return the logistic of the linear score, shape (n,), for features of shape (n, m)."""
        linear = features @ np.array(self.weights, dtype=np.float32) + self.intercept
        probabilities: Vectors = (1 / (1 + np.exp(-linear))).astype(np.float32)
        return probabilities


@cache
def shipped() -> Model:
    """Return the model of ``rag/data/reader.json``, which says how it was made."""
    loaded = json.loads(files("rag").joinpath("data", "reader.json").read_text(encoding="utf-8"))
    return Model(tuple(loaded["weights"][name] for name in NAMES), loaded["intercept"])
