"""Which words of a sentence name the speaker: the noun phrase beside a cue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from rag.attribution import cues
from rag.attribution.cues import Form, words
from rag.attribution.times import is_time, time_end
from rag.attribution.tokens import Kind, Token
from rag.question.calendar_days import WEEKDAYS
from rag.question.words import name_words

_LONGEST = 24  # tokens of a noun phrase; what is longer has swallowed a clause
_BARE = words("the a an his her its their our my your no each")
_ROLES = words(
    "candidate nominee campaign spokesman spokeswoman spokesperson spokespeople spokesmen "
    "adviser advisor aide lawmaker analyst expert pollster strategist diplomat official officials "
    "economist activist professor ministers deputies leader leaders members member head sources "
    "source host reporter journalist editor columnist lawyer attorney scientist researcher "
    "negotiator lawmakers experts analysts aides advisers diplomats presidential editor-in-chief "
    "businessman investor ministry government parliament party critic veteran"
)


class Phrase(NamedTuple):
    """Tokens ``[lo, hi)`` of a sentence that name somebody."""

    lo: int
    hi: int


@cache
def roles() -> frozenset[str]:
    """Return lower-case words for what a person is or holds."""
    return name_words("titles") | _ROLES


def subject_before(items: Sequence[Token], end: int, hops: int = 4) -> Phrase | None:
    """Return the noun phrase that ends before ``end``, as the subject of a verb there.

    ``hops`` is how many asides between commas, dashes or parentheses it may lie behind.
    """
    if end <= 0 or hops == 0:
        return None
    last = items[end - 1]
    if last.low == "." and end > 1:  # of an abbreviation, as no sentence goes on behind its stop
        return subject_before(items, end - 1, hops - 1)
    if last.low in ("who", "which", "that"):
        comma = end > 1 and items[end - 2].low == ","
        return name_ending(items, end - 1 - comma)
    if last.low in (",", ")", "—", "–", "--"):
        return _before_aside(items, end, hops)
    if last.kind is Kind.MARK or last.kind is Kind.QUOTATION or last.possessive:
        return None
    aside = last.low.isdigit() or (last.kind is Kind.NAME and "-" in last.low)
    if aside and end > 1 and items[end - 2].low == ",":  # "Rubio, R-Fla., said"
        return subject_before(items, end - 2, hops - 1)
    return _noun_phrase(items, end)


def subject_after(items: Sequence[Token], begin: int) -> Phrase | None:
    """Return the noun phrase that begins at ``begin``, with an apposition that follows it."""
    hi = begin
    if begin < len(items) and (items[begin].low in cues.JOINING or _is_adverb(items[begin])):
        return None
    while hi < len(items) and hi - begin < _LONGEST and _continues(items, begin, hi):
        hi += 1
        if items[hi - 1].low in cues.PRONOUNS:
            break
    if hi == begin or (hi == begin + 1 and items[begin].low in _BARE):
        return None
    if hi < len(items) and items[hi].low == ",":
        stop = next((k for k in range(hi + 1, len(items)) if items[k].low in (",", ".", ";")), None)
        stop = len(items) if stop is None else stop
        if is_apposition(items, hi + 1, stop) or _is_name(items, hi - 1, stop):
            return Phrase(begin, stop)
    return Phrase(begin, hi)


def _is_adverb(token: Token) -> bool:
    return token.kind is Kind.WORD and token.low.endswith("ly") and token.low not in roles()


def name_ending(items: Sequence[Token], end: int) -> Phrase | None:
    """Return the short name or noun that ends at ``end``, whatever stands before it."""
    lo = end
    while lo > 0 and (items[lo - 1].kind is Kind.NAME or _inside_name(items, lo - 1, end)):
        lo -= 1
    if lo == end:
        while lo > 0 and end - lo < 6 and _plain(items[lo - 1]):
            lo -= 1
    if lo > 0 and items[lo - 1].low in cues.DETERMINERS:
        lo -= 1
    while lo < end and (is_time(items[lo]) or items[lo].low in _BETWEEN):
        lo += 1
    return Phrase(lo, end) if lo < end and not _empty(items, lo, end) else None


def is_apposition(items: Sequence[Token], lo: int, hi: int) -> bool:
    """Whether ``[lo, hi)``, between commas, says what somebody is: "the mayor of Riga"."""
    if not 0 < hi - lo <= _LONGEST:
        return False
    first, inner = items[lo], items[lo:hi]
    if first.low in cues.CONJUNCTIONS | cues.PREPOSITIONS | cues.PRONOUNS | cues.ADVERBS:
        return False
    if any(t.kind is Kind.QUOTATION or t.low in cues.BE | cues.MODALS | _FINITE for t in inner):
        return False
    return any(t.low in roles() for t in inner) and not is_cue_form(first, Form.PARTICIPLE)


_FINITE = cues.AUXILIARIES | {"said", "told", "says"}


_BREAKS = cues.PREPOSITIONS | cues.AUXILIARIES | cues.ADVERBS
_NO_SUBJECT = cues.CONJUNCTIONS | cues.BE | cues.AUXILIARIES | cues.MODALS | cues.PRONOUNS
_FUNCTION = (cues.CONJUNCTIONS | cues.PREPOSITIONS | cues.JOINING | cues.BE | cues.AUXILIARIES
             | cues.MODALS | cues.DETERMINERS)  # fmt: skip
_BETWEEN = cues.PREPOSITIONS | cues.CONJUNCTIONS
_TOWARDS = cues.PREPOSITIONS | {"to"}
_HOLLOW = _BARE | cues.PREPOSITIONS | cues.CONJUNCTIONS | cues.ADVERBS


def is_cue_form(token: Token, *forms: Form) -> bool:
    """Whether a lower-case token is one of these forms of a reporting verb."""
    verb = cues.verbs().get(token.low) if token.kind is Kind.WORD else None
    return verb is not None and verb.form in forms


def _before_aside(items: Sequence[Token], end: int, hops: int) -> Phrase | None:
    """Return the subject before ", the minister," or ", speaking in Riga,"."""
    close = items[end - 1].low
    opening = "(" if close == ")" else close
    at = next((k for k in range(end - 2, max(end - 30, 0), -1) if items[k].low == opening), None)
    if at is None or any(t.kind is Kind.QUOTATION for t in items[at:end]):
        return None
    subject = subject_before(items, at, hops - 1)
    if subject is None or close == ")":
        return subject
    if close == "," and subject.lo > 0 and items[subject.lo - 1].low in cues.PREPOSITIONS:
        return _behind_place(items, subject, hops) or subject
    described = is_apposition(items, at + 1, end - 1) or _is_name(items, at - 1, end - 1)
    return Phrase(subject.lo, end - 1) if described else subject


def _behind_place(items: Sequence[Token], place: Phrase, hops: int) -> Phrase | None:
    """Return "Lind" of "Lind, at a meeting in Varn, Iowa, said"."""
    comma = next((k for k in range(place.lo - 1, max(place.lo - 12, 0), -1)
                  if items[k].low == ","), None)  # fmt: skip
    subject = subject_before(items, comma, hops - 1) if comma else None
    return subject if subject and items[subject.hi - 1].kind is Kind.NAME else None


def _is_name(items: Sequence[Token], at: int, hi: int) -> bool:
    """Whether a name follows a noun and a comma: "the pastor, Darran Whiting of Marion,"."""
    return (
        items[at].kind is Kind.WORD
        and 0 < hi - at - 2 < 12
        and items[at + 2].kind is Kind.NAME
        and all(t.kind is Kind.NAME or t.low in cues.JOINING for t in items[at + 2 : hi])
    )


def _noun_phrase(items: Sequence[Token], end: int) -> Phrase | None:
    if items[end - 1].low in cues.PRONOUNS:
        return Phrase(end - 1, end)
    lo = end
    while lo > 0 and end - lo < _LONGEST and _extends(items, lo - 1, end):
        lo -= 1
    while lo < end - 1 and items[lo].low in cues.ADVERBS:
        lo += 1
    lo = min(time_end(items, lo), end)
    if lo == end or _empty(items, lo, end):
        return None
    if lo > 2 and items[lo - 1].low in _TOWARDS and items[lo - 2].low.endswith("ing"):
        return _noun_phrase(items, lo - 2) or Phrase(lo, end)  # "a source speaking to Lind said"
    first = items[lo]
    if first.low in cues.PREPOSITIONS | cues.JOINING or first.low.endswith("ing"):
        return name_ending(items, end)
    return Phrase(lo, end)


def _extends(items: Sequence[Token], at: int, end: int) -> bool:
    """Whether the token at ``at`` still belongs to the noun phrase that ends at ``end``."""
    token = items[at]
    if token.kind is Kind.QUOTATION:
        return False
    if token.kind is Kind.MARK:
        return token.low in "&/"
    if token.low == "to":  # "the ambassador to Estonia"
        return at > 0 and items[at - 1].low in roles()
    if token.low == "and":
        return at > 0 and at + 1 < end and _coordinates(items[at - 1], items[at + 1])
    if token.low in _NO_SUBJECT and not (token.low in ("may", "will") and token.kind is Kind.NAME):
        return False
    return not (is_cue_form(token, Form.PAST, Form.SINGULAR) and token.low not in cues.nouns())


def _coordinates(left: Token, right: Token) -> bool:
    both_names = left.kind is Kind.NAME and right.kind is Kind.NAME
    return both_names or (
        left.kind is not Kind.MARK
        and right.low in cues.DETERMINERS
        and left.low not in cues.ADVERBS
    )


def _continues(items: Sequence[Token], begin: int, at: int) -> bool:
    """Whether the token at ``at`` still belongs to the noun phrase that begins at ``begin``."""
    token = items[at]
    if token.kind is Kind.QUOTATION or (token.kind is Kind.MARK and token.low not in "&/"):
        return False
    if token.low == "and":
        return begin < at < len(items) - 1 and _coordinates(items[at - 1], items[at + 1])
    if token.low in cues.PRONOUNS and at > begin:
        return False
    if at > begin + 1 and token.kind is Kind.WORD and token.low.endswith("ed"):
        follows = items[at + 1].low if at + 1 < len(items) else "."
        if follows in _BREAKS or follows in cues.JOINING or follows in (".", ","):
            return False
    if token.low in cues.CONJUNCTIONS - cues.PRONOUNS or token.low in cues.BE | cues.MODALS:
        return False
    if token.low == "by" and at > begin and items[at - 1].low in cues.nouns() | {"poll", "survey"}:
        return True
    if token.low in _BREAKS or token.low in WEEKDAYS:
        return False
    return not is_cue_form(token, Form.PAST, Form.PARTICIPLE)


def _inside_name(items: Sequence[Token], at: int, end: int) -> bool:
    token = items[at]
    if token.kind is not Kind.WORD:
        return token.low == "&"
    joined = token.low in name_words("particles") and at + 1 < end and at > 0
    return token.low in roles() or (
        joined and items[at - 1].kind is Kind.NAME and items[at + 1].kind is Kind.NAME
    )


def _plain(token: Token) -> bool:
    return token.kind is Kind.WORD and token.low not in _FUNCTION


def _empty(items: Sequence[Token], lo: int, hi: int) -> bool:
    """Whether there is no noun: only an article, or nothing but marks and function words."""
    return all(t.kind is Kind.MARK or t.low in _HOLLOW for t in items[lo:hi]) or (
        hi - lo == 1 and items[lo].low in WEEKDAYS
    )
