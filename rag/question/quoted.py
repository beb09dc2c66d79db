"""The words in a question that somebody is to have said."""

from __future__ import annotations

import re

from rag.domain import Span
from rag.question.cues import verb_pattern

_PAIRS = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'"))
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
    who = re.search(r"\b(?:who|whom|whose|which|what)\b", outside, re.IGNORECASE)
    if who is None:
        return False
    verb = rf"\b(?:{verb_pattern()}|call(?:s|ed)?|dub(?:s|bed)|utter(?:s|ed)?|words?|quotes?)\b"
    return re.search(verb, outside, re.IGNORECASE) is not None


def _opening(text: str, mark: str) -> int | None:
    if mark in "'‘":
        match = re.search(rf"(?:^|(?<=[\s(:,])){mark}(?=\S)", text)
        return (
            match.start()
            if match and re.search(r"\b(?:said|says?|words?|wrote|told)\b|:", text[: match.start()])
            else None
        )
    found = text.find(mark)
    return found if found >= 0 else None


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
