"""Passages, hits, questions and answers for tests of what is done with them."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from rag.domain import (
    Article,
    Citation,
    Hit,
    LegRank,
    NewsTime,
    Passage,
    Precision,
    Revision,
    Span,
    Status,
)
from rag.question.nouns import Filters, Question, Recency

ASKED_AT = int(datetime(2024, 11, 29, 12, tzinfo=UTC).timestamp())


def at(year: int, month: int, day: int, hour: int = 0) -> int:
    """Epoch seconds of an hour in UTC."""
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


def on(year: int, month: int, day: int, hour: int = 0) -> NewsTime:
    """An hour as a publisher gives it."""
    epoch = at(year, month, day, hour)
    return NewsTime(epoch, Precision.SECOND, datetime.fromtimestamp(epoch, UTC).isoformat())


def a_day(year: int, month: int, day: int) -> NewsTime:
    """A day as a publisher gives it."""
    return NewsTime(at(year, month, day), Precision.DAY, f"{year}-{month:02}-{day:02}")


def passage(
    text: str = "The harbour reopened on Monday.",
    *,
    id_: int = 1,
    article: str | None = None,
    body: str | None = None,
    title: str | None = "Harbour reopens",
    publisher: str | None = "Harbour Post",
    byline: str | None = None,
    url: str | None = None,
    external_ids: tuple[str, ...] = (),
    number: int = 1,
    language: str | None = "en",
    published: NewsTime | None = None,
) -> Passage:
    """A passage of an article whose text is ``body``, by default the passage alone."""
    body = text if body is None else body
    article_id = article or f"{id_:016x}"
    start = body.index(text)
    return Passage(
        id_,
        Article(article_id, publisher, url, external_ids, Status.USABLE),
        Revision(
            article_id=article_id,
            number=number,
            text=body,
            sha256=sha256(body.encode()).hexdigest(),
            title=title,
            byline=byline,
            section=None,
            language=language,
            published=published,
            modified=None,
            retrieved_at=ASKED_AT,
            valid_from=0,
            valid_to=None,
        ),
        Span(start, start + len(text)),
    )


def hit(
    passage: Passage,
    score: float = 1.0,
    *,
    dense: LegRank | None = None,
    lexical: LegRank | None = None,
    cosine: float | None = None,
    also_in: tuple[Passage, ...] = (),
) -> Hit:
    """A hit."""
    return Hit(passage, score, dense, lexical, cosine, also_in)


def citation(
    passage: Passage,
    marker: int = 1,
    *,
    speaker: str | None = None,
    also_in: tuple[Passage, ...] = (),
) -> Citation:
    """A citation of a whole passage."""
    return Citation(marker, passage, passage.span, passage.text, speaker, also_in)


def question(
    text: str = "What happened in the harbour?",
    *,
    filters: Filters = Filters(),
    recency: Recency = Recency.NEUTRAL,
) -> Question:
    """A question asked on 29 November 2024."""
    return Question(text, ASKED_AT, filters=filters, recency=recency)
