"""The parts a question is read into, which of them a follow-up carried, and what may be ignored."""

from __future__ import annotations

from collections.abc import Iterable, Set
from enum import StrEnum

from rag.question.later import is_shift
from rag.question.nouns import Question
from rag.text.fold import tokens


class Part(StrEnum):
    """A part of a question as read, by which a reader corrects the reading."""

    PUBLISHERS = "publishers"
    DATES = "dates"
    SUBJECT = "subject"
    SPEAKER = "speaker"
    MATTER = "matter"
    QUOTED = "quoted"
    RECENCY = "recency"
    FOLLOW_UP = "follow_up"


IGNORABLE = frozenset(Part) - {Part.MATTER}  # without its matter there is no question


def ignored(names: Iterable[str]) -> frozenset[Part]:
    """Return parts by name; ValueError for one that is none, or that cannot be ignored."""
    parts = frozenset(map(Part, names))
    if not parts <= IGNORABLE:
        raise ValueError(f"cannot be ignored: {sorted(parts - IGNORABLE)}")
    return parts


def present(question: Question) -> frozenset[Part]:
    """Return the parts that a question has, as read out of its words."""
    found = {
        Part.PUBLISHERS: question.inferred.publishers,
        Part.DATES: question.inferred.start is not None or question.inferred.end is not None,
        Part.SUBJECT: question.subject,
        Part.SPEAKER: question.speaker,
        Part.MATTER: question.matter,
        Part.QUOTED: question.quoted,
    }
    return frozenset(part for part, value in found.items() if value)


def carried(question: Question, typed: str, alone: Set[Part]) -> frozenset[Part]:
    """Return the parts of a follow-up made whole that come from the question before.

    ``typed`` is the follow-up as it was typed, ``alone`` are the parts it has by itself. "a month
    later" moves a date: what it says is its own.
    """
    words = set(tokens(typed))
    inferred, named = question.inferred, (question.subject, question.speaker)
    about = [[one.text, *one.names] if one else [] for one in named]
    stated = {
        Part.PUBLISHERS: _any_in(inferred.publishers, words),
        Part.DATES: Part.DATES in alone or is_shift(typed),
        Part.SUBJECT: _any_in(about[0], words),
        Part.SPEAKER: _any_in(about[1], words),
        Part.MATTER: bool(words & set(tokens(question.matter))),
        Part.QUOTED: Part.QUOTED in alone,
    }
    return frozenset(part for part in present(question) if not stated[part])


def _any_in(names: Iterable[str], words: Set[str]) -> bool:
    """Whether every word of one of the names, but for an article, is among ``words``."""
    told = (set(tokens(name)) - {"the"} for name in names)
    return any(one and one <= words for one in told)
