"""Whether a word that looks like a reporting verb is one where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from rag.attribution import cues
from rag.attribution.cues import Form, Verb, words
from rag.attribution.phrases import Phrase
from rag.attribution.times import time_end
from rag.attribution.tokens import Kind, Token

_BEFORE_NOUN = cues.DETERMINERS | cues.PREPOSITIONS | cues.JOINING
_AFTER_HEAD = cues.JOINING | cues.PREPOSITIONS
_AFTER_VERB = cues.PRONOUNS | {"that", ":", "there", "the", "to"}
_NEVER_REDUCED = words("say tell add warn speak write")
_EVIDENCE = words(
    "poll polls survey surveys study studies data figures research report reports results "
    "analysis numbers documents records emails"
)
_PLURAL = words(
    "people police some many others critics men women officials media they we i you both "
    "several few most allies who"
)


def is_noun_use(items: Sequence[Token], at: int) -> bool:
    """Whether "claims", "report" and the like are nouns here, as what stands around them tells."""
    before = items[at - 1] if at else None
    after = items[at + 1] if at + 1 < len(items) else None
    if before is None or before.possessive:
        return True
    if before.low in _BEFORE_NOUN and before.low not in _PLURAL:
        return True
    if before.low in cues.PRONOUNS or any(
        t.kind is Kind.QUOTATION for t in items[max(at - 4, 0) : at]
    ):
        return False
    return after is None or (after.kind is not Kind.QUOTATION and after.low not in _AFTER_VERB)


def is_reduced(items: Sequence[Token], stop: int, verb: Verb) -> bool:
    """Whether a past form is a participle: "the plan rejected on Monday was ..."."""
    if stop >= len(items) or verb.lemma in _NEVER_REDUCED:
        return False
    if items[stop].low in ("by", "of"):
        return True
    here = items[stop].low in cues.PREPOSITIONS - {"to"} or time_end(items, stop) > stop
    near = items[max(stop - 6, 0) : stop + 9]
    return here and not any(t.low == "that" or t.kind is Kind.QUOTATION for t in near)


def introduces(items: Sequence[Token], at: int, verb: Verb) -> bool:
    """Whether words stand near that a verb like "found" or "called" can report."""
    if at > 0 and verb.lemma in ("find", "show") and items[at - 1].low in _EVIDENCE:
        return True
    follows = items[at + 1 : at + 3]
    if any(t.kind is Kind.QUOTATION or t.low in ("that", ":") for t in follows[:1]):
        return True
    if len(follows) > 1 and follows[0].low == "," and follows[1].kind is Kind.QUOTATION:
        return True
    if verb.lemma == "call":
        articles = any(t.low in ("a", "an", "the") for t in items[at + 2 : at + 7])
        return articles or any(t.kind is Kind.QUOTATION for t in items[at + 1 : at + 14])
    return any(t.kind is Kind.QUOTATION for t in items[max(at - 4, 0) : at])


def beside_quotation(items: Sequence[Token], at: int) -> Verb | None:
    """Return a verb for any "-ed" or "-ing" word at a quotation: '"Stay!" she yelled'."""
    token = items[at]
    if at == 0 or len(token.low) < 5 or not token.low.endswith(("ed", "ing")):
        return None
    if token.kind is not Kind.WORD:
        return None
    before, after = items[max(at - 5, 0) : at], items[at + 1 : at + 3]
    opens = bool(after) and (
        after[0].kind is Kind.QUOTATION
        or (len(after) > 1 and after[0].low in (",", ":") and after[1].kind is Kind.QUOTATION)
    )
    if token.low.endswith("ing"):
        return Verb(token.low, Form.PARTICIPLE) if opens and before[-1].low == "," else None
    if not token.low.endswith("ed") or before[-1].low in cues.BE | cues.DETERMINERS:
        return None
    closes = any(t.kind is Kind.QUOTATION for t in before)
    return Verb(token.low, Form.PAST) if opens or closes else None


def agrees(items: Sequence[Token], subject: Phrase, form: Form) -> bool:
    """Whether a subject can stand before this form: "they say", "she says", "voters say"."""
    if form not in (Form.BASE, Form.SINGULAR):
        return True
    inner = items[subject.lo : subject.hi]
    if len(inner) == 1 and inner[0].low in cues.PRONOUNS:
        plural = inner[0].low not in ("he", "she", "it")
        return inner[0].low in ("who", "which") or plural == (form is Form.BASE)
    if any(t.low in _PLURAL or t.low == "and" for t in inner):
        return form is Form.BASE
    joined = (k for k, t in enumerate(inner) if k and t.low in _AFTER_HEAD)
    head = inner[next(joined, len(inner)) - 1]
    plural = head.low.endswith("s") and not head.low.endswith("ss")
    return plural == (form is Form.BASE) or (head.kind is Kind.NAME and form is Form.SINGULAR)
