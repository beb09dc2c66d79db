"""Phrases such as "on Monday" and "late last week", which stand anywhere around a cue."""

from __future__ import annotations

from collections.abc import Sequence

from rag.attribution.cues import words
from rag.attribution.tokens import Token
from rag.question.calendar_days import MONTHS, WEEKDAYS

# May and March are also words, and May a name.
_NOUNS = (frozenset((*WEEKDAYS, *MONTHS)) - {"may", "march", "mar"}) | words(
    "week month year morning evening night afternoon weekend"
)
_BEFORE = words("on last late early this past next earlier later")


def is_time(token: Token) -> bool:
    """Whether a token names a day, a month or a part of the day."""
    return token.low in _NOUNS


def time_end(items: Sequence[Token], at: int) -> int:
    """Return the end of the time phrase that begins at ``at``; ``at`` where none does."""
    end = at
    while end < len(items) and end < at + 4 and items[end].low in _BEFORE:
        end += 1
    if end >= len(items) or items[end].low not in _NOUNS:
        return at
    while end < len(items) and (items[end].low in _NOUNS or items[end].low.isdigit()):
        end += 1
    return end


def time_start(items: Sequence[Token], end: int) -> int:
    """Return the start of the time phrase that ends before ``end``; ``end`` where none does."""
    at = end
    while at > 0 and items[at - 1].low in _NOUNS:
        at -= 1
    if at == end:
        return end
    while at > 0 and items[at - 1].low in _BEFORE:
        at -= 1
    return at
