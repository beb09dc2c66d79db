"""Follow-ups that refer to the last answer: "who said that?", "what else did he say?"."""

from __future__ import annotations

import re

from rag.question.names import is_person, names_in
from rag.question.nouns import Turn
from rag.question.quoted import quoted_in

_WHO_SAID_THAT = re.compile(
    r"(?:(?:and|so|but|ok(?:ay)?)[,\s]+)?(?:"
    r"who\s+(?:exactly\s+|actually\s+)?(?:said|says|told\s+(?:them|us|reporters)|stated|claimed)"
    r"\s+(?:that|this|it|so|those\s+words)"
    r"|whose\s+(?:words|quote|statement)\s+(?:are|is|were|was)\s+(?:that|this|it|those|these|they)"
    r"|who\s+(?:was|is)\s+(?:that|it)\s+(?:said\s+)?by)",
    re.IGNORECASE,
)
_MARKS = re.compile(r'["“”„«»]')
_END = " ,.;:?!"
_LEAST = 4  # words between quotation marks that are the speaker's own and not a word held up
_LONGEST = 40  # words of a quotation that are asked about


def asks_who_said_that(text: str) -> bool:
    """Whether ``text`` asks only whose words the last answer quotes."""
    return _WHO_SAID_THAT.fullmatch(text.strip(_END)) is not None


def who_said(turn: Turn) -> str | None:
    """Return the question who said what the answer of ``turn`` quotes first, None without one."""
    words = _own_words(turn.quote).split()[:_LONGEST]
    return f'Who said "{" ".join(words).strip(_END)}"?' if len(words) >= _LEAST else None


def speaker_of(turn: Turn) -> str | None:
    """Return the person's name in the speaker of ``turn``, None where it names no person."""
    lead = "and "  # a name does not open a sentence here
    mentions = names_in(lead + turn.speaker) if turn.speaker else []
    return next((one.named.text for one in mentions if is_person(one.named.text)), None)


def _own_words(quote: str) -> str:
    """Return what stands between quotation marks where that is a statement, else all of it."""
    if quote[:1] in ('"', "“", "„", "«"):
        closing = _MARKS.search(quote, 1)
        own = quote[1 : closing.start() if closing else len(quote)]
        if len(own.split()) >= _LEAST:
            return own
    span = quoted_in(quote)
    inside = span.of(quote) if span else ""
    own = inside if len(inside.split()) >= 2 * _LEAST and not _MARKS.search(inside) else quote
    return _MARKS.sub("", own)
