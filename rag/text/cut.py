"""Cutting what is too long for the encoder and has no sentence end to be cut at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import regex

from rag.domain import Span
from rag.text.graphemes import last_end
from rag.text.lines import trimmed

# (?r): searched from the end, so that the last one is found first
_CLAUSE_END = regex.compile(r"(?r)[.!?;:…][\"'”’»)\]]*\s|[。！？；][」』”’）]*")
_SPACE = regex.compile(r"(?r)\s")


class PieceMeasure(Protocol):
    """What cutting needs of an encoder; see rag.ports.Encoder."""

    @property
    def max_pieces(self) -> int:
        """Longest input in word pieces, special pieces counted."""
        ...

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, special pieces not counted."""
        ...

    def piece_ends(self, text: str) -> list[int]:
        """Return the code-point offset at which each word piece of ``text`` ends."""
        ...


@dataclass(frozen=True, slots=True)
class Room:
    """What one passage may hold: word pieces, and code points.

    A word that the model does not know is one piece however long it is, so pieces alone would
    not bound a passage.
    """

    pieces: int
    chars: int

    def holds(self, pieces: int, chars: int) -> bool:
        """Return whether so much fits."""
        return pieces <= self.pieces and chars <= self.chars


def cut(text: str, span: Span, room: Room, measure: PieceMeasure) -> Iterator[Span]:
    """Yield trimmed spans that fit ``room`` and together hold all of ``span`` but white space.

    Each ends behind the last fitting clause, else word, else grapheme.
    """
    rest: Span | None = span
    while rest is not None:
        stop = _stop(text, rest, room, measure)
        if piece := trimmed(text, rest.start, stop):
            yield piece
        rest = trimmed(text, stop, span.end)


def _stop(text: str, span: Span, room: Room, measure: PieceMeasure) -> int:
    """Return the end of the longest good start of ``span`` that fits."""
    window = text[span.start : min(span.end, span.start + room.chars)]
    ends = measure.piece_ends(window)
    if len(ends) <= room.pieces and span.start + len(window) == span.end:
        return span.end
    reach = len(window) if len(ends) <= room.pieces else max(1, ends[room.pieces - 1])
    while True:
        stop = _break(text, span.start, reach)
        if text[stop - 1].isspace():
            return stop
        # The beginning of a word can have more pieces than the whole word had up to there.
        over = measure.count_pieces([text[span.start : stop]])[0] - room.pieces
        if over <= 0 or reach == 1:
            return stop
        reach = max(1, reach - over)


def _break(text: str, start: int, reach: int) -> int:
    """Return the best place to cut in ``(start, start + reach]``."""
    end = start + reach
    if clause := _CLAUSE_END.search(text, start + reach // 2, end):
        return int(clause.end())
    if space := _SPACE.search(text, start + 1, end + 1):
        return int(space.end())
    return last_end(text, start, end)
