"""Numbers in a text, in figures or in English words, as values that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rag.text.fold import fold

# fmt: off
_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}
_LARGE = {
    "dozen": 12, "hundred": 100, "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6,
    "mn": 10**6, "billion": 10**9, "b": 10**9, "bn": 10**9, "trillion": 10**12, "tn": 10**12,
}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "twentieth": 20,
    "thirtieth": 30,
}
# fmt: on
NUMBER_WORDS = frozenset(word for word in (*_SMALL, *_LARGE, *_ORDINALS) if len(word) > 1)
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
    rf"|\b(?P<nth>{'|'.join(_ORDINALS)})\b"
)


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


def _of_figures(match: re.Match[str]) -> list[Number]:
    value = Decimal(match["figures"].replace(",", ""))
    unit = match["sign"] or _unit(match["unit"])
    large = (match["large"] or "").strip(" -")
    scaled = Number(value * _LARGE.get(large, 1), unit)
    return [scaled, Number(value, unit)] if len(large) == 1 else [scaled]


def _of_words(match: re.Match[str]) -> Number:
    if nth := match["nth"]:
        return Number(Decimal(_ORDINALS[nth]), "th")
    total, group = 0, 0
    for word in re.split(r"[\s-]+", match.group()):
        if word in _SMALL:
            group += _SMALL[word]
        elif word in ("hundred", "dozen"):
            group = max(group, 1) * _LARGE[word]
        elif word in _LARGE:
            total, group = total + max(group, 1) * _LARGE[word], 0
    if ordinal := match["ordinal"]:
        return Number(Decimal(total + group + _ORDINALS[ordinal]), "th")
    return Number(Decimal(total + group), _unit(match["unit"]))


def _unit(words: str | None) -> str:
    if words is None:
        return ""
    return next(unit for unit, pattern in _UNITS.items() if re.fullmatch(pattern, words))
