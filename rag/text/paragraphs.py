"""Where the paragraphs of a text begin and end."""

from __future__ import annotations

import regex

from rag.domain import Span
from rag.text.sentences import trimmed

_BREAK = r"(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])"
_LINE_BREAK = regex.compile(_BREAK)
_BLANK_LINE = regex.compile(rf"{_BREAK}[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*{_BREAK}|\u2029")


def paragraph_break(text: str) -> regex.Pattern[str]:
    """Return what divides paragraphs in ``text``: blank lines if it has any, else line ends."""
    return _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_BREAK


def paragraph_of(text: str, span: Span) -> Span:
    """Return the paragraph around ``span``, trimmed; the paragraphs, if it spans several."""
    divider = paragraph_break(text)
    before = [match.end() for match in divider.finditer(text, 0, span.start)]
    after = divider.search(text, span.end)
    start = before[-1] if before else 0
    end = after.start() if after else len(text)
    return trimmed(text, start, end) or span
