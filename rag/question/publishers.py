"""Publishers of the archive that a question asks to hear from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from rag.domain import Span
from rag.question.words import unaccent

_SUFFIX = re.compile(
    r"\s+(?:news|online|newspaper|newsroom)$|\.(?:com|co\.uk|org|net)$", re.IGNORECASE
)
_THE = re.compile(r"^the\s+", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:according\s+to|as\s+(?:told|reported|quoted)\s+(?:to|by|in)"
    r"|(?:reported|published|printed|written|carried|run|covered)\s+(?:by|in|on|for)"
    r"|(?:articles?|stor(?:y|ies)|coverage|reporting|reports?|news|headlines?|editorials?|pieces?|columns?|op-eds?)"
    r"\s+(?:from|by|in|on|of))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(?:did|does|do|has|have|had)\s+(?:the\s+)?$", re.IGNORECASE)
_ANSWERED = re.compile(
    r"\s+(?:\w+ly\s+|also\s+)?(?:reports?|reported|say|said|tell|told|write|wrote|written|publish(?:ed)?|print(?:ed)?"
    r"|cover(?:ed)?|describe[ds]?|claim(?:ed)?|reveal(?:ed)?|call(?:ed)?|quote[ds]?|run)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:\s+(?:reports?|reported|writes|wrote|publish(?:es|ed)|print(?:s|ed))\b"
    r"|['’]s?\s+(?:\w+\s+)?(?:coverage|reporting|reports?|articles?|stor(?:y|ies)|headlines?|editorials?|interview)\b)",
    re.IGNORECASE,
)
_SHORT_FOR = re.compile(  # "the Gazette," and "the Gazette reported", not "the Gazette affair"
    r"\s*(?:[,?.;:!)]|$|['’]|\b(?:in|on|about|what|who|how|why|when|where|which|and|or"
    r"|reports?|reported|say|said|tell|told|write|wrote|publish(?:ed)?|print(?:ed)?|cover(?:ed)?|describe[ds]?)\b)"
)
_ALSO = re.compile(r"\s*(?:,|and|or|,\s*and|&)\s+(?:the\s+)?", re.IGNORECASE)


NEAR: Final = 3  # names offered for one that is not known
_CLOSE: Final = 0.75  # of difflib's ratio: a letter or two of a name are wrong


def as_spelled(names: Sequence[str], publishers: Sequence[str]) -> tuple[str, ...]:
    """Return ``names`` as the archive spells them; one it does not know stays as it is.

    Case and spaces do not tell publishers apart, unless the archive itself has the exact name.
    """

    def spelled(name: str) -> list[str]:
        if name in publishers:
            return [name]
        return [one for one in publishers if _folded(one) == _folded(name)] or [name]

    return tuple(dict.fromkeys(one for name in names for one in spelled(name)))


def unknown(names: Sequence[str], publishers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return each name that the archive does not know, with up to three near it that it does."""
    known = {_folded(one) for one in publishers}
    return {name: _near(name, publishers) for name in names if _folded(name) not in known}


def _near(name: str, publishers: Sequence[str]) -> tuple[str, ...]:
    """Return publishers called nearly so, or of whose name one is a part, the nearest first."""
    by_key = {key.casefold(): one for one in publishers for key in (*_keys(one), one)}
    wanted = _THE.sub("", unaccent(_folded(name)))
    words = set(wanted.split())
    close = get_close_matches(wanted, by_key, n=NEAR, cutoff=_CLOSE)
    part = [key for key in sorted(by_key) if words and _are_part(words, set(key.split()))]
    return tuple(dict.fromkeys(by_key[key] for key in (*close, *part)))[:NEAR]


def _are_part(one: set[str], other: set[str]) -> bool:
    """Whether each word of the one stands among the other's, or nearly so."""
    return _stands_in(one, other) or _stands_in(other, one)


def _stands_in(one: set[str], other: set[str]) -> bool:
    return all(get_close_matches(word, other, n=1, cutoff=_CLOSE) for word in one)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def publishers_in(text: str, publishers: Sequence[str]) -> list[tuple[str, Span]]:
    """Return (publisher, where it stands) for each that ``text`` asks to hear from, in order.

    "what did the Harbour Post report", "according to the BBC", "stories from CNN" ask so;
    "layoffs at CNN" does not. A one-word name needs its capital, unless it is an
    acronym in a text without any; "the", "News" and ".com" may be missing.
    """
    plain = unaccent(text)
    any_case = plain == plain.lower()
    named: list[tuple[int, int, str]] = []
    for publisher in publishers:
        named += [(*found, publisher) for found in _where(plain, publisher, any_case)]
    named += _in_short(plain, publishers)
    named.sort(key=lambda one: (one[0], -one[1]))
    asked: list[tuple[str, Span]] = []
    last_start, last_end = -1, -1
    for start, end, publisher in named:
        if start == last_start and end < last_end:
            continue
        listed = 0 <= last_end <= start and _ALSO.fullmatch(plain, last_end, start)
        if start == last_start or listed or _is_asked(plain, start, end):
            asked.append((publisher, Span(start, end)))
            last_start, last_end = start, end
    return asked


def _is_asked(plain: str, start: int, end: int) -> bool:
    before = plain[max(0, start - 60) : start]
    if _BEFORE.search(before) or _TOLD.match(plain, end):
        return True
    return bool(_ASKED.search(before) and _ANSWERED.match(plain, end))


def _where(plain: str, publisher: str, any_case: bool) -> list[tuple[int, int]]:
    found: dict[int, int] = {}
    for key in _keys(publisher):
        if key.lower() not in plain.lower():
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(key)}(?!\w)", plain, re.IGNORECASE):
            # in a text without capitals "the week" is no publisher, "bbc" is one
            loose = " " in key or (any_case and key.isupper())
            if loose or not match.group()[0].islower():
                found[match.start()] = max(match.end(), found.get(match.start(), 0))
    return list(found.items())


def _in_short(plain: str, publishers: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return where "the Gazette" stands for the one publisher whose name ends so."""
    lasts: dict[str, list[str]] = {}
    for publisher in publishers:
        words = _THE.sub("", " ".join(unaccent(publisher).split())).split()
        if len(words) > 1 and words[-1][0].isupper():
            lasts.setdefault(words[-1], []).append(publisher)
    return [
        (match.start(1), match.end(1), ones[0])
        for last, ones in lasts.items()
        if len(ones) == 1
        for match in re.finditer(rf"\bthe\s+({re.escape(last)})(?!\w)", plain)
        if _SHORT_FOR.match(plain, match.end())
    ]


def _keys(publisher: str) -> set[str]:
    whole = " ".join(unaccent(publisher).split())
    bare = _THE.sub("", whole)
    short = _SUFFIX.sub("", bare)
    return {key for key in (bare, short) if len(key) > 1}
