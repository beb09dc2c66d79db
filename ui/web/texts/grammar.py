"""How languages count: the form of a word that goes with a number. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

OTHER: Final = "other"  # the form that every text with forms has


def _one(n: int) -> str:
    return "one" if n == 1 else OTHER


def _up_to_one(n: int) -> str:
    return "one" if n < 2 else OTHER


def _slavic(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return _few(n)


def _polish(n: int) -> str:
    return "one" if n == 1 else _few(n)


def _few(n: int) -> str:
    return "few" if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else "many"


def _arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    few, many = 3 <= n % 100 <= 10, n % 100 >= 11
    return "few" if few else "many" if many else OTHER


RULES: Final[Mapping[str, Callable[[int], str]]] = {
    "none": lambda _: OTHER,
    "one": _one,
    "up to one": _up_to_one,
    "slavic": _slavic,
    "polish": _polish,
    "arabic": _arabic,
}
"""A language file's ``number.plural`` -> the form of a whole number from 0.

Those of the Unicode CLDR's cardinal plurals: "none" of Japanese and Chinese, "one" of English,
German, Estonian and most others, "up to one" of French and Portuguese, "slavic" of Russian and
Ukrainian.
"""


def form(rule: str, number: int) -> str:
    """Return the form for a number; of a rule that there is not, English's."""
    return RULES.get(rule, _one)(abs(number))
