"""Which sentences answer, by a model that reads question and passage together and by words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.domain import Hit, ReasonCode
from rag.ports import SpanModel, Vectors
from rag.question.nouns import Question
from rag.question.sought import sought
from rag.read.conflict import newest_first
from rag.read.corrected import tells_what_was_wrong
from rag.read.fact_features import fact_features, whole_features
from rag.read.features import Asked
from rag.read.headed import titled
from rag.read.holder import office_asked
from rag.read.latest import years_behind
from rag.read.naming import near
from rag.read.picked import Picked, Read, distinct, nothing
from rag.read.pieces import Piece
from rag.read.said import Said
from rag.read.score import shipped
from rag.read.spans import Seen, all_seen
from rag.read.statement import Encode
from rag.read.terms import terms
from rag.read.veto import asks_the_same, tells_another, tells_no_outcome
from rag.read.who_says import asks_who_says, lift
from rag.settings import Reading

SURE = 0.6  # score from which an answer stands though no passage has a word of the matter
BEHIND = 3.0  # how far behind the best one's order a second or third sentence may lie


def look(
    asked: Asked, hits: Sequence[Hit], found: Sequence[Piece], model: SpanModel, passages: int
) -> Vectors:
    """Return what is known of each piece once the model has read the first ``passages`` hits.

    Of who holds an office it reads all: the newest sentence, not the nearest, may stand in a late
    one.

    ``fact_features``, row i of which is piece i's.
    """
    return fact_features(asked, found, _see(asked, hits, found, model, passages))


def _see(
    asked: Asked, hits: Sequence[Hit], found: Sequence[Piece], model: SpanModel, passages: int
) -> list[Seen]:
    most = len(hits) if office_asked(asked.question.text) else passages
    texts = [
        titled(hit.passage.revision, hit.passage.text, dated=model.dated) for hit in hits[:most]
    ]
    return all_seen(found, model.read(sought(asked.question), texts))


def read_fact(
    asked: Asked,
    hits: Sequence[Hit],
    found: Sequence[Piece],
    *,
    said: Said,
    model: SpanModel,
    encode: Encode,
    settings: Reading,
) -> Read:
    """Pick the sentences that answer; only what names the question's subject may.

    Where it asks who says something, statements near it come first. ``found`` is not
    empty.
    """
    question, subject = asked.question, asked.question.subject
    seen = _see(asked, hits, found, model, settings.passages)
    table = fact_features(asked, found, seen)
    order = shipped().order.linear(table)
    named = [row for row, piece in enumerate(found) if subject is None or near(piece, subject)]
    if not named:
        return nothing(ReasonCode.NO_SUBJECT)
    off = {row for row in named if tells_another(question, found[row], seen[row].answer)}
    rows = [row for row in named if not (row in off or _says_too_little(question, found[row]))]
    if not rows:
        return nothing(ReasonCode.UNSURE)
    # where the likeliest is off, what is left must answer by itself
    alone = rows if max(named, key=lambda row: order[row]) in off else list(range(len(found)))
    scores = np.zeros(len(found), dtype=np.float32)
    scores[alone] = shipped().answerable.probabilities(whole_features(table[alone]))
    if asks_who_says(question.text):
        gained, by_nearness = lift(asked, found, said, encode)
        order, scores = order + gained, np.maximum(scores, by_nearness)
    order = order - years_behind(question, found, order, rows)
    rows.sort(key=lambda row: -order[row])
    scored = newest_first(
        question,
        [
            Picked(found[row], float(scores[row]), float(order[row]), answer=seen[row].answer)
            for row in rows
        ],
        asked.weighted,
    )
    best = scored[0].score
    if best < SURE and not _on_the_matter(asked, [one.piece for one in scored]):
        return nothing(ReasonCode.NO_MATTER, min(best, settings.threshold))
    if best < settings.threshold:
        return nothing(ReasonCode.UNSURE, best)
    chosen = distinct(scored, most=settings.sentences, least=scored[0].order - BEHIND)
    return Read(tuple(chosen), best, None)


def _says_too_little(question: Question, piece: Piece) -> bool:
    return (
        tells_no_outcome(question, piece)
        or tells_what_was_wrong(question, piece)
        or asks_the_same(question, piece)
    )


def _on_the_matter(asked: Asked, found: Sequence[Piece]) -> bool:
    """Return whether a passage that may answer, or its headline, has a word of the matter."""
    matter = set(terms(asked.question.matter))
    if not matter:
        return True
    passages = {piece.hit.passage.id: piece for piece in found}
    return any(matter.intersection(terms(piece.around)) for piece in passages.values())
