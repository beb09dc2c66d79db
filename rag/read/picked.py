"""What reading gives: the sentences that answer, each with its score, or why none does. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.domain import ReasonCode
from rag.read.pieces import Piece
from rag.read.said import Said
from rag.text.fold import tokens


@dataclass(frozen=True, slots=True)
class Picked:
    """A sentence that answers, its score, and who says it where an article tells.

    ``score`` is how likely it answers, 0 to 1; ``order`` ranks the sentences of one question.
    ``answer`` is the likeliest answer's own words in it, where a model has read it; ``older``
    says that a newer one beside it tells otherwise.
    """

    piece: Piece
    score: float
    order: float
    speaker: str | None = None
    answer: str = ""
    older: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What reading gave: the sentences, best first, or why there are none."""

    picked: tuple[Picked, ...]
    score: float
    reason: ReasonCode | None


def nothing(reason: ReasonCode, score: float = 0.0) -> Read:
    """Return that there is no answer."""
    return Read((), score, reason)


def distinct(ordered: Sequence[Picked], *, most: int, least: float) -> list[Picked]:
    """Return the first of each wording, up to ``most``, that are ordered ``least`` or higher."""
    chosen: list[Picked] = []
    seen: list[list[str]] = []
    for one in ordered:
        if len(chosen) == most or one.order < least:
            break
        words = tokens(one.piece.text)
        if words not in seen:
            chosen.append(one)
            seen.append(words)
    return chosen


def with_speaker(one: Picked, said: Said) -> Picked:
    """Return a sentence with whoever speaks in it."""
    if one.speaker is not None:
        return one
    statement = said.any(one.piece)
    return replace(one, speaker=statement.name if statement else None)
