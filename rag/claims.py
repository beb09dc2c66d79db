"""What a sentence claims, beside its numbers, that can be looked up: dates and proper names."""

from __future__ import annotations

import re
from functools import cache

from rag.domain import Span
from rag.question.calendar_days import MONTHS, WEEKDAYS
from rag.question.names import has_case, mentions, names_in
from rag.question.nouns import Named
from rag.question.places import Mention
from rag.question.words import WORD, name_words, stop_words
from rag.text.fold import fold, tokens

_MONTH = re.compile(
    r"\b(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_BEFORE_MAY = re.compile(
    r"(?:\d(?:st|nd|rd|th)?|\b(?:in|of|since|until|by|from|before|after|during|last|this))\s$",
    re.IGNORECASE,
)
_AFTER_MAY = re.compile(r"\s\d")
_DAY_WORD = re.compile(r"\b(?:" + "|".join(WEEKDAYS) + r"|yesterday|today|tomorrow|tonight)\b")
_CODE = re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[^\W\d_])\w+")


def days_in(text: str) -> set[str]:
    """Return months, weekdays and words such as "yesterday", folded, months in full."""
    months = {
        _full_month(match.group())
        for match in _MONTH.finditer(text)
        if match.group()[0].isupper() and not (match.group() == "May" and not _is_may(text, match))
    }
    return months | set(_DAY_WORD.findall(fold(text)))


def codes_in(text: str) -> set[str]:
    """Return words of letters and digits ("5G", "G7", "737s"), folded, but not "5m" or "3rd"."""
    return {
        code
        for code in _CODE.findall(fold(text))
        if not re.fullmatch(r"\d+(?:st|nd|rd|th|m|bn|mn|tn|b|k|s)", code)
    }


def unsupported_names(sentence: str, source: str, background: str = "") -> list[str]:
    """Return the proper names of ``sentence`` that ``source`` does not have.

    A country may stand as its adjective, people, capital or seat ("Estonia" for "Tallinn"),
    but a capital only as itself. Where part of a name is in ``source`` ("Kallas"), the rest
    may come from ``background``, the article around it. The word that opens the sentence
    counts as a name unless it is known to be none: an invented "Musk said" must not pass.
    Names in scripts without capitals are not seen.
    """
    words = set(tokens(source))
    found = names_in(sentence) if has_case(sentence) else _capitals(sentence)
    opener = next(iter(_capitals(sentence)), None)
    if opener is not None and all(name.span.start > opener.span.start for name in found):
        found.append(opener)
    return [name.named.text for name in found if not _is_supported(name, source, words, background)]


def _is_supported(mention: Mention, source: str, words: set[str], background: str) -> bool:
    if mention.kind != "name":
        named = mention.exact if mention.kind in ("capital", "seat") else mention.named
        return mentions(source, named)
    wanted = [word for word in tokens(mention.named.text) if word not in _no_names()]
    missing = {word for word in wanted if word not in words and not _alike(word, words)}
    if not missing or len(missing) == len(set(wanted)):
        return not missing
    return missing.issubset(tokens(background))


def _alike(word: str, words: set[str]) -> bool:
    """Whether the singular or plural of a name is there ("Democrat", "Democrats")."""
    return f"{word}s" in words or (word.endswith("s") and word[:-1] in words)


def _capitals(sentence: str) -> list[Mention]:
    """Return every capitalised word as a name."""
    return [
        Mention(Span(*match.span()), named, named, "name")
        for match in WORD.finditer(sentence)
        if match.group()[0].isupper() and (named := Named(match.group(), (match.group(),)))
    ]


@cache
def _no_names() -> frozenset[str]:
    return stop_words() | name_words("openers")


def _full_month(name: str) -> str:
    number = MONTHS[name.lower()]
    return next(full for full, other in MONTHS.items() if other == number)


def _is_may(text: str, match: re.Match[str]) -> bool:
    """Whether a capital "May" is the month: beside a number, or after "in" and the like."""
    return bool(_BEFORE_MAY.search(text, 0, match.start()) or _AFTER_MAY.match(text, match.end()))
