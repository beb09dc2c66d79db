"""Of whom a sentence tells: the subject of its main clause."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rag.attribution import cues
from rag.attribution.people import places
from rag.attribution.phrases import Phrase, roles
from rag.attribution.tokens import Kind, Token
from rag.question.words import stop_words


def main_subject(items: Sequence[Token]) -> Phrase | None:
    """Return the name or noun with which a clause begins, after ", " if it begins otherwise."""
    begin = 0
    for _ in range(3):
        if begin >= len(items) or not _opens_aside(items, begin):
            break
        begin = next((k + 1 for k, t in enumerate(items) if t.low == "," and k > begin), len(items))
    end = begin
    if begin < len(items) and items[begin].low in _no_subject():
        return None
    while end < len(items) and (items[end].kind is Kind.NAME or _leads(items[end])):
        end += 1
        if items[end - 1].possessive and not _is_owned(items, end):
            return None
    if end == begin and begin < len(items) and items[begin].low in cues.PRONOUNS:
        end = begin + 1
    if end == begin or (end == begin + 1 and items[begin].low in cues.DETERMINERS):
        return None
    return Phrase(begin, end)


def _opens_aside(items: Sequence[Token], at: int) -> bool:
    """Whether a clause or phrase begins that only leads up to the subject: "After the vote,"."""
    first = items[at]
    follows = items[at + 1 : at + 2]
    led = bool(follows) and follows[0].kind is not Kind.NAME and follows[0].low != ","
    participle = (first.low.endswith("ing") and len(first.low) > 5) or (
        first.low.endswith(("ed", "ly")) and led
    )
    return (
        first.low in cues.PREPOSITIONS
        or first.low in cues.CONJUNCTIONS
        or (participle and any(t.low == "," for t in items[at:]))
    )


def _is_owned(items: Sequence[Token], at: int) -> bool:
    """Whether what follows a possessive is its person: a role, or the name in "Finland's Lind"."""
    if at >= len(items):
        return False
    of_country = items[at - 1].low in places() and items[at].kind is Kind.NAME
    return items[at].low in roles() or of_country


def _leads(token: Token) -> bool:
    return token.low in roles() or token.low in cues.DETERMINERS or token.low in cues.JOINING


@cache
def _no_subject() -> frozenset[str]:
    return (stop_words() | cues.ADVERBS) - cues.DETERMINERS - cues.PRONOUNS
