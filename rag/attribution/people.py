"""Who is named in an article, and by which description most fully."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rag.attribution import cues
from rag.attribution.cues import Form
from rag.attribution.phrases import is_apposition, is_cue_form, roles
from rag.attribution.times import is_time
from rag.attribution.tokens import Kind, Token
from rag.domain import Span
from rag.question.words import data, name_words, stop_words
from rag.text.fold import fold

_COLUMNS = ("names", "adjectives", "people", "capital")
_BECOMING = frozenset({"become", "becomes", "became", "remain", "remains", "remained"})
_LONGEST = 9  # tokens of what somebody is said to be
_COURTESY = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir"})


@dataclass(frozen=True, slots=True)
class Description:
    """One naming of somebody: ``span`` in the text, with titles and apposition.

    ``key`` is the last word of the name, folded; ``given`` the first, "" where there is none.
    """

    span: Span
    key: str
    given: str
    words: frozenset[str]
    rank: tuple[bool, bool, bool]

    @property
    def is_person(self) -> bool:
        """Whether it looks like a human being's name and not a body's or a place's."""
        return not self.words & name_words("bodies") and not (
            self.key in places() and not self.given
        )


def descriptions(tokens: Sequence[Token], text: str) -> list[Description]:
    """Return every naming of somebody in an article's tokens, in order."""
    found = []
    at = 0
    while at < len(tokens):
        hi = _run(tokens, text, at)
        if hi > at and (description := _describe(tokens, at, hi)):
            found.append(description)
        at = max(hi, at + 1)
    return sorted(found, key=lambda description: description.span.start)


def _run(tokens: Sequence[Token], text: str, lo: int) -> int:
    """Return the end of the run of capitalised words that begins at ``lo``."""
    first = tokens[lo]
    if not _named(first) or (
        first.low in stop_words() and "." not in text[first.start : first.end]
    ):
        return lo
    hi = lo + 1
    while hi < len(tokens) and hi - lo < 16:
        step = 1 + (tokens[hi].low in name_words("particles") and hi + 1 < len(tokens))
        near = text[tokens[hi - 1].end : tokens[hi + step - 1].start]
        if not _named(tokens[hi + step - 1]) or "\n" in near or len(near) > 2 + 8 * (step - 1):
            break
        hi += step
    return hi


def _named(token: Token) -> bool:
    return token.kind is Kind.NAME and not is_time(token)


def _describe(tokens: Sequence[Token], lo: int, hi: int) -> Description | None:
    """Return the description around the run ``[lo, hi)``, widened by role and apposition."""
    name = lo
    for at in range(lo, hi - 1):
        if tokens[at].low in roles() or tokens[at].possessive or tokens[at].low in places():
            name = at + 1
    last = tokens[hi - 1]
    left, right = _role_before(tokens, lo), hi
    if not last.possessive and hi < len(tokens) and tokens[hi].low == ",":
        stop = next((k for k in range(hi + 1, min(hi + 26, len(tokens)))
                     if tokens[k].low in ",.;"), len(tokens))  # fmt: skip
        if is_apposition(tokens, hi + 1, stop):
            right = stop
    end = tokens[right - 1].end - 2 * (right == hi and last.possessive)
    words = frozenset(t.low for t in tokens[left:right])
    said = frozenset[str]() if right > hi else _said_to_be(tokens, hi)
    role = bool(words & roles() - _COURTESY)
    given = fold(tokens[name].low) if hi - name > 1 else ""
    return Description(
        Span(tokens[left].start, end),
        fold(last.low),
        given,
        words | said,
        (role and bool(words & places()), role and last.low not in roles(), bool(given)),
    )


def _said_to_be(tokens: Sequence[Token], at: int) -> frozenset[str]:
    """Return the words of what a name is said to be: "has been Lithuania's foreign minister"."""
    while at < len(tokens) and tokens[at].low in cues.BE | cues.AUXILIARIES | _BECOMING:
        at += 1
    if tokens[at - 1].low not in cues.BE | _BECOMING:
        return frozenset()
    stop = next((k for k in range(at, min(at + _LONGEST, len(tokens))) if _ends(tokens[k])), at)
    words = frozenset(token.low for token in tokens[at:stop])
    return words if words & roles() - _COURTESY else frozenset()


def _ends(token: Token) -> bool:
    return token.kind is Kind.MARK or token.low in cues.PREPOSITIONS | cues.JOINING | {"and"}


def _role_before(tokens: Sequence[Token], lo: int) -> int:
    """Return where "the former foreign minister" before a name begins; ``lo`` if nowhere."""
    left = best = lo
    while left > 0 and lo - left < 8:
        token = tokens[left - 1]
        if token.low in roles() or token.low in places():
            best = left - 1
        elif best == lo and lo - left > 0:
            break  # "first began seeing Lind": a role stands beside its name
        elif token.low in cues.DETERMINERS and best < lo:
            return left - 1 if token.low in ("the", "a", "an", "his", "her", "its") else best
        elif token.kind is not Kind.WORD or token.low in stop_words() or _is_verb(token):
            break
        left -= 1
    return best


def _is_verb(token: Token) -> bool:
    return token.low.endswith(("ed", "ing")) or is_cue_form(
        token, Form.BASE, Form.SINGULAR, Form.PAST, Form.PARTICIPLE
    )


@cache
def _countries() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for place in data("places")["places"]:
        names = [name.lower() for column in _COLUMNS for name in place[column] if " " not in name]
        found |= dict.fromkeys(names, frozenset(names))
    return found


def country_of(word: str) -> frozenset[str]:
    """Return the one-word names of the country that a lower-case word names, or none."""
    return _countries().get(word, frozenset())


@cache
def places() -> frozenset[str]:
    """Return one-word names of countries, capitals and their people, in lower case."""
    return frozenset(_countries())
