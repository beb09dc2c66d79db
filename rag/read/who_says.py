"""Who says a thing in other words: statements near the question are lifted over the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.attribution.cues import verbs
from rag.ports import Vectors
from rag.read.features import Asked
from rag.read.pieces import Piece
from rag.read.said import Said
from rag.read.statement import Encode
from rag.text.fold import tokens

SPOKEN = 1.5  # what being a statement adds to a sentence's order
NEARNESS = 12.0  # what each unit of its cosine to the question does
SURE_AT, NOTHING_AT = 0.75, 0.25  # cosines at which its score alone is 1, and 0
# To ask who announced or reported something is to ask who did it, not for anybody's words.
_ACTS = frozenset(
    {"announce", "report", "reveal", "confirm", "disclose", "propose", "reject", "demand"}
    | {"post", "signal", "write", "promise", "pledge", "question", "cite"}
)
_WHO = ("who", "which", "whose")
_FIRST = 5  # words in which a question that asks for a speaker has its reporting verb


def asks_who_says(question: str) -> bool:
    """Return whether a question asks for somebody by what they say: "Who complained that ..."."""
    first, *rest = tokens(question) or [""]
    said = (verbs().get(word) for word in rest[:_FIRST])
    return first in _WHO and any(verb is not None and verb.lemma not in _ACTS for verb in said)


def lift(
    asked: Asked, found: Sequence[Piece], said: Said, encode: Encode
) -> tuple[Vectors, Vectors]:
    """Return what each piece's order gains, and the score that its nearness alone gives it.

    Both float32 of shape (len(found),), 0 for a sentence in which nobody speaks. Only those in
    which somebody does are embedded.
    """
    gained, scores = (np.zeros(len(found), dtype=np.float32) for _ in range(2))
    rows = [row for row, piece in enumerate(found) if said.any(piece) is not None]
    if rows:
        cosines = np.array(encode([found[row].text for row in rows])) @ asked.vector
        gained[rows] = SPOKEN + NEARNESS * np.maximum(cosines, 0)
        scores[rows] = np.clip((cosines - NOTHING_AT) / (SURE_AT - NOTHING_AT), 0, 1)
    return gained, scores
