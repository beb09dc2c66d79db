"""Evidence -> one to three sentences that answer, or the reason why none does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.attribution import Statement
from rag.domain import Hit, Named, ReasonCode
from rag.ports import Vectors
from rag.question.names import mentions
from rag.read.features import Asked, features
from rag.read.pieces import Piece, pieces
from rag.read.said import Quotes, Said
from rag.read.score import shipped
from rag.read.terms import overlap, terms
from rag.read.who_said import who_said
from rag.settings import Reading
from rag.text.fold import tokens

Encode = Callable[[Sequence[str]], Vectors]

NEAREST = 0.38  # cosine that one sentence must reach, or nothing at hand is about the question
FAR = 0.25  # cosine under which a sentence is never quoted
NEAR_BEST = 0.6  # share of the best score that a second or third sentence must reach
SAID_ON_IT = 0.5  # what the matter's own words in a speaker's sentence add to its order
DIRECT = 0.3  # and what a direct quotation does
ON_WORDS = 0.34  # share of the matter's weight that makes a sentence be about it
ON_WORDS_AROUND = 0.6  # the same where only its passage and headline have the words
ON_THE_MATTER = 0.45  # cosine from which a sentence is about the matter without its words


@dataclass(frozen=True, slots=True)
class Picked:
    """A sentence that answers, its score, and who says it where an article tells."""

    piece: Piece
    score: float
    cosine: float  # to the question
    speaker: str | None = None
    bonus: float = 0.0  # orders sentences by what the score does not know: words said in person


@dataclass(frozen=True, slots=True)
class Read:
    """What reading gave: the sentences, best first, or why there are none."""

    picked: tuple[Picked, ...]
    score: float
    reason: ReasonCode | None


def read(
    asked: Asked,
    hits: Sequence[Hit],
    *,
    encode: Encode,
    settings: Reading,
    quotes: Quotes = lambda _: None,
) -> Read:
    """Pick the sentences that answer from hits, best first.

    Each check may veto: the subject must be named, the words asked for must be the speaker's,
    quoted words must stand in an article, and the best score must reach the threshold. ``quotes``
    gives who says what in a revision, as the archive has it marked.
    """
    found = pieces(hits)
    if not found:
        return Read((), 0.0, ReasonCode.NO_MATTER)
    question = asked.question
    statements = Said(found, quotes)
    if question.quoted:
        return _whose(who_said(found, question.quoted, statements), settings)
    vectors = encode([piece.text for piece in found])
    scores = [float(p) for p in shipped().probabilities(features(asked, found, vectors))]
    cosines = [float(cosine) for cosine in vectors @ asked.vector]
    scored = [Picked(*one) for one in zip(found, scores, cosines, strict=True)]
    if question.speaker:
        scored, reason = _of_speaker(asked, scored, statements, question.speaker)
        if reason:
            return Read((), 0.0, reason)
    else:
        scored, reason = _about(scored, question.subject)
        if reason:
            unsure = min(max(scores), settings.threshold) if reason is ReasonCode.UNSURE else 0.0
            return Read((), unsure, reason)
    best = max(one.score for one in scored)
    if best < settings.threshold:
        return Read((), best, ReasonCode.UNSURE)
    scored.sort(key=lambda one: -(one.score + one.bonus))
    chosen = _distinct(scored, settings.sentences)
    return Read(tuple(_with_speaker(one, statements) for one in chosen), best, None)


def _whose(heard: Sequence[tuple[Piece, Statement | None]], settings: Reading) -> Read:
    """Quote the sentences that hold the words asked about: they do, or there are none."""
    if not heard:
        return Read((), 0.0, ReasonCode.NO_MATTER)
    scored = [Picked(piece, 1.0, 1.0, one.name if one else None) for piece, one in heard]
    return Read(tuple(_distinct(scored, settings.sentences)), 1.0, None)


def _about(
    scored: Sequence[Picked], subject: Named | None
) -> tuple[list[Picked], ReasonCode | None]:
    """Keep what is about the subject and comes near the question's meaning at all."""
    if subject is not None:
        scored = [one for one in scored if _near(one.piece, subject)]
    if not scored:
        return [], ReasonCode.NO_SUBJECT
    if max(one.cosine for one in scored) < NEAREST:
        return [], ReasonCode.UNSURE
    return [one for one in scored if one.cosine >= FAR], None


def _of_speaker(
    asked: Asked, scored: Sequence[Picked], statements: Said, speaker: Named
) -> tuple[list[Picked], ReasonCode | None]:
    """Keep what the speaker says on the matter; a neighbour's sentence never answers."""
    if speaker.names and not any(_near(one.piece, speaker) for one in scored):
        return [], ReasonCode.NO_SUBJECT
    matter = {term: asked.weighted.get(term, 1.0) for term in terms(asked.question.matter)}
    said_by = statements.by(speaker)
    kept = []
    for one in scored:
        statement = said_by(one.piece)
        if statement is None:
            continue
        if not _on(matter, one.piece) and one.cosine < ON_THE_MATTER:
            continue
        bonus = SAID_ON_IT * overlap(matter, terms(one.piece.text))
        bonus += DIRECT if statement.direct else 0.0
        kept.append(replace(one, speaker=statement.name, bonus=bonus))
    return kept, None if kept else ReasonCode.NO_MATTER


def _on(matter: Mapping[str, float], piece: Piece) -> bool:
    """Return whether a sentence is on the matter, by its words and its neighbours' or passage's."""
    if not matter:
        return True
    near = terms(f"{piece.before} {piece.text} {piece.after}")
    around = terms(f"{piece.headline} {piece.hit.passage.text}")
    return overlap(matter, near) >= ON_WORDS or overlap(matter, around) >= ON_WORDS_AROUND


def _near(piece: Piece, named: Named) -> bool:
    """Return whether a sentence, its passage or its headline names somebody or something."""
    return mentions(f"{piece.headline}\n{piece.hit.passage.text}", named)


def _distinct(scored: Sequence[Picked], most: int) -> list[Picked]:
    """Return the best and those near it, no two with the same words."""
    floor = scored[0].score + scored[0].bonus
    chosen: list[Picked] = []
    seen: list[list[str]] = []
    for one in scored:
        if len(chosen) == most or one.score + one.bonus < NEAR_BEST * floor:
            break
        words = tokens(one.piece.text)
        if words not in seen:
            chosen.append(one)
            seen.append(words)
    return chosen


def _with_speaker(one: Picked, statements: Said) -> Picked:
    if one.speaker is not None:
        return one
    statement = statements.any(one.piece)
    return replace(one, speaker=statement.name if statement else None)
