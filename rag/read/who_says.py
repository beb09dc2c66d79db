"""Who says a thing in other words: statements near the question are lifted over the rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import numpy as np

from rag.attribution.cues import ADVERBS, BE, DETERMINERS, NEGATIONS, Form, Verb, nouns, verbs
from rag.ports import Vectors
from rag.read.features import Asked
from rag.read.pieces import Piece
from rag.read.said import Said
from rag.read.statement import Encode
from rag.text.fold import tokens

SPOKEN = 1.5  # what being a statement adds to a sentence's order
NEARNESS = 12.0  # what each unit of its cosine to the question does
SURE_AT, NOTHING_AT = 0.75, 0.25  # cosines at which its score alone is 1, and 0
# To ask who announced or reported something is to ask who did it, not for anybody's words.
_ACTS = frozenset(
    {"announce", "report", "reveal", "confirm", "disclose", "propose", "reject", "demand"}
    | {"post", "signal", "write", "promise", "pledge", "question", "cite", "add", "state"}
    | {"continue", "show", "read", "outline", "expect", "express", "quote", "repeat", "respond"}
)
# These are acts too ("recalled its cars", "called an election"), unless words follow that say what.
_ACTS_BUT_OF_WORDS = frozenset(
    {
        "agree",
        "answer",
        "appeal",
        "ask",
        "call",
        "claim",
        "conclude",
        "counter",
        "declare",
        "defend",
    }
    | {"dismiss", "estimate", "find", "forecast", "indicate", "maintain", "mention"}
    | {"note", "observe", "protest", "recall", "recommend", "threaten", "voice", "vow", "welcome"}
)
_OPENS_WORDS = frozenset({"that", "whether", "how", "why", "as", "about", "of"})
_WHO = ("who", "which", "whose")
_FIRST = 5  # words in which a question that asks for a speaker has its reporting verb
_DO = frozenset({"do", "does", "did"})
_LINKS = BE | ADVERBS  # "was widely accused": whoever is, says nothing


def asks_who_says(question: str) -> bool:
    """Return whether a question asks for somebody by what they say: "Who complained that ..."."""
    first, *rest = tokens(question) or [""]
    return first in _WHO and any(
        _reports(rest, at, noun_before=first != "who") for at in range(min(_FIRST, len(rest)))
    )


def _reports(words: Sequence[str], at: int, *, noun_before: bool) -> bool:
    """Return whether a word is a verb by which the one asked for says something.

    After "which" a noun stands: "which state", "which show" have no verb there. Whoever "was
    accused", or did somebody tell something, says nothing.
    """
    verb, before, after = verbs().get(words[at]), words[:at], words[at + 1 :]
    if verb is None or verb.lemma in _ACTS or verb.particle.split() != after[: _words_of(verb)]:
        return False
    if noun_before and (at == 0 or words[at] in nouns()):
        return False
    if _is_told_to(before) or (verb.form is not Form.PARTICIPLE and _is_suffered(before)):
        return False
    if verb.lemma == "describe":
        return "as" in after
    return verb.lemma not in _ACTS_BUT_OF_WORDS or not _OPENS_WORDS.isdisjoint(after[:1])


def _words_of(verb: Verb) -> int:
    return len(verb.particle.split())


def _is_suffered(before: Sequence[str]) -> bool:
    """Whether a past form is a passive's, or stands before a noun: "an alleged arson"."""
    links = list(takewhile(lambda word: word in _LINKS, reversed(before)))
    return not BE.isdisjoint(links) or not DETERMINERS.isdisjoint(before[-1:])


def _is_told_to(before: Sequence[str]) -> bool:
    """Whether another speaks: "who did Davies tell", but not "who did not say"."""
    asked = [at for at, word in enumerate(before) if word in _DO]
    return bool(asked) and any(word not in NEGATIONS for word in before[asked[-1] + 1 :])


def lift(
    asked: Asked, found: Sequence[Piece], said: Said, encode: Encode
) -> tuple[Vectors, Vectors]:
    """Return what each piece's order gains, and the score that its nearness alone gives it.

    Both float32 of shape (len(found),), 0 for a sentence in which nobody speaks. Only those in
    which somebody does are embedded.
    """
    gained, scores = (np.zeros(len(found), dtype=np.float32) for _ in range(2))
    rows = [row for row, piece in enumerate(found) if said.any(piece) is not None]
    if rows:
        cosines = np.array(encode([found[row].text for row in rows])) @ asked.vector
        gained[rows] = SPOKEN + NEARNESS * np.maximum(cosines, 0)
        scores[rows] = np.clip((cosines - NOTHING_AT) / (SURE_AT - NOTHING_AT), 0, 1)
    return gained, scores
