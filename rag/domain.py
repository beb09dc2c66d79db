"""The nouns of Dateline, frozen: articles and their revisions, passages, answers.

Times are whole epoch seconds in UTC; offsets are code points of ``Revision.text``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from rag.question.nouns import Question


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range ``[start, end)`` of code points in ``Revision.text``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span needs 0 <= start < end, got [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that the span covers."""
        return text[self.start : self.end]


class Precision(StrEnum):
    """How exactly a publisher gave a time."""

    DAY = "day"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class NewsTime:
    """A publisher's time, ``raw`` as it stood; of a DAY ``epoch`` is its first second."""

    epoch: int
    precision: Precision
    raw: str


@dataclass(frozen=True, slots=True)
class Warn:
    """Something odd about an article that is in all the same; a ``W_`` code, the reason."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An input item left out: where it stood, an ``E_`` code, the reason in words."""

    where: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """One state of an article as an input gave it; ``where`` names file and line for messages.

    ``path`` is set where one file is one article: the ingested root's name and what is below it.
    """

    text: str
    where: str
    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    external_id: str | None = None
    path: str | None = None
    published: NewsTime | None = None
    modified: NewsTime | None = None
    warnings: tuple[Warn, ...] = ()


class Status(StrEnum):
    """Whether an article may be shown."""

    USABLE = "usable"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Article:
    """One story as one publisher published it; ``id`` is 16 hex digits, stable over revisions."""

    id: str
    publisher: str | None
    url: str | None
    external_ids: tuple[str, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article's text; ``sha256`` is the hex digest of it in UTF-8.

    ``valid_from`` is when this state began, ``valid_to`` when the next did (None: the newest).
    ``sound`` says whether all beside the text, the article's publisher too, is as it was kept.
    """

    article_id: str
    number: int
    text: str
    sha256: str
    title: str | None
    byline: str | None
    section: str | None
    language: str | None
    published: NewsTime | None
    modified: NewsTime | None
    retrieved_at: int
    valid_from: int
    valid_to: int | None
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """An exact piece of a revision; ``id`` is never used again for another piece."""

    id: int
    article: Article
    revision: Revision
    span: Span

    @property
    def text(self) -> str:
        """The passage's own characters."""
        return self.span.of(self.revision.text)


@dataclass(frozen=True, slots=True)
class LegRank:
    """Where one leg of the search put a passage: rank from 1, and the leg's own score."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found; ``score`` orders one question's hits, higher is better."""

    passage: Passage
    score: float
    dense: LegRank | None = None
    lexical: LegRank | None = None
    cosine: float | None = None  # to the question, -1..1, where a vector is stored
    also_in: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker resolved to exact characters of a revision: ``span.of(revision.text) == quote``."""

    marker: int
    passage: Passage
    span: Span
    quote: str
    speaker: str | None = None
    also_in: tuple[Passage, ...] = ()
    cue: str | None = None  # the word that gives the quote to its speaker: "according to"
    older: bool = False  # what leads the answer was printed later and tells otherwise


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer: the archive's own words, or a chat model's beside them."""

    text: str
    by: Literal["archive", "model"]
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the archive holds at the time asked: counts, and the first and last date."""

    articles: int
    publishers: tuple[str, ...]
    start: int | None
    end: int | None


class ReasonCode(StrEnum):
    """Why there is no answer."""

    EMPTY = "archive_empty"
    NO_QUESTION = "no_question"
    OUTSIDE = "outside_filters"
    NO_SUBJECT = "subject_absent"
    NO_MATTER = "matter_absent"
    UNSURE = "too_unsure"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no answer, as a code and as a sentence for the reader."""

    code: ReasonCode
    text: str


class NoteCode(StrEnum):
    """What is to be said beside an answer."""

    LANGUAGE = "other_language"  # the question is not in English but in ``detail``
    DAMAGED = "damaged_article"  # one was met and is not quoted
    MODEL = "model_failed"  # a chat model, as ``detail`` says in English


@dataclass(frozen=True, slots=True)
class Note:
    """One of them; rag/notes.py has its words."""

    code: NoteCode
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, its citations checked; ``note`` says ``notes`` in English."""

    question: Question
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    score: float
    coverage: Coverage
    timings_ms: dict[str, float] = field(default_factory=dict)
    note: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def text(self) -> str:
        """The answer as one string, each sentence followed by its markers."""
        return " ".join(s.text + "".join(f" [{n}]" for n in s.markers) for s in self.sentences)


@dataclass(frozen=True, slots=True)
class Abstained:
    """No answer, why, and what lay nearest; ``nearest`` is checked like citations are.

    The reason's sentence says ``notes``, too.
    """

    question: Question
    reason: Reason
    nearest: tuple[Citation, ...]
    score: float
    coverage: Coverage
    timings_ms: dict[str, float] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


Answer = Answered | Abstained
