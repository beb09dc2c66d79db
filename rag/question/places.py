"""Countries and the names that news texts use for them: people, capital, seat of government."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rag.domain import Span
from rag.question.nouns import Named
from rag.question.words import data, name_words, unaccent

COLUMNS = ("names", "adjectives", "people", "capital", "seat")
_WORD_START = re.compile(r"(?<!\w)[^\W_]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at ``span`` of a text.

    ``named`` holds every name of whom it stands for ("Kyiv": Ukraine, Ukrainian, ...),
    ``exact`` only the spellings of this very name ("Kyiv", "Kiev"). ``kind`` is the column of
    places.json, or ``name`` for any other proper name.
    """

    span: Span
    named: Named
    exact: Named
    kind: str


@dataclass(frozen=True, slots=True)
class _Alias:
    text: str
    kind: str
    names: tuple[str, ...]
    spellings: tuple[str, ...]


def places_in(text: str, *, any_case: bool = False) -> list[Mention]:
    """Return the places ``text`` names, in order, the longest name at each point.

    A name needs its capital letters (or all capitals), so "us" and "turkey" are no countries;
    ``any_case`` drops that for names that are no ordinary words, for questions typed without
    capitals. A phrase that only contains a place ("New Mexico") is none.
    """
    plain = unaccent(text)
    return [
        Mention(
            Span(start, end),
            Named(text[start:end], alias.names),
            Named(text[start:end], alias.spellings),
            alias.kind,
        )
        for start, end, alias in _scan(plain, any_case=any_case)
        if alias.kind != "phrase"
    ]


def is_place(name: str) -> bool:
    """Whether ``name`` stands in places.json."""
    plain = unaccent(name)
    return any(
        alias.text == plain and alias.kind != "phrase" for alias in _aliases().get(_key(plain), ())
    )


def adjective_of(name: str) -> str | None:
    """Return the first adjective of the place called ``name`` ("Latvia": "Latvian")."""
    for place in data("places")["places"]:
        if name in place["names"] and place["adjectives"]:
            return str(place["adjectives"][0])
    return None


def _scan(plain: str, *, any_case: bool) -> Iterator[tuple[int, int, _Alias]]:
    aliases, ordinary = _aliases(), name_words("ordinary")
    done = 0
    for match in _WORD_START.finditer(plain):
        start = match.start()
        if start < done:
            continue
        for alias in aliases.get(_key(plain[start : start + 2]), ()):
            end = start + len(alias.text)
            loose = any_case and alias.text.lower() not in ordinary
            if _is_written(plain, start, end, alias, loose):
                yield start, end, alias
                done = end
                break


def _is_written(plain: str, start: int, end: int, alias: _Alias, any_case: bool) -> bool:
    here = plain[start:end]
    as_written = here in (alias.text, alias.text.upper())
    if not as_written and not (any_case and here.lower() == alias.text.lower()):
        return False
    return not plain[end : end + 1].isalnum()


def _key(plain: str) -> str:
    return plain[:2].lower()


@cache
def _aliases() -> dict[str, tuple[_Alias, ...]]:
    """All names by their first two letters, longest first; each with all it may stand for."""
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    spellings: defaultdict[str, dict[str, None]] = defaultdict(dict)
    kinds: dict[str, str] = {}
    for place in data("places")["places"]:
        every = [name for kind in COLUMNS for name in place[kind]]
        for kind in COLUMNS:
            for name in place[kind]:
                plain = unaccent(name)
                kinds.setdefault(plain, kind)
                names[plain].update(dict.fromkeys([name, *every]))
                spellings[plain].update(dict.fromkeys([name, *_spellings(name, place[kind], kind)]))
    for phrase in data("name_words")["phrases"]:
        kinds.setdefault(unaccent(phrase), "phrase")
    buckets: defaultdict[str, list[_Alias]] = defaultdict(list)
    for plain, kind in kinds.items():
        alias = _Alias(plain, kind, tuple(names[plain]), tuple(spellings[plain]))
        buckets[_key(plain)].append(alias)
    return {
        key: tuple(sorted(group, key=lambda one: -len(one.text))) for key, group in buckets.items()
    }


def _spellings(name: str, column: list[str], kind: str) -> list[str]:
    """Return the names that mean the very same: Kyiv and Kiev, but not Pretoria and Cape Town."""
    if kind == "seat":
        return [name]
    return [other for other in column if kind != "capital" or other[0] == name[0]]
