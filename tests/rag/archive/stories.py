"""Articles for the archive's tests, and writing them as an ingest would."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from ingest.plan import Planned, Step, ids, plan
from rag.archive.archive import Archive
from rag.archive.writer import Prepared, Writer
from rag.domain import Failure, IncomingArticle, NewsTime, Precision, Span
from rag.question.nouns import Filters

ANY = Filters()
NOW = int(datetime(2025, 6, 1, 12, tzinfo=UTC).timestamp())


def at(year: int, month: int, day: int, hour: int = 0) -> int:
    """Epoch seconds of an hour in UTC."""
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


def on(year: int, month: int, day: int, hour: int = 0) -> NewsTime:
    """An hour as a publisher gives it."""
    epoch = at(year, month, day, hour)
    return NewsTime(epoch, Precision.SECOND, datetime.fromtimestamp(epoch, UTC).isoformat())


def day(year: int, month: int, day: int) -> NewsTime:
    """A day as a publisher gives it, without an hour."""
    return NewsTime(at(year, month, day), Precision.DAY, f"{year:04}-{month:02}-{day:02}")


def story(
    text: str = "The harbour reopened on Monday. Ships waited outside.",
    *,
    title: str | None = "Harbour reopens",
    publisher: str | None = "Harbour Post",
    byline: str | None = None,
    language: str | None = "en",
    url: str | None = None,
    external_id: str | None = "harbour-1",
    path: str | None = None,
    published: NewsTime | None = None,
    modified: NewsTime | None = None,
) -> IncomingArticle:
    """One state of an article, as an input gives it."""
    return IncomingArticle(
        text=text,
        where="stories.py",
        title=title,
        publisher=publisher,
        byline=byline,
        language=language,
        url=url,
        external_id=external_id,
        path=path,
        published=published,
        modified=modified,
    )


def paragraphs(text: str) -> list[Span]:
    """A span for every line that has something in it."""
    spans, at_ = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            spans.append(Span(at_, at_ + len(line.rstrip("\r\n"))))
        at_ += len(line)
    return spans


def prepared(incoming: IncomingArticle) -> Prepared:
    """An article cut into its paragraphs."""
    headline = f"{incoming.title}\n" if incoming.title else ""
    return Prepared(
        incoming,
        [
            (span, sha256((headline + span.of(incoming.text)).encode()).digest())
            for span in paragraphs(incoming.text)
        ],
    )


def keep(
    writer: Writer,
    *incoming: IncomingArticle,
    now: int = NOW,
    failures: tuple[Failure, ...] = (),
) -> list[Planned]:
    """Plan a batch and write it, as one batch of an ingest run; return what was planned."""
    run = writer.start_run(["stories.py"], pid=1, now=now)
    planned = plan(incoming, writer.known_keys(ids(incoming)))
    writer.keep(
        [prepared(one.incoming) for one in planned if one.step is not Step.SKIP],
        seen=[one.incoming for one in planned if one.step is Step.SKIP],
        failures=failures,
        run=run,
        now=now,
    )
    return planned


def found(archive: Archive, *words: str, asked_at: int | None = None) -> list[str]:
    """The texts of the passages that words find, best first."""
    hits = archive.by_words(words, limit=10, filters=ANY, asked_at=asked_at)
    passages = archive.passages([id_ for id_, _ in hits], asked_at=asked_at)
    return [passages[id_].text for id_, _ in hits]
