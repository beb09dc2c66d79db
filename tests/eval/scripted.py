"""A desk that answers from a script: what a run sees of the real one, without an archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from rag.archive.runs import Status as HomeStatus
from rag.domain import (
    Abstained,
    Answer,
    Answered,
    Article,
    Citation,
    Coverage,
    Hit,
    Passage,
    Reason,
    ReasonCode,
    Revision,
    Sentence,
    Span,
    Status,
)
from rag.errors import DatelineError, NotFoundError
from rag.question.nouns import Filters, Question, Turn

COVERAGE = Coverage(articles=3, publishers=("The Harbour Post",), start=0, end=86_400)


def passage(name: str, text: str, *, title: str | None = "A headline") -> Passage:
    """Return the only passage of an article whose external id is ``name``."""
    article = Article(f"id-{name}", "The Harbour Post", None, (name,), Status.USABLE)
    revision = Revision(
        article_id=article.id,
        number=1,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        title=title,
        byline=None,
        section=None,
        language="en",
        published=None,
        modified=None,
        retrieved_at=0,
        valid_from=0,
        valid_to=None,
    )
    return Passage(1, article, revision, Span(0, len(text)))


def cite(where: Passage, quote: str, *, marker: int = 1, speaker: str | None = None) -> Citation:
    """Return a citation of the first place where ``quote`` stands."""
    start = where.revision.text.index(quote)
    return Citation(marker, where, Span(start, start + len(quote)), quote, speaker)


def answered(*citations: Citation, score: float = 0.8, written: str | None = None) -> Answered:
    """Return an answer of these citations; ``written`` is a chat model's sentence beside them."""
    sentences = [Sentence(c.quote, "archive", (c.marker,)) for c in citations]
    if written is not None:
        sentences.insert(0, Sentence(written, "model", (1,)))
    return Answered(Question("?", 0), tuple(sentences), citations, score, COVERAGE)


def abstained(*nearest: Citation, score: float = 0.1) -> Abstained:
    """Return an abstention."""
    reason = Reason(ReasonCode.UNSURE, "Nothing here says so.")
    return Abstained(Question("?", 0), reason, nearest, score, COVERAGE)


def ranked(*passages: Passage) -> list[Hit]:
    """Return hits in this order."""
    return [Hit(p, 1 / rank) for rank, p in enumerate(passages, start=1)]


@dataclass
class ScriptedDesk:
    """Answers and rankings by question text; a DatelineError in their place is raised.

    ``kept`` is what the archive holds, by article id; ``asked`` notes every call of ``ask``.
    """

    answers: Mapping[str, Answer | DatelineError] = field(default_factory=dict)
    rankings: Mapping[str, Sequence[Hit]] = field(default_factory=dict)
    kept: Sequence[Passage] = ()
    asked: list[tuple[str, int | None, Filters, tuple[Turn, ...]]] = field(default_factory=list)

    def ask(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
    ) -> Answer:
        self.asked.append((text, asked_at, filters, tuple(history)))
        answer = self.answers.get(text) or abstained()
        if isinstance(answer, DatelineError):
            raise answer
        return answer

    def search(
        self,
        text: str,
        *,
        k: int = 10,
        asked_at: int | None = None,
        filters: Filters = Filters(),
    ) -> list[Hit]:
        return list(self.rankings.get(text, ()))[:k]

    def article(self, article_id: str, number: int | None = None) -> Revision:
        for held in self.kept:
            if held.article.id == article_id and number in (None, held.revision.number):
                return held.revision
        raise NotFoundError(f"no article {article_id!r}")

    def resolve(self, names: Iterable[str]) -> dict[str, str]:
        known = {name: p.article.id for p in self.kept for name in p.article.external_ids}
        return {name: known[name] for name in names if name in known}

    def status(self) -> HomeStatus:
        return HomeStatus(
            coverage=COVERAGE,
            undated=3,
            withdrawn=0,
            revisions=3,
            passages={"live": 3},
            failures=0,
            last_run=None,
            index=None,
            newest={},
        )

    def digest(self) -> str:
        return "d" * 64
