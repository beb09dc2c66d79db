"""A sentence as words and marks, with each quotation folded into one token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rag.attribution.cues import words
from rag.attribution.quotations import Quotation
from rag.domain import Span

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., J.D.
    r"|(?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Gov|Gen|Lt|Col|St|Prof|Jr|Sr|Rev|Capt|Sgt|Maj|Adm)\."
    r"|[A-Z]\.(?=[ \u00a0])"
    r"|[^\W_]+(?:(?:[-'’&]|\.(?![A-Z][a-z]))[^\W_]+)*"
    r"|--+|[^\w\s]|_"
)
_TITLE = 7  # words of a quotation that may be a programme's or a song's name
_IN_TITLES = words("a an and at by for from in of on or the to with")
_POSSESSIVE = ("'s", "’s")


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"  # begins with a capital
    MARK = "mark"
    QUOTATION = "quotation"


class Token(NamedTuple):
    """A word without its possessive ``'s`` in lower case (``low``), a mark, or a quotation.

    ``quotation`` is the index of the quotation it stands for, -1 for others; ``spoken`` is how
    many words that has, 0 where it reads as a title ("The Late Show").
    """

    start: int
    end: int
    low: str
    kind: Kind
    possessive: bool = False
    quotation: int = -1
    spoken: int = 0


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
            behind = bisect_left(starts, stop)
            spoken = _spoken(all_tokens[index:behind])
            items.append(Token(token.start, stop, "", Kind.QUOTATION, False, at, spoken))
            index = behind
        else:
            items.append(token)
            index += 1
    return items


def _spoken(inside: Sequence[Token]) -> int:
    """Return how many words a quotation has, 0 for a title: a few words, all with capitals."""
    inner = [token for token in inside if token.kind is not Kind.MARK]
    titled = all(token.kind is Kind.NAME or token.low in _IN_TITLES for token in inner)
    return 0 if titled and len(inner) <= _TITLE else len(inner)


def _token(match: re.Match[str]) -> Token:
    return Token(match.start(), match.end(), *_word(match.group()))


@lru_cache(maxsize=20_000)  # most words of a text are those of the texts before it
def _word(word: str) -> tuple[str, Kind, bool]:
    """Return a word's lower-case form, its kind, and whether it is possessive."""
    if not word[0].isalnum():
        return word, Kind.MARK, False
    possessive = word.endswith(_POSSESSIVE)
    low = (word[:-2] if possessive else word).lower().replace("’", "'")
    if low.endswith(".") and low.count(".") == 1:  # mr., sen.
        low = low[:-1]
    return low, Kind.NAME if word[0].isupper() else Kind.WORD, possessive
