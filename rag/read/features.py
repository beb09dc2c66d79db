"""What the reader knows of a sentence, as named numbers between 0 and about 1. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.ports import Vectors
from rag.question.names import mentions, names_in
from rag.question.nouns import Named, Question
from rag.read.kinds import Kind, holds, kind_asked
from rag.read.pieces import Piece
from rag.read.terms import overlap, terms

WORDS = (
    "passage_cosine",  # of the sentence's passage and the question
    "overlap",  # weighted share of the question's words in the sentence
    "near_overlap",  # the same with its neighbours and the headline
    "kind",  # it holds the kind of answer asked for
    "subject",  # it names the subject
    "near_subject",  # it, a neighbour or the headline does
    "names",  # share of the question's proper names in its passage or headline
    "passage_overlap",  # weighted share of the question's words there
    "first",  # how high its passage ranks: 1 / (1 + rank)
    "margin",  # how much its passage's score lies under the best one's
    "length",  # words / 40, at most 1
    "question",  # it is itself a question
)
NAMES = ("cosine", *WORDS)  # cosine: of sentence and question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question prepared for reading: its vector, shape (dim,), its words' weights, its names."""

    question: Question
    vector: Vectors
    weighted: Mapping[str, float]
    names: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    """What is the same for every sentence of a passage."""

    names: float
    overlap: float


def prepare(question: Question, vector: Vectors, weighted: Mapping[str, float]) -> Asked:
    """Return a question with the proper names that stand in it."""
    names = tuple(mention.named for mention in names_in(question.text))
    return Asked(question, vector, weighted, names)


def features(asked: Asked, found: Sequence[Piece], vectors: Vectors) -> Vectors:
    """Return float32 of shape (len(found), len(NAMES)); row i of ``vectors`` is piece i's."""
    if not found:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    cosines = (vectors @ asked.vector)[:, np.newaxis]
    return np.hstack([cosines, word_features(asked, found)])


def word_features(asked: Asked, found: Sequence[Piece]) -> Vectors:
    """Return float32 of shape (len(found), len(WORDS)); needs no vector of the sentences."""
    if not found:
        return np.zeros((0, len(WORDS)), dtype=np.float32)
    kind = kind_asked(asked.question.text)
    best = max(piece.hit.score for piece in found)
    of_passage = {piece.hit.passage.id: piece for piece in found}
    around = {id_: _around(asked, piece) for id_, piece in of_passage.items()}
    rows = [_row(asked, piece, around[piece.hit.passage.id], kind, best) for piece in found]
    return np.array(rows, dtype=np.float32)


def _around(asked: Asked, piece: Piece) -> _Around:
    text = piece.around
    named = [mentions(text, name) for name in asked.names]
    return _Around(
        names=sum(named) / len(named) if named else 1.0,
        overlap=overlap(asked.weighted, terms(text)),
    )


def _row(asked: Asked, piece: Piece, around: _Around, kind: Kind, best: float) -> list[float]:
    near = piece.near
    subject = asked.question.subject
    words = len(piece.text.split())
    return [
        piece.hit.cosine or 0.0,
        overlap(asked.weighted, terms(piece.text)),
        overlap(asked.weighted, terms(near)),
        float(holds(piece.text, kind, asked.question.text)),
        float(subject is None or mentions(piece.text, subject)),
        float(subject is None or mentions(near, subject)),
        around.names,
        around.overlap,
        1 / (1 + piece.rank),
        best - piece.hit.score,
        min(words / 40, 1.0),
        float(piece.text.rstrip("\"'”’ ").endswith("?")),
    ]
