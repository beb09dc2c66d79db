"""Where the paragraphs of a text begin and end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from rag.domain import Span
from rag.text.lines import blank_line_between, lines


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs, trimmed: between blank lines if there are any, else the lines."""
    found: list[Span] = []
    rows = lines(text)
    for row in rows:
        if found and not blank_line_between(text, found[-1].end, row.start):
            found[-1] = Span(found[-1].start, row.end)
        else:
            found.append(row)
    return found if len(found) > 1 else rows


def paragraph_of(text: str, span: Span) -> Span:
    """Return the paragraph around ``span``; from first to last, if it touches several."""
    found = paragraphs(text)
    first = bisect_right(found, span.start, key=lambda one: one.start) - 1
    last = bisect_left(found, span.end, key=lambda one: one.start) - 1
    if not found or last < 0:
        return span
    start = found[max(first, 0)].start
    return Span(min(start, span.start), max(found[last].end, span.end))
