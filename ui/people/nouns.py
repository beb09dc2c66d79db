"""The nouns of what people keep: conversations, their turns, feedback, and for how long."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from rag.errors import UsageError
from rag.question.nouns import Filters
from rag.text.graphemes import last_end
from ui.web.escape import plain
from ui.web.texts import count, number, say

TITLE: Final = 80  # code points of a title
REASON: Final = 2_000  # code points of a reason
NAME: Final = 200  # code points of a user's name


class Verdict(StrEnum):
    """What a reader thinks of an answer."""

    LIKE = "like"
    DISLIKE = "dislike"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A reader's verdict on a turn, the reason in words or blank, and when, in epoch seconds."""

    verdict: Verdict
    reason: str
    given_at: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation; ``id`` is 16 random hex digits, times are epoch seconds."""

    id: str
    title: str
    created_at: int
    changed_at: int  # when its last turn came
    turns: int


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as kept; ``answer`` is the wire shape of rag/answer_json.py.

    ``filters`` and ``as_of`` (a time was chosen) are as the reader set them; ``understood`` is how
    the question was read, as far as ``answer`` does not say it. ``whole`` is False where the file
    no longer has what was written: then both are empty.
    """

    number: int
    question: str
    asked_at: int
    filters: Filters
    as_of: bool
    answer: Mapping[str, Any]
    understood: Mapping[str, Any]
    kept_at: int
    feedback: Feedback | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Conversations, newest first; ``more``: older ones follow ``conversations[-1]``."""

    conversations: tuple[Conversation, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation and its last turns, in order."""

    conversation: Conversation
    turns: tuple[KeptTurn, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation that has every word looked for; ``turn`` and ``question`` say where best."""

    conversation: Conversation
    turn: int
    question: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a turn was kept: the conversation, new where it had none, and its number."""

    conversation: Conversation
    turn: int


@dataclass(frozen=True, slots=True)
class Retention:
    """How much is kept of one user, and for how long."""

    conversations: int = 2_000  # of one user; past them the oldest goes
    days: int | None = None  # after a conversation's last turn; None: for ever
    undo_s: int = 3_600  # seconds in which a deletion can be undone; then it is final


KEEP: Final = Retention()


def title_of(text: str) -> str:
    """Return ``text`` as a title: one line, no controls, cut after a word; UsageError if blank."""
    line = plain(text)
    if not line:
        raise UsageError(say("people.no_title"), hint=say("people.no_title_hint"))
    if len(line) <= TITLE:
        return line
    cut = line[: last_end(line, 0, TITLE - 1)]
    head, _, tail = cut.rpartition(" ")
    return f"{(head if len(tail) < TITLE // 2 and head else cut).rstrip()}…"


def require_name(name: str | None) -> str:
    """Return the key of a user, "" for who uses a page without users; UsageError if it is none."""
    if name is None:
        return ""
    if not name.strip() or len(name) > NAME or any(map(_is_control, name)):
        raise UsageError(say("people.no_user", name=repr(plain(name)[:40])))
    return name


def require_reason(reason: str) -> str:
    """Return a reason trimmed; UsageError if it is too long."""
    trimmed = storable(reason.strip())
    if len(trimmed) > REASON:
        raise UsageError(count("people.reason_long", REASON, got=number(len(trimmed))))
    return trimmed


def storable(text: str) -> str:
    """Return ``text`` without NUL; lone surrogates, which no file can hold, become U+FFFD."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
