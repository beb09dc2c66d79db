"""The words in a question that somebody is to have said."""

from __future__ import annotations

import re
from functools import cache

from rag.domain import Span
from rag.question.cues import verb_pattern

_PAIRS = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'"))
_WHO = re.compile(r"\b(?:who|whom|whose|which|what)\b", re.IGNORECASE)
_BEFORE_APOSTROPHE = re.compile(r"\b(?:said|says?|words?|wrote|told)\b|:")
_BETWEEN = re.compile(r"""["“”]\s*(?:and|or|,|/|then)\s*["“”]""", re.IGNORECASE)


def quoted_in(text: str) -> Span | None:
    """Return where the quoted words stand, without their marks, or None.

    The outermost pair counts; of two quotations joined by "and" the longer. A quotation that is
    never closed reaches to the end of the question.
    """
    for opening, closing in _PAIRS:
        start = _opening(text, opening)
        if start is None:
            continue
        end = _closing(text, start + 1, closing)
        spans = _parts(text, start + 1, end)
        best = max(spans, key=lambda span: span[1] - span[0])
        trimmed = _trim(text, *best)
        if trimmed is not None:
            return trimmed
    return None


def asks_who_said(outside: str) -> bool:
    """Whether a question, its quotation left out, asks whose words those are."""
    return bool(_WHO.search(outside) and _saying().search(outside))


@cache
def _saying() -> re.Pattern[str]:
    other = r"call(?:s|ed)?|dub(?:s|bed)|utter(?:s|ed)?|words?|quotes?"
    return re.compile(rf"\b(?:{verb_pattern()}|{other})\b", re.IGNORECASE)


def _opening(text: str, mark: str) -> int | None:
    """Return where the first quotation begins; a lone apostrophe needs "said" before it."""
    if mark not in "'‘":
        found = text.find(mark)
        return found if found >= 0 else None
    match = re.search(rf"(?:^|(?<=[\s(:,])){mark}(?=\S)", text)
    said = match is not None and _BEFORE_APOSTROPHE.search(text, 0, match.start())
    return match.start() if match is not None and said else None


def _closing(text: str, start: int, mark: str) -> int:
    closing = r"['’](?!\w)" if mark in "'’" else f'["{mark}]'
    ends = [match.start() for match in re.finditer(closing, text) if match.start() >= start]
    return ends[-1] if ends else len(text.rstrip(" ?"))


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts, begin = [], start
    for match in _BETWEEN.finditer(text, start, end):
        parts.append((begin, match.start()))
        begin = match.end()
    return [*parts, (begin, end)]


def _trim(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    trimmed = words.strip()
    return Span(start + lead, start + lead + len(trimmed)) if trimmed else None
