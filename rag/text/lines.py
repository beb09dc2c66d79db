"""Lines as their writer meant them: a paragraph wrapped at a fixed width is one line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import regex

from rag.domain import Span

# str.splitlines' set
BREAKS = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
NARROWEST, WIDEST = 40, 120  # code points; text is wrapped at 60 to 80, rarely at 100 or more
FEWEST = 3  # line ends to judge by
LEAST_FORCED = 0.4  # in wrapped text all line ends are forced but the paragraphs'
LEAST_GO_ON = 0.5  # wrapped English goes on in lower case after some eight of ten line ends

_LINE = regex.compile(rf"[^{BREAKS}]+")
_BREAK = regex.compile(rf"\r\n|[{BREAKS}]")
_FIRST_WORD = regex.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line as it stands: where it starts, indented or not, and its trimmed text."""

    start: int
    span: Span

    @property
    def width(self) -> int:
        return self.span.end - self.start


def lines(text: str) -> list[Span]:
    """Return the lines of ``text`` that are not blank, trimmed, wrapped ones joined.

    Plain-text wire copy comes wrapped at some 70 characters. It is known by its line ends:
    many stand where the next word would not have fitted, and most of those are followed by a
    lower-case letter. Scripts without lower case are taken line by line.
    """
    rows = [
        _Row(match.start(), span)
        for match in _LINE.finditer(text)
        if (span := trimmed(text, match.start(), match.end()))
    ]
    width = _width(rows)
    if not NARROWEST <= width <= WIDEST:
        return [row.span for row in rows]
    ends = [pair for pair in pairwise(rows) if _adjacent(text, *pair)]
    forced = {after.start for before, after in ends if _forced(text, before, after, width)}
    going_on = sum(text[start].islower() for start in forced)
    wrapped = (
        len(ends) >= FEWEST
        and len(forced) >= LEAST_FORCED * len(ends)
        and going_on >= LEAST_GO_ON * len(forced)
    )
    return _joined(rows, forced if wrapped else set())


def blank_line_between(text: str, before: int, after: int) -> bool:
    """Return whether the white space ``[before, after)`` holds more than one line break."""
    return len(_BREAK.findall(text, before, after)) > 1 or "\u2029" in text[before:after]


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return ``[start, end)`` without white space at its ends, or None if nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(start + left, start + right) if left < right else None


def _width(rows: list[_Row]) -> int:
    """Return the length that all but a few outliers (a long URL) keep to; 0 without lines."""
    lengths = sorted(row.width for row in rows)
    return lengths[int(0.97 * (len(lengths) - 1))] if lengths else 0


def _adjacent(text: str, before: _Row, after: _Row) -> bool:
    return not blank_line_between(text, before.span.end, after.start)


def _forced(text: str, before: _Row, after: _Row, width: int) -> bool:
    """Return whether the next line goes on: not indented, and its first word had no room."""
    word = _FIRST_WORD.match(text, after.start)
    return word is not None and before.width + 1 + len(word[0]) > width


def _joined(rows: list[_Row], forced: set[int]) -> list[Span]:
    joined: list[Span] = []
    for row in rows:
        if row.start in forced:
            joined[-1] = Span(joined[-1].start, row.span.end)
        else:
            joined.append(row.span)
    return joined
