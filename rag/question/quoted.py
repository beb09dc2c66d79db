"""The words in a question that somebody is to have said."""

from __future__ import annotations

import re
from functools import cache

from rag.domain import Span
from rag.question.cues import verb_pattern

_PAIRS = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'"))
_WHOSE = re.compile(r"\bwhose\s+(?:\w+\s+)?(?:words?|phrase|quotes?|quotation)\b", re.IGNORECASE)
_ASKED = re.compile(
    r"\W*(?:(?:and|but|so|then)\s+)?(?:(?:by|to)\s+)?(?:who|whom|whose|which|what)\b", re.IGNORECASE
)
_SAID = re.compile(r"\b(?:say|says|said|saying)\b[^\w]*$", re.IGNORECASE)
_OTHER_SPEAKS = re.compile(r"\b(?:did|does|do)\b(?!\s+not\b)", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:is|was|are|were|be|been|being)\s+(?:(?:often|also|widely|\w+ly)\s+)?$", re.IGNORECASE
)
_ASIDE = re.compile(r"\b(?:to|for|of|by|after|about)\s+$", re.IGNORECASE)  # "for calling him ..."
_SAYS = (
    "say",
    "tell",
    "speak",
    "describe",
    "write",
    "think",
    "tweet",
    "exclaim",
    "shout",
    "answer",
)
_CALLS = (
    r"call(?:s|ed|ing)?|label(?:s|led|ling)?|dub(?:s|bed)|brand(?:s|ed)|utter(?:s|ed)?|words?"
    r"|us(?:es|ed)"
)
_FEW = 3  # words: so short a quotation is asked about only by a verb that calls something so
_NEAR = 8  # words from the verb to the quotation
_SMALL = 3  # letters of a word that a title may write small
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


def asks_who_said(text: str, quote: Span) -> bool:
    """Return whether a question asks whose the words are that it quotes.

    "Who said ...", "which senator called the deal ...", not what only has a name in quotation
    marks ("who directed ...") or quotes in passing ("what was the so-called ... fined for?").
    """
    before, words = text[: quote.start], quote.of(text)
    if _WHOSE.search(before):
        return True
    asked = _ASKED.match(before)
    if asked is None or (_is_title(words) and not _SAID.search(before)):
        return False
    saying = _calling() if len(words.split()) < _FEW else _saying()
    return any(
        _speaks(before[asked.end() : verb.start()], verb[0]) and _is_near(before[verb.end() :])
        for verb in saying.finditer(before, asked.end())
    )


def _speaks(between: str, verb: str) -> bool:
    """Return whether whoever is asked for does what a verb says; ``between`` are both."""
    if "," in between or _OTHER_SPEAKS.search(between) or _ASIDE.search(between):
        return False
    return verb.endswith("ing") or not _PASSIVE.search(between)


def _is_near(between: str) -> bool:
    return len(between.split()) <= _NEAR


def _is_title(words: str) -> bool:
    """Return whether all telling words have a capital, two at least: the name of something."""
    telling = [word for word in words.split() if len(word) > _SMALL]
    return len(telling) > 1 and all(word[0].isupper() for word in telling)


@cache
def _saying() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{verb_pattern()}|{_CALLS})\b", re.IGNORECASE)


@cache
def _calling() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{verb_pattern(lemmas=_SAYS)}|{_CALLS})\b", re.IGNORECASE)


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
