"""Proper names in a question, and whether a text names whom a question is about."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rag.domain import Named, Span
from rag.question.calendar_days import MONTHS, WEEKDAYS
from rag.question.places import Mention, is_place, places_in
from rag.question.words import WORD, data, stop_words, unaccent
from rag.text.fold import fold

__all__ = ["Mention", "mentions", "names_in", "places_in"]

_TOKEN = re.compile(WORD.pattern + r"(?:[-/][^\W_]+(?:['’][^\W_]+)*)*|&")
_GAP = re.compile(r"[ \t\u00a0]+|")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)


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
    found = [mention for run in _runs(text) for mention in _names_of(text, run, places)]
    taken = [mention.span for mention in found]
    found += [
        place
        for place in places
        if not any(span.start < place.span.end and place.span.start < span.end for span in taken)
    ]
    return sorted(found, key=lambda mention: mention.span.start)


def mentions(text: str, named: Named) -> bool:
    """Whether ``text`` names ``named`` by any of its names, as a whole word.

    Case counts, but all capitals do for any name; accents do not. A person given in full is
    named by the surname alone too, unless another given name stands before it.
    """
    plain = unaccent(text)
    names, surnames = _patterns(named.names)
    if any(match["hit"] for match in names.finditer(plain)):
        return True
    return surnames is not None and any(
        not _other_given_name(plain, match.start(), named) for match in surnames.finditer(plain)
    )


def person(name: str) -> Named:
    """Return ``name`` with the other forms it goes by: a surname, an acronym, no "The"."""
    forms = [name]
    words = name.split()
    if words[0].lower() == "the" and len(words) > 1:
        forms.append(" ".join(words[1:]))
        words = words[1:]
    if is_person(" ".join(words)):
        forms.append(words[-1])
    elif len(words) > 2:
        initials = "".join(word[0] for word in words if word[0].isupper())
        if len(initials) > 2:
            forms.append(initials)
    return Named(name, tuple(forms))


def is_person(name: str) -> bool:
    """Whether ``name`` looks like a person's: two to four capitalised words, none of a body."""
    words = unaccent(name).split()
    bodies, particles = _words_of("bodies"), _words_of("particles")
    return (
        2 <= len(words) <= 4
        and all(
            word[0].isupper() or word in particles - {"of", "for", "the", "&"} for word in words
        )
        and not any(fold(word) in bodies or (word.isupper() and len(word) > 2) for word in words)
        and not any(character.isdigit() for character in name)
        and not any(is_place(word) for word in words[:-1])
        and len(words[-1]) > 1
        and words[-1].rstrip(".").lower() not in ("jr", "sr", "ii", "iii", "iv")
    )


def has_case(text: str) -> bool:
    """Whether capitals tell names from other words here: some words have one, some have none."""
    stop = stop_words()
    words = [
        match.group()
        for match in WORD.finditer(text)
        if len(match.group()) > 2 and match.group()[0].isalpha() and fold(match.group()) not in stop
    ]
    capitals = sum(word[0].isupper() for word in words)
    if all(word.isupper() for word in words) and len(words) > 2:
        return False
    return capitals > 0 and not (len(words) > 3 and capitals == len(words))


def _runs(text: str) -> list[list[re.Match[str]]]:
    """Return maximal runs of neighbouring words that may form one name."""
    runs: list[list[re.Match[str]]] = []
    previous: re.Match[str] | None = None
    particles = _words_of("particles")
    for token in _TOKEN.finditer(text):
        word = token.group()
        joins = (
            previous is not None
            and runs
            and runs[-1]
            and runs[-1][-1] is previous
            and _GAP.fullmatch(text, previous.end(), token.start())
            and not _POSSESSIVE.search(previous.group())
        )
        if _is_capital(word) or (word[0].isdigit() and joins):
            if joins:
                runs[-1].append(token)
            elif not word[0].isdigit():
                runs.append([token])
            else:
                continue
        elif joins and word in particles:
            runs[-1].append(token)
        else:
            previous = token
            continue
        previous = token
    return [trimmed for run in runs if (trimmed := _trim(run, particles))]


def _trim(run: list[re.Match[str]], particles: frozenset[str]) -> list[re.Match[str]]:
    """Cut words off both ends that belong to no name: function words, titles, days, years."""
    stop, titles = stop_words(), _words_of("titles")
    while run and fold(run[0].group()) in stop and not _is_acronym(run[0].group()):
        run = run[1:]
    while len(run) > 1 and _bare(run[0].group()) in titles | {"of", "the"}:
        run = run[1:]
    while run and (
        run[-1].group() in particles or _is_day(run[-1].group()) or run[-1].group()[0].isdigit()
    ):
        run = run[:-1]
    return run


def _names_of(text: str, run: list[re.Match[str]], places: list[Mention]) -> list[Mention]:
    """Split a run into a leading place and the person after it, or keep it as one name."""
    start, end = run[0].start(), run[-1].end()
    end -= len(match.group()) if (match := _POSSESSIVE.search(text[start:end])) else 0
    first = next((place for place in places if place.span.start == start), None)
    if first is not None and first.span.end >= end:
        return [first]
    if first is not None:
        titles = _words_of("titles")
        rest = [token for token in run if token.start() >= first.span.end]
        named = [token for token in rest if _bare(token.group()) not in titles]
        if not named:
            return [first]
        if len(rest) > len(named) or is_person(text[named[0].start() : end]):
            return [first, *_one(text, named[0].start(), end)]
    if len(run) == 1 and not _stands_alone(text, run[0]):
        return []
    return _one(text, start, end)


def _one(text: str, start: int, end: int) -> list[Mention]:
    name = text[start:end]
    if fold(name) in _words_of("titles") or _is_day(name):
        return []
    named = person(" ".join(name.split()))
    return [Mention(Span(start, end), named, named, "name")]


def _stands_alone(text: str, token: re.Match[str]) -> bool:
    """Whether one capitalised word is a name although it may open a sentence."""
    word = _POSSESSIVE.sub("", token.group())
    if _is_day(word) or (fold(word) in stop_words() and not _is_acronym(word)):
        return False
    before = text[: token.start()].rstrip(" \t\u00a0\"'“‘(")
    opens = not before or before[-1] in ".?!:…\n"
    inner = any(letter.isupper() for letter in word[1:])
    return not opens or inner or word != token.group()


def _is_capital(word: str) -> bool:
    return word[0].isupper() or (len(word) > 2 and word[1].isupper())  # iPhone, eBay


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", fold(word)).rstrip(".")


def _is_day(word: str) -> bool:
    return word.rstrip(".").lower() in MONTHS or word.lower() in WEEKDAYS


@cache
def _words_of(column: str) -> frozenset[str]:
    return frozenset(data("name_words")[column])


@lru_cache(maxsize=512)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """Return patterns for the names, longer phrases around them eaten first, and the surname."""
    surnames = {name for name in names[1:] if is_person(names[0]) and names[0].split()[-1] == name}
    wanted = {unaccent(name) for name in names if name and name not in surnames}
    eaten = {
        phrase for phrase in _longer_phrases() if phrase not in wanted and _inside(wanted, phrase)
    }
    hit = f"(?P<hit>{_either(wanted)})" if wanted else "(?P<hit>(?!))"
    pattern = f"(?:{_either(eaten)})|{hit}" if eaten else hit
    surname = re.compile(_either({unaccent(name) for name in surnames})) if surnames else None
    return re.compile(pattern), surname


def _either(names: set[str]) -> str:
    forms = names | {name.upper() for name in names}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return (
        r"(?<!\w)(?:"
        + "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered)
        + r")(?!\w)"
    )


def _inside(names: set[str], phrase: str) -> bool:
    return any(
        name in phrase and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", phrase) for name in names
    )


@cache
def _longer_phrases() -> frozenset[str]:
    """Every name of a place and every phrase of more than one word."""
    columns = ("names", "adjectives", "people", "capital", "seat")
    names = [
        name for place in data("places")["places"] for column in columns for name in place[column]
    ]
    return frozenset(
        unaccent(name)
        for name in [*names, *data("name_words")["phrases"]]
        if " " in name or "-" in name
    )


def _other_given_name(plain: str, at: int, named: Named) -> bool:
    """Whether a capitalised word that is no title stands right before a surname at ``at``."""
    match = re.search(r"([^\W\d_][\w.'-]*) $", plain[max(0, at - 40) : at])
    if match is None or not match[1][0].isupper():
        return False
    word = match[1]
    if word in unaccent(named.text).split() or places_in(word):
        return False
    return fold(word.rstrip(".")) not in _words_of("titles") | stop_words() and not _is_day(word)
