"""A sentence as words and marks, with each quotation folded into one token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from rag.attribution.quotations import Quotation
from rag.domain import Span

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., J.D.
    r"|(?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Gov|Gen|Lt|Col|St|Prof|Jr|Sr|Rev|Capt|Sgt|Maj|Adm)\."
    r"|[A-Z]\.(?=[ \u00a0])"
    r"|[^\W_]+(?:[-'’&.][^\W_]+)*"
    r"|--+|[^\w\s]|_"
)
_POSSESSIVE = ("'s", "’s")


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"  # begins with a capital
    MARK = "mark"
    QUOTATION = "quotation"


class Token(NamedTuple):
    """A word without its possessive ``'s`` in lower case (``low``), a mark, or a quotation.

    ``quotation`` is the index of the quotation it stands for, -1 for others.
    """

    start: int
    end: int
    low: str
    kind: Kind
    possessive: bool = False
    quotation: int = -1


def tokens(text: str) -> list[Token]:
    """Return the words and marks of ``text`` in order."""
    return [_token(match) for match in _TOKEN.finditer(text)]


def folded(
    all_tokens: Sequence[Token], starts: Sequence[int], sentence: Span, quoted: Sequence[Quotation]
) -> list[Token]:
    """Return the tokens of one sentence, quotations folded; ``starts`` are the tokens' starts."""
    items: list[Token] = []
    at = bisect_left(quoted, sentence.start + 1, key=lambda quotation: quotation.outer.end)
    index = bisect_left(starts, sentence.start)
    while index < len(all_tokens) and all_tokens[index].start < sentence.end:
        token = all_tokens[index]
        while at < len(quoted) and quoted[at].outer.end <= token.start:
            at += 1
        if at < len(quoted) and quoted[at].outer.start <= token.start:
            stop = min(quoted[at].outer.end, sentence.end)
            items.append(Token(token.start, stop, "", Kind.QUOTATION, quotation=at))
            index = bisect_left(starts, stop)
        else:
            items.append(token)
            index += 1
    return items


def _token(match: re.Match[str]) -> Token:
    word = match.group()
    if not (word[0].isalnum()):
        return Token(match.start(), match.end(), word, Kind.MARK)
    possessive = word.endswith(_POSSESSIVE)
    low = (word[:-2] if possessive else word).lower().replace("’", "'")
    if low.endswith(".") and low.count(".") == 1:  # mr., sen.
        low = low[:-1]
    kind = Kind.NAME if word[0].isupper() else Kind.WORD
    return Token(match.start(), match.end(), low, kind, possessive)
