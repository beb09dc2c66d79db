"""The nouns of asking, frozen: a question as understood, its filters, the turns before it.

Times are whole epoch seconds in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.question.dates import Period


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search may return; empty fields exclude nothing, ``articles`` is a closed list of ids.

    ``start`` and ``end`` bound ``published`` (inclusive) and leave undated articles out.
    """

    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    articles: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A subject or speaker: the words as asked, and its names; an office alone has none."""

    text: str
    names: tuple[str, ...]


class Recency(StrEnum):
    """How much the question's own wording makes age count."""

    NEUTRAL = "neutral"
    RECENT = "recent"  # "latest", "this week", "now"
    NONE = "none"  # a named date long past, or the asker's wish: age says nothing


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, for follow-ups; ``without`` as of Question.

    ``told_at`` is when the article was printed that the answer quotes first, ``quote`` the words
    it quotes of it and ``speaker`` whose they are.
    """

    question: str
    answer: str = ""
    without: frozenset[str] = frozenset()
    told_at: int | None = None
    quote: str = ""
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood; ``matter`` is what is asked about, without subject and frame.

    ``inferred`` holds filters read out of the words; ``filters`` applies: the caller's, else those.
    ``dated`` are the words of a period that ``inferred`` reaches beyond, blank where it does not;
    ``period`` is the one that the words name, with both ends, where it is shorter than a year.
    Of the parts of rag/question/parts.py, a follow-up ``carried`` some from the question before,
    and those in ``without`` the asker wants ignored.
    """

    text: str
    asked_at: int
    filters: Filters = Filters()
    inferred: Filters = Filters()
    dated: str = ""
    period: Period | None = None
    subject: Named | None = None
    speaker: Named | None = None
    matter: str = ""
    quoted: str | None = None
    recency: Recency = Recency.NEUTRAL
    follow_up_of: str | None = None
    carried: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
