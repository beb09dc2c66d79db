"""What the reader knows of a sentence, as named numbers between 0 and about 1. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.domain import Question
from rag.ports import Vectors
from rag.question.names import mentions
from rag.read.kinds import Kind, holds, kind_asked
from rag.read.pieces import Piece
from rag.read.terms import overlap, terms

NAMES = (
    "cosine",  # of sentence and question
    "passage_cosine",  # of the sentence's passage and the question
    "overlap",  # weighted share of the question's words in the sentence
    "near_overlap",  # the same with its neighbours and the headline
    "kind",  # it holds the kind of answer asked for
    "subject",  # it names the subject
    "near_subject",  # it, a neighbour or the headline does
    "first",  # how high its passage ranks: 1 / (1 + rank)
    "margin",  # how much its passage's score lies under the best one's
    "length",  # words / 40, at most 1
    "question",  # it is itself a question
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question prepared for reading: its vector, shape (dim,), and its words' weights."""

    question: Question
    vector: Vectors
    weighted: Mapping[str, float]


def features(asked: Asked, found: Sequence[Piece], vectors: Vectors) -> Vectors:
    """Return float32 of shape (len(found), len(NAMES)); row i of ``vectors`` is piece i's."""
    if not found:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    kind = kind_asked(asked.question.text)
    best = max(piece.hit.score for piece in found)
    cosines = vectors @ asked.vector
    rows = [
        _row(asked, piece, kind, float(cosine), best)
        for piece, cosine in zip(found, cosines, strict=True)
    ]
    return np.array(rows, dtype=np.float32)


def _row(asked: Asked, piece: Piece, kind: Kind, cosine: float, best: float) -> list[float]:
    near = f"{piece.headline} {piece.before} {piece.text} {piece.after}"
    subject = asked.question.subject
    words = len(piece.text.split())
    return [
        cosine,
        piece.hit.cosine or 0.0,
        overlap(asked.weighted, terms(piece.text)),
        overlap(asked.weighted, terms(near)),
        float(holds(piece.text, kind, asked.question.text)),
        float(subject is None or mentions(piece.text, subject)),
        float(subject is None or mentions(near, subject)),
        1 / (1 + piece.rank),
        best - piece.hit.score,
        min(words / 40, 1.0),
        float(piece.text.rstrip("\"'”’ ").endswith("?")),
    ]
