"""Who speaks where no reporting verb says so: a signature, or the subject before a quotation."""

from __future__ import annotations

from collections.abc import Sequence

from rag.attribution import cues
from rag.attribution.cues import Form, Verb, words
from rag.attribution.phrases import Phrase, roles
from rag.attribution.reports import DASHES, Report
from rag.attribution.subjects import main_subject
from rag.attribution.tokens import Kind, Token
from rag.question.words import name_words

SIGNED = Verb("sign", Form.PAST)
LEAST = 4  # words between quotation marks that are speech and not a word held at arm's length
_SIGNATURE = DASHES | {"―", "-", "~"}
_SKIPPED = cues.ADVERBS | cues.AUXILIARIES
_NO_VERB = (
    cues.BE | cues.MODALS | cues.PREPOSITIONS | cues.CONJUNCTIONS | cues.JOINING | cues.DETERMINERS
    | cues.PRONOUNS | words("not n't like")
)  # fmt: skip


def signed(items: Sequence[Token]) -> list[Report]:
    """Return the report of '"No." — Ada Lind, Varn': a quotation, a dash, a name and no verb.

    The quotation may be a paragraph of its own, and the signature another.
    """
    for at, token in enumerate(items[:-1]):
        behind = at == 0 or items[at - 1].kind is Kind.QUOTATION
        if token.low not in _SIGNATURE or not behind or items[at + 1].kind is not Kind.NAME:
            continue
        hi = at + 1
        while hi < len(items) and _in_name(items, hi):
            hi += 1
        if hi == len(items) or items[hi].low in (",", ".", "(", "["):
            return [Report(at, at + 1, Phrase(at + 1, hi), SIGNED, bare=True)]
    return []


def by_subject(items: Sequence[Token]) -> list[Report]:
    """Return the report of 'Lind gushed about "the finest quay on this coast"' and "Lind put:".

    Whatever the verb, its subject is taken to speak where a quotation of some words follows, or
    where the sentence ends in a colon.
    """
    last = next((k for k, t in enumerate(items) if t.kind is Kind.QUOTATION and t.spoken >= LEAST),
                len(items) - 1 if items and items[-1].low == ":" else None)  # fmt: skip
    subject = main_subject(items) if last is not None else None
    if last is None or subject is None or subject.hi >= last or items[subject.lo].low == "it":
        return []
    at = subject.hi
    while at < last and (items[at].low in _SKIPPED or items[at].low.endswith("ly")):
        at += 1
    verb = items[at]
    if at == last or verb.kind is not Kind.WORD or verb.low in _NO_VERB or verb.possessive:
        return []
    quoted = tuple(k for k in range(at, len(items)) if items[k].spoken >= LEAST)
    return [Report(at, at + 1, subject, Verb(verb.low, Form.PAST), quoted, bare=True)]


def _in_name(items: Sequence[Token], at: int) -> bool:
    token = items[at]
    return (
        token.kind is Kind.NAME
        or token.low in roles()
        or token.low in name_words("particles")
        or token.low in cues.JOINING | {"and", "the", "&"}
    )
