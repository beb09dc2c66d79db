"""From a reader model's logits over a passage to what they say of each of its sentences. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.domain import Span
from rag.ports import SpanLogits, Vectors
from rag.read.pieces import Piece

UNREAD = -20.0  # log-odds of what the model did not read: no answer, as good as surely
LONGEST = 30  # word pieces of an answer's own words


@dataclass(frozen=True, slots=True)
class Seen:
    """What a model sees in a sentence.

    ``begins`` and ``ends`` are log-odds of an answer beginning or ending in it against the
    passage not answering; ``logit`` is that of beginning alone, comparable between passages.
    ``answer`` is the likeliest answer's own words. ``passage`` is the log-odds that the passage
    answers, seen over the whole.
    """

    begins: float
    ends: float
    logit: float
    answer: str
    passage: float


NOTHING = Seen(UNREAD, UNREAD, UNREAD, "", UNREAD)


def seen(piece: Piece, logits: SpanLogits) -> Seen:
    """Return what the logits over a piece's passage say of the piece."""
    passage = piece.hit.passage
    inside = _inside(logits, piece.span, passage.span.start)
    if not inside.any():
        return NOTHING
    starts, ends = logits.starts[inside], logits.ends[inside]
    logit = _log_sum_exp(starts)
    return Seen(
        begins=logit - logits.nowhere[0],
        ends=_log_sum_exp(ends) - logits.nowhere[1],
        logit=logit,
        answer=_answer(passage.text, logits.offsets[inside], starts, ends),
        passage=logits.answers,
    )


def all_seen(found: Sequence[Piece], logits: Sequence[SpanLogits]) -> list[Seen]:
    """Return what is seen in each piece; ``logits`` are the hits' by rank, the first only."""
    return [
        seen(piece, logits[piece.rank]) if piece.rank < len(logits) else NOTHING for piece in found
    ]


def _inside(logits: SpanLogits, span: Span, base: int) -> np.typing.NDArray[np.bool_]:
    begin, end = logits.offsets[:, 0] + base, logits.offsets[:, 1] + base
    within: np.typing.NDArray[np.bool_] = (begin >= span.start) & (end <= span.end) & (end > begin)
    return within


def _answer(text: str, offsets: np.typing.NDArray[np.int32], starts: Vectors, ends: Vectors) -> str:
    """Return the words from the likeliest beginning to the likeliest end after it."""
    first = int(starts.argmax())
    last = first + int(ends[first : first + LONGEST].argmax())
    return text[int(offsets[first, 0]) : int(offsets[last, 1])]


def _log_sum_exp(logits: Vectors) -> float:
    most = float(logits.max())
    return most + float(np.log(np.exp(logits - most).sum()))
