"""How an article introduces who speaks in it: the office held, and whose office it is. Pure."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from rag.attribution import Statement
from rag.question.names import is_person, names_in
from rag.question.nouns import Named
from rag.question.places import Mention, places_in
from rag.question.words import data
from rag.text.fold import fold

# "Yusuf Karahan, who has run the Port of Sorrel", "Budrys has been Lithuania's minister"
_TOLD = re.compile(
    r"(?:,?\s+who)?\s+(?:is|was|has\s+been|had\s+been|became|has\s+become|will\s+be|remains"
    r"|(?:has|had)\s+(?:run|led|headed)|runs?|ran|leads?|led|heads?|headed)\s+[^.;,\n]{3,100}"
)
_SEVERAL = re.compile(r"\b(?:ministers|secretaries|presidents|premiers|chancellors)\b", re.I)
_NAME = r"[A-Z][\w'’-]+"
_TITLED = re.compile(rf"(?:[Tt]he\s+)?(?P<title>[\w-]+(?:\s+[\w-]+)?)(?:\s+{_NAME}){{2,}}")
_IN = re.compile(r"In\s+(?=[A-Z])")
_SMALL = "speaker"  # a word without a capital: by it the capitals of names are told
_DATELINE = 60  # code points in which a dateline ends
_LINE = re.compile(r"\s+[-–—]\s|\s*\(")  # what parts a dateline from the text


@lru_cache(maxsize=1_024)  # statements; the next question asks of the same articles
def introduction(statement: Statement, text: str, title: str = "") -> str:
    """Return all that an article says of who a statement's speaker is, as one string.

    The description of the speaker, what is said of the same person elsewhere in ``text``, and
    whose office it is where the office stands without its country: that of the article.
    """
    name = statement.name
    people = people_in(name)
    if not people:
        return name
    told = [match[0] for match in _told_of(people[-1].text, text)]
    described = " ".join([name, *told])
    if _holds_office(described) and not places_in(described):
        home = _home(statement, text, title)
        described += f" of {home.named.names[0]}" if home else ""
    return described


def office_words(text: str) -> str:
    """Return a description with every office by its first name: a top diplomat is a minister."""
    folded = f" {fold(text)} "
    for pattern, office in _offices():
        folded = pattern.sub(office, folded)
    return folded.strip()


def people_in(description: str) -> list[Named]:
    """Return the people whom a description names, also where each of its words has a capital."""
    named = (one.named for one in names_in(f"{_SMALL} {description}"))
    return [one for one in named if is_person(one.text)]


def _told_of(person: str, text: str) -> list[re.Match[str]]:
    found = (match.end() for match in re.finditer(re.escape(person), text))
    return [told for at in found if (told := _TOLD.match(text, at))]


def _holds_office(described: str) -> bool:
    return not set(data("offices")["states"]).isdisjoint(fold(described).split())


def _home(statement: Statement, text: str, title: str) -> Mention | None:
    """Return the country whose office a statement's speaker holds, None if in doubt.

    Where the paragraph begins with "In London", its country. Else the article's own: the one
    it is dated from or names first, if it names none more often, is not dated from two, and
    speaks of no several ministers, nor of another who holds the office: any of them might be a
    guest.
    """
    begin = text.rfind("\n", 0, statement.speaker.start) + 1
    if opening := _IN.match(text, begin):
        place = next(iter(places_in(text[opening.end() : opening.end() + _DATELINE])), None)
        if place is not None and place.span.start == 0:
            return place
    if _SEVERAL.search(text) or _others(statement.name, text):
        return None
    named = places_in(f"{title}\n{text}")
    often = Counter(frozenset(one.named.names) for one in named)
    first = _dated(text) or next(iter(places_in(text)), None)
    if first is None or text[first.span.end : first.span.end + 1] == "/":
        return None
    own = frozenset(first.named.names)
    others = (count for names, count in often.items() if names != own)
    return first if often[own] > max(others, default=0) else None


def _others(name: str, text: str) -> bool:
    """Return whether an article gives the title before a name to somebody else, too."""
    titled = _TITLED.match(name)
    return titled is not None and any(
        match[1] not in name
        for match in re.finditer(rf"\b(?i:{re.escape(titled['title'])})\s+({_NAME})", text)
    )


def _dated(text: str) -> Mention | None:
    """Return the place that a dateline names."""
    place = next(iter(places_in(text[:_DATELINE])), None)
    if place is None or place.span.start > 0:
        return None
    return place if _LINE.search(text, place.span.end, _DATELINE) else None


@cache
def _offices() -> tuple[tuple[re.Pattern[str], str], ...]:
    same: dict[str, list[str]] = data("offices")["same"]
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"), office)
        for office, names in same.items()
        for name in sorted(names, key=lambda one: -len(one))
    )
