"""What did X say about Y: the sentences that give X's words on Y, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from rag.domain import ReasonCode
from rag.ports import Vectors
from rag.question.nouns import Named
from rag.read.conflict import latest_said
from rag.read.features import Asked, features
from rag.read.naming import near
from rag.read.picked import Picked, Read, distinct, nothing
from rag.read.pieces import Piece
from rag.read.said import Said
from rag.read.score import shipped
from rag.read.terms import overlap, with_places
from rag.settings import Reading

Encode = Callable[[Sequence[str]], Vectors]

NEAR_BEST = 0.6  # share of the best one's order that a second or third sentence must reach
SAID_ON_IT = 0.5  # what the matter's own words in a speaker's sentence add to its order
DIRECT = 0.3  # and what a direct quotation does
ON_WORDS = 0.34  # share of the matter's weight that makes a sentence be about it
ON_WORDS_AROUND = 0.6  # the same where only its passage and headline have the words
ENOUGH = 0.67  # share of the threshold that is asked for: speaker and matter are settled before
ON_THE_MATTER = 0.25  # cosine to the matter from which a sentence is about it without its words


def read_statement(
    asked: Asked,
    speaker: Named,
    found: Sequence[Piece],
    said: Said,
    *,
    encode: Encode,
    settings: Reading,
) -> Read:
    """Pick what the speaker says on the matter; a neighbour's sentence never answers.

    Only the speaker's sentences are embedded. ``found`` is not empty.
    """
    if speaker.names and not any(near(piece, speaker) for piece in found):
        return nothing(ReasonCode.NO_SUBJECT)
    said_by = said.by(speaker)
    heard = [(piece, statement) for piece in found if (statement := said_by(piece)) is not None]
    if not heard:
        return nothing(ReasonCode.NO_MATTER)
    own = [piece for piece, _ in heard]
    # near the matter itself, for a question's vector is near whatever names its speaker
    matter_in_words = asked.question.matter or asked.question.text
    about, *rows = encode([matter_in_words, *(piece.text for piece in own)])
    vectors = np.array(rows)
    scores = shipped().statement.probabilities(features(asked, own, vectors))
    cosines = vectors @ about
    matter = {term: asked.weighted.get(term, 1.0) for term in with_places(asked.question.matter)}
    scored = []
    for (piece, statement), score, cosine in zip(heard, scores, cosines, strict=True):
        if not _on(matter, piece) and cosine < ON_THE_MATTER:
            continue
        order = float(score) + SAID_ON_IT * overlap(matter, with_places(piece.text))
        order += DIRECT if statement.direct else 0.0
        scored.append(Picked(piece, float(score), order, statement.name))
    if not scored:
        return nothing(ReasonCode.NO_MATTER)
    best = max(one.score for one in scored)
    if best < ENOUGH * settings.threshold:
        return nothing(ReasonCode.UNSURE, best)
    scored.sort(key=lambda one: -one.order)
    chosen = distinct(scored, most=settings.sentences, least=NEAR_BEST * scored[0].order)
    return Read(tuple(latest_said(asked.question, chosen)), best, None)


def _on(matter: Mapping[str, float], piece: Piece) -> bool:
    """Return whether a sentence is on the matter, by its words and its neighbours' or passage's."""
    if not matter:
        return True
    if overlap(matter, with_places(f"{piece.before} {piece.text} {piece.after}")) >= ON_WORDS:
        return True
    return overlap(matter, with_places(piece.around)) >= ON_WORDS_AROUND
