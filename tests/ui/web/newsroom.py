"""Articles, answers and a scripted desk for the page's tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from rag.archive.polls import Poll
from rag.archive.runs import InputRun
from rag.archive.runs import Status as HomeStatus
from rag.attribution import Statement
from rag.browse import Browse, Listed, Newest, Printed
from rag.domain import (
    Abstained,
    Answer,
    Answered,
    Article,
    Citation,
    Coverage,
    Failure,
    Hit,
    NewsTime,
    Passage,
    Precision,
    Reason,
    ReasonCode,
    Revision,
    Sentence,
    Span,
    Status,
)
from rag.errors import DatelineError, NotFoundError
from rag.question.nouns import Filters, Question, Turn
from rag.record import Record
from rag.settings import Settings
from ui.people.people import People
from ui.web.site import Site

ZONE = UTC
ASKED_AT = int(datetime(2024, 11, 29, 12, 0, tzinfo=UTC).timestamp())
COVERAGE = Coverage(
    articles=1572,
    publishers=("Harbour Post", "Meridian Wire"),
    start=int(datetime(2024, 3, 1, tzinfo=UTC).timestamp()),
    end=int(datetime(2024, 11, 28, tzinfo=UTC).timestamp()),
)
EMPTY = Coverage(0, (), None, None)
TEXT = (
    "The ministers met behind closed doors for three hours.\n\n"
    "The foreign minister of Estonia was blunt. “Without soldiers a guarantee is a decoration,” "
    "she said on the quay. Nobody contradicted her.\n\nThe meeting goes on tomorrow."
)
QUOTE = "“Without soldiers a guarantee is a decoration,” she said on the quay."


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    """Epoch seconds of a moment in UTC."""
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())


PUBLISHED = NewsTime(at(2024, 11, 26, 8, 30), Precision.SECOND, "2024-11-26T08:30:00Z")


def article(
    *, id_: str = "a" * 16, publisher: str | None = "Harbour Post", url: str | None = None
) -> Article:
    """An article that can be shown."""
    return Article(id_, publisher, url, (), Status.USABLE)


def revision(
    text: str = TEXT,
    *,
    id_: str = "a" * 16,
    number: int = 1,
    title: str | None = "Ministers leave the quay without a plan",
    byline: str | None = None,
    section: str | None = None,
    language: str | None = "en",
    published: NewsTime | None = PUBLISHED,
    modified: NewsTime | None = None,
    valid_to: int | None = None,
) -> Revision:
    """One state of an article's text."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Revision(
        *(id_, number, text, digest, title, byline, section, language, published, modified),
        *(ASKED_AT, 0, valid_to),
    )


def passage(of: Revision | None = None, in_: Article | None = None) -> Passage:
    """A passage that is its whole revision."""
    of = of or revision()
    return Passage(1, in_ or article(), of, Span(0, len(of.text)))


def citation(
    quote: str = QUOTE,
    *,
    marker: int = 1,
    of: Passage | None = None,
    speaker: str | None = None,
    also_in: tuple[Passage, ...] = (),
) -> Citation:
    """``quote`` cited where it first stands in the passage's revision."""
    of = of or passage()
    start = of.revision.text.index(quote)
    return Citation(marker, of, Span(start, start + len(quote)), quote, speaker, also_in)


def question(text: str = "what did Estonia say about guarantees?") -> Question:
    """A question as asked, nothing inferred."""
    return Question(text, ASKED_AT)


def answered(*citations: Citation, asked: Question | None = None) -> Answered:
    """An answer that is nothing but its citations."""
    citations = citations or (citation(),)
    sentences = tuple(Sentence(c.quote, "archive", (c.marker,)) for c in citations)
    return Answered(asked or question(), sentences, citations, 0.9, COVERAGE)


def abstained(
    *nearest: Citation,
    code: ReasonCode = ReasonCode.NO_MATTER,
    asked: Question | None = None,
) -> Abstained:
    """No answer."""
    reason = Reason(code, "The archive has nothing on this")
    return Abstained(asked or question(), reason, nearest, 0.1, COVERAGE)


def listed(
    in_: Article | None = None,
    *,
    title: str | None = "Ministers leave the quay",
    excerpt: str = TEXT,
    published: NewsTime | None = PUBLISHED,
    versions: int = 1,
    also_in: int = 0,
    sound: bool = True,
) -> Listed:
    """An article as a list tells of it."""
    return Listed(
        *(in_ or article(), versions, title, "By Ana Ruiz", "World", "en", published),
        *(versions, also_in, excerpt),
        sound=sound,
    )


@dataclass(frozen=True)
class Finding:
    """What the scripted desk found."""

    hits: tuple[Hit, ...]


@dataclass
class ScriptedArchive:
    """Revisions that are there, by article; none of the withdrawn is given out by number."""

    kept: dict[str, list[Revision]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    def revision(self, article_id: str, number: int | None = None) -> Revision:
        found = () if article_id in self.withdrawn else self.revisions(article_id)
        for one in found:
            if number in {None, one.number}:
                return one
        raise NotFoundError("no such revision")

    def revisions(self, article_id: str) -> list[Revision]:
        return self.kept.get(article_id, [])


@dataclass
class ScriptedDesk:
    """A desk that says what a test tells it to, and notes what it was asked."""

    answers: Sequence[Answer | DatelineError] = ()
    hits: Sequence[Hit] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    error: DatelineError | None = None
    archive: ScriptedArchive = field(default_factory=ScriptedArchive)
    rows: Sequence[Listed] = ()
    left_out: Sequence[Failure] = ()
    inputs: tuple[InputRun, ...] = ()
    polled: tuple[Poll, ...] = ()
    browsed: list[Browse] = field(default_factory=list)
    asked: list[tuple[str, int | None, Filters, tuple[Turn, ...]]] = field(default_factory=list)
    without: list[Set[str] | None] = field(default_factory=list)
    said: Sequence[Statement] = ()
    apart: bool = False  # nothing that is nearest is about what was asked
    covered: Coverage = COVERAGE
    knows: Set[str] = frozenset()  # questions that it can answer, as ``can_answer`` says

    def stream(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
        without: Set[str] | None = None,
    ) -> Iterator[Finding | Answer]:
        self.asked.append((text, asked_at, filters, tuple(history)))
        self.without.append(without)
        answer = self.answer_to(text)
        if isinstance(answer, DatelineError):
            raise answer
        yield Finding(tuple(self.hits))
        yield answer

    def answer_to(self, text: str) -> Answer | DatelineError:
        """The next answer of those it was given, whatever is asked."""
        return self.answers[(len(self.asked) - 1) % len(self.answers)]

    def can_answer(
        self, text: str, *, asked_at: int | None = None, filters: Filters = Filters()
    ) -> bool:
        return text in self.knows

    def related(self, answer: Abstained) -> tuple[Citation, ...]:
        return () if self.apart else answer.nearest

    def statements(self, revision: Revision) -> Sequence[Statement]:
        return self.said

    def search(
        self,
        text: str,
        *,
        k: int = 10,
        asked_at: int | None = None,
        filters: Filters = Filters(),
    ) -> list[Hit]:
        if self.error is not None:
            raise self.error
        return list(self.hits)[:k]

    def record(self, article_id: str, number: int | None = None) -> Record:
        record = self.records.get(article_id)
        if record is None:
            raise NotFoundError(f"no article {article_id!r}")
        shown = [one for one in record.revisions if number in (None, one.number)]
        if not shown:
            raise NotFoundError(f"no revision {number} of article {article_id!r}")
        return replace(record, shown=shown[-1])

    def coverage(self) -> Coverage:
        if self.error is not None:
            raise self.error
        return self.covered

    def resolve(self, names: Iterable[str]) -> dict[str, str]:
        return {name: name for name in names if name in self.archive.kept}

    def listed(self, browse: Browse, *, limit: int, offset: int = 0) -> list[Listed]:
        if self.error is not None:
            raise self.error
        self.browsed.append(browse)
        return list(self.rows)[offset : offset + limit]

    def counted(self, browse: Browse) -> int:
        return len(self.rows)

    def printed(self, browse: Browse) -> list[Printed]:
        return [
            Printed(row.article.publisher, row.published.epoch if row.published else None, 1)
            for row in self.rows
        ]

    def newest(self) -> list[Newest]:
        names = dict.fromkeys(row.article.publisher for row in self.rows)
        return [Newest(name, 1, ASKED_AT, ASKED_AT, "a" * 16, "News", ASKED_AT) for name in names]

    def languages(self) -> tuple[str, ...]:
        return ("en", "et")

    def failures(self) -> list[Failure]:
        return list(self.left_out)

    def status(self) -> HomeStatus:
        return HomeStatus(
            *(COVERAGE, 5, 1, 1600, {"live": 9000, "pending": 12}, 0, None, None, {}),
            inputs=self.inputs,
            polled=self.polled,
            unmarked=3,
        )


def site(desk: ScriptedDesk, home: Path | None = None) -> Site:
    """A site over a scripted desk; without a home what people keep is in memory."""
    settings = Settings() if home is None else Settings(home=home)
    return Site(desk, People(home), settings)
