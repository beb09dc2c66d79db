"""What a sentence claims that can be looked up: numbers, dates and proper names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rag.domain import Named, Span
from rag.question.calendar_days import MONTHS, WEEKDAYS
from rag.question.names import has_case, mentions, names_in
from rag.question.places import Mention
from rag.question.words import data, stop_words
from rag.text.fold import fold, tokens

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_SMALL = {word: n for n, word in enumerate(_ONES)} | {
    word: 10 * n for n, word in enumerate(_TENS, 2)
}
_LARGE = {
    "hundred": 100,
    "dozen": 12,
    "thousand": 1_000,
    "k": 1_000,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "b": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
_UNITS = {
    "%": r"%|per\s?cent(?!age)\b",
    "pp": r"percentage\s+points?\b|pp\b",
    "$": r"(?:us\s+)?dollars?\b|usd\b",
    "€": r"euros?\b|eur\b",
    "£": r"pounds?\b|gbp\b",
    "¥": r"yen\b",
    "th": r"(?:st|nd|rd|th)\b",
}
_SMALL_WORD = f"(?:{'|'.join(_SMALL)})"
_NUMBER_WORD = f"(?:{'|'.join([*_SMALL, 'hundred', 'thousand', 'million', 'billion', 'trillion'])})"
_UNIT = f"(?P<unit>{'|'.join(_UNITS.values())})"
_FIGURES = re.compile(
    r"(?<![\w.])(?:(?P<sign>[$€£¥])\s?)?"
    r"(?P<figures>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<large>(?:\s?-?\s?(?:hundred|thousand|million|billion|trillion|dozen)"
    r"|\s?(?:bn|mn|tn|m|b|k))(?![^\W_]))?"
    rf"(?:\s?-?\s?{_UNIT})?(?![^\W_])"
)
_NUMBER_WORDS = re.compile(
    rf"\b(?:{_SMALL_WORD}|a(?=\s(?:hundred|thousand|million|billion|trillion|dozen)\b))\b"
    rf"(?:(?:\s+and\s+|[\s-]+)(?:{_NUMBER_WORD}|dozen)\b)*"
    rf"(?:[\s-](?P<ordinal>{'|'.join(_ORDINALS)})\b)?(?:[\s-]+{_UNIT})?"
    rf"|\b(?P<nth>{'|'.join(_ORDINALS)}|twentieth|thirtieth)\b"
)
_MONTH = re.compile(
    r"\b(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_DAY_WORD = re.compile(r"\b(?:" + "|".join(WEEKDAYS) + r"|yesterday|today|tomorrow|tonight)\b")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_CODE = re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[^\W\d_])\w+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it counts: "" | "%" | "pp" | a currency's sign | "th" (an ordinal)."""

    value: Decimal
    unit: str


def numbers_in(text: str) -> set[Number]:
    """Return the numbers of ``text``, whether in figures or in English words.

    "1.5bn" and "1.5 billion" are the same number, so are "4.25%" and "4.25 percent", "$5m" and
    "five million dollars". A single letter may be metres or million: both are returned.
    """
    plain = fold(text)
    found = {number for match in _FIGURES.finditer(plain) for number in _of_figures(match)}
    return found | {_of_words(match) for match in _NUMBER_WORDS.finditer(plain)}


def claimed_numbers(text: str) -> set[Number]:
    """Return the numbers a sentence must be able to show: all but a lone "one"."""
    plain = fold(text)
    words = {_of_words(match) for match in _NUMBER_WORDS.finditer(plain) if match.group() != "one"}
    return words | {_of_figures(match)[0] for match in _FIGURES.finditer(plain)}


def is_among(claimed: Number, numbers: Iterable[Number]) -> bool:
    """Whether a number of this value is there, in this unit if the claim has one."""
    return any(
        claimed.value == number.value
        and (claimed.unit in ("", number.unit) or (claimed.unit == "th" and number.unit == ""))
        for number in numbers
    )


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
    words, around = set(tokens(source)), set(tokens(background))
    found = names_in(sentence) if has_case(sentence) else _capitals(sentence)
    opener = next(iter(_capitals(sentence)), None)
    if opener is not None and all(name.span.start > opener.span.start for name in found):
        found.append(opener)
    return [name.named.text for name in found if not _is_supported(name, source, words, around)]


def _is_supported(mention: Mention, source: str, words: set[str], around: set[str]) -> bool:
    if mention.kind != "name":
        named = mention.exact if mention.kind in ("capital", "seat") else mention.named
        return mentions(source, named)
    wanted = [word for word in tokens(mention.named.text) if word not in _no_names()]
    missing = [word for word in wanted if word not in words and not _alike(word, words)]
    return not missing or (len(missing) < len(wanted) and all(word in around for word in missing))


def _alike(word: str, words: set[str]) -> bool:
    """Whether the singular or plural of a name is there ("Democrat", "Democrats")."""
    return f"{word}s" in words or (word.endswith("s") and word[:-1] in words)


def _capitals(sentence: str) -> list[Mention]:
    """Return every capitalised word as a name."""
    return [
        Mention(Span(*match.span()), named, named, "name")
        for match in _WORD.finditer(sentence)
        if match.group()[0].isupper() and (named := Named(match.group(), (match.group(),)))
    ]


@cache
def _no_names() -> frozenset[str]:
    return stop_words() | frozenset(data("name_words")["openers"])


def _of_figures(match: re.Match[str]) -> list[Number]:
    value = Decimal(match["figures"].replace(",", ""))
    unit = match["sign"] or _unit(match["unit"])
    large = (match["large"] or "").strip(" -")
    scaled = Number(value * _LARGE.get(large, 1), unit)
    return [scaled, Number(value, unit)] if len(large) == 1 else [scaled]


def _of_words(match: re.Match[str]) -> Number:
    if nth := match["nth"]:
        return Number(Decimal(_ordinal(nth)), "th")
    total, group = 0, 0
    for word in re.split(r"[\s-]+", match.group()):
        if word in _SMALL:
            group += _SMALL[word]
        elif word in ("hundred", "dozen"):
            group = max(group, 1) * _LARGE[word]
        elif word in _LARGE:
            total, group = total + max(group, 1) * _LARGE[word], 0
    if ordinal := match["ordinal"]:
        return Number(Decimal(total + group + _ordinal(ordinal)), "th")
    return Number(Decimal(total + group), _unit(match["unit"]))


def _ordinal(word: str) -> int:
    return {"twentieth": 20, "thirtieth": 30}.get(word) or _ORDINALS.index(word) + 1


def _unit(words: str | None) -> str:
    if words is None:
        return ""
    return next(unit for unit, pattern in _UNITS.items() if re.fullmatch(pattern, words))


def _full_month(name: str) -> str:
    number = MONTHS[name.lower()]
    return next(full for full, other in MONTHS.items() if other == number)


def _is_may(text: str, match: re.Match[str]) -> bool:
    """Whether a capital "May" is the month: beside a number, or after "in" and the like."""
    before, after = text[: match.start()], text[match.end() :]
    return bool(
        re.search(
            r"(?:\d(?:st|nd|rd|th)?|\b(?:in|of|since|until|by|from|before|after|during|last|this))\s$",
            before,
            re.IGNORECASE,
        )
        or re.match(r"\s\d", after)
    )
