"""Proper names in a question, and whether a text names whom a question is about."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rag.domain import Span
from rag.question.bodies import other_names
from rag.question.nouns import Named
from rag.question.places import COLUMNS, Mention, is_place, places_in
from rag.question.proper import (
    POSSESSIVE,
    Token,
    family_name_first,
    has_case,
    is_acronym,
    is_day,
    is_generic,
    is_person,
    is_title,
    opens_sentence,
    runs,
    surname,
)
from rag.question.words import data, name_words, stop_words, unaccent
from rag.text.fold import fold

__all__ = ["Mention", "has_case", "is_person", "mentions", "names_in", "places_in"]

_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_a-z]\.){2,}")
_THE = re.compile(r"^the\s+", re.IGNORECASE)
_LEGAL = re.compile(
    r",?\s+(?:F\.?C|A\.?F\.?C|S\.?C|C\.?F|Inc|Corp|Co|Ltd|LLC|PLC|plc|S\.?A|AG|SE|NV|GmbH)\.?$"
)
_OF_IT = re.compile(  # a Viking-era site is told of with the Vikings, or with the Viking Age
    r"-(?:era|based|backed|owned|led|style|born|themed|made|built|linked|trained|area)$"
)
_NOTHING = re.compile(r"(?!)")


def names_in(text: str) -> list[Mention]:
    """Return the proper names in ``text``, places among them, in order, none overlapping.

    A run of capitalised words is one name, without titles before it ("Prime Minister Kaja
    Kallas" is Kaja Kallas). A single capitalised word that opens a sentence is one only if it
    is a place, an acronym or has a capital inside. A text without any capitals, or with one on
    every word, can only name places.
    """
    if not has_case(text):
        return places_in(text, any_case=True)
    places = places_in(text)
    found = [mention for run in runs(text) for mention in _names_of(text, run, places)]
    found += [place for place in places if not any(_overlap(place, one) for one in found)]
    return sorted(found, key=lambda mention: mention.span.start)


def mentions(text: str, named: Named) -> bool:
    """Whether ``text`` names ``named`` by any of its names, as a whole word.

    A name of one word, and any place, needs its capitals, or all capitals; other names of
    several words ("World Cup") do not, and accents never count. A person given in full is named
    by the surname alone too, unless another given name stands before it.
    """
    plain = _plain(text)
    names, surnames = _patterns(named.names)
    if any(match["hit"] for match in names.finditer(plain)):
        return True
    return any(
        not _other_given_name(plain, match.start(), named) for match in surnames.finditer(plain)
    )


def name_of(text: str) -> Named:
    """Return a name with its other forms: no "The" or "Inc.", a surname, an acronym."""
    bare = _THE.sub("", text) or text
    short = _LEGAL.sub("", bare) or bare
    forms = [text, bare, short, _OF_IT.sub("", short)]
    words = short.split()
    if last := family_name_first(bare) or surname(bare):
        forms.append(last)
    elif len(words) > 2:
        initials = "".join(word[0] for word in words if word[0].isupper())
        forms += [initials] if len(initials) > 2 else []
    forms += [name for form in (bare, short) for name in other_names(form)]
    return Named(text, tuple(dict.fromkeys(forms)))


def _names_of(text: str, run: list[Token], places: list[Mention]) -> list[Mention]:
    """Return the names in a run: a place and the person after it, or all of it as one name."""
    start, end = run[0].start(), run[-1].end()
    ending = POSSESSIVE.search(text[start:end])
    end -= len(ending[0]) if ending else 0
    first = next((place for place in places if place.span.start == start), None)
    if first is not None:
        rest = [token for token in run if token.start() >= first.span.end]
        own = [token for token in rest if not is_title(token[0])]
        if is_generic([token[0] for token in rest]):
            return [first]
        if len(own) < len(rest) or is_person(text[own[0].start() : end]):
            return [first, *_one(text, own[0].start(), end)]
    if len(run) == 1 and not _stands_alone(text, run[0]):
        return []
    return _one(text, start, end)


def _one(text: str, start: int, end: int) -> list[Mention]:
    name = " ".join(text[start:end].split())
    if is_title(name) or is_day(name):
        return []
    named = name_of(name)
    return [Mention(Span(start, end), named, named, "name")]


def _stands_alone(text: str, token: Token) -> bool:
    """Whether one capitalised word is a name although it may open a sentence."""
    word = POSSESSIVE.sub("", token[0])
    if is_day(word) or (fold(word) in stop_words() and not is_acronym(word)):
        return False
    inner = any(letter.isupper() for letter in word[1:])
    return inner or word != token[0] or not opens_sentence(text, token.start())


def _overlap(one: Mention, other: Mention) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


@lru_cache(maxsize=512)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for names and for surnames; longer phrases around a name are eaten first."""
    plain = [_plain(name) for name in names if name]
    last = family_name_first(names[0]) or surname(names[0])
    surnames = {_plain(last)} & set(plain[1:]) if last else set()
    wanted = set(plain) - surnames
    eaten = {phrase for phrase in _phrases() if phrase not in wanted and _inside(wanted, phrase)}
    loose = {name for name in wanted if " " in name and not is_place(name)}
    hit = "|".join(
        filter(None, (_either(wanted - loose), f"(?i:{_either(loose)})" if loose else ""))
    )
    pattern = f"(?P<hit>{hit})"
    return (
        re.compile(f"(?:{_either(eaten)})|{pattern}" if eaten else pattern),
        re.compile(_either(surnames)) if surnames else _NOTHING,
    )


def _plain(text: str) -> str:
    """Return a text without accents and without the dots of initials: U.S. is US."""
    return _INITIALS.sub(lambda match: match[0].replace(".", ""), unaccent(text))


def _either(names: set[str]) -> str:
    """Return a pattern for whole words, as written or in capitals; "" for no names."""
    forms = sorted(names | {name.upper() for name in names}, key=lambda form: (-len(form), form))
    words = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in forms)
    return rf"(?<!\w)(?:{words})(?!\w)" if words else ""


def _inside(names: set[str], phrase: str) -> bool:
    return any(
        name in phrase and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", phrase) for name in names
    )


@cache
def _phrases() -> frozenset[str]:
    """Every name of a place and every phrase that has more than one word."""
    places = [
        name for place in data("places")["places"] for kind in COLUMNS for name in place[kind]
    ]
    names = map(_plain, [*places, *name_words("phrases")])
    return frozenset(name for name in names if " " in name or "-" in name)


def _other_given_name(plain: str, at: int, named: Named) -> bool:
    """Whether a capitalised word that is no title stands right before a surname at ``at``."""
    match = re.search(r"([^\W\d_][\w.'-]*) $", plain[max(0, at - 40) : at])
    if match is None or not match[1][0].isupper():
        return False
    word = match[1]
    if (
        POSSESSIVE.search(word)
        or word in unaccent(named.text).split()
        or is_place(word)
        or is_title(word)
        or is_day(word)
    ):
        return False
    return fold(word) not in stop_words()
