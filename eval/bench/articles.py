"""The articles both sides are given, as one file, and the questions both are asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from ingest.inputs.read import ReadOptions, find, read
from rag.domain import IncomingArticle
from rag.errors import InputError
from rag.settings import Settings
from rag.text.fold import tokens
from rag.text.sentences import sentences

WORDS = 6  # fewest words of a headline or sentence to ask by
LONGEST = 200  # code points of a question


def take(location: str, count: int, settings: Settings) -> list[IncomingArticle]:
    """Return the first ``count`` articles of anything that ingest reads.

    Raises InputError if there are fewer: a table must not say 300 and mean 12.
    """
    options = ReadOptions(zone=settings.zone, limits=settings.limits)
    taken: list[IncomingArticle] = []
    for file in find([location])[0]:
        for item in read(file, options):
            if isinstance(item, IncomingArticle):
                taken.append(item)
            if len(taken) == count:
                return taken
    raise InputError(
        f"{location} holds {len(taken)} articles, {count} are asked for",
        hint=f"Name more articles, or pass --articles {max(len(taken), 1)}.",
    )


def write(articles: Sequence[IncomingArticle], file: Path) -> Path:
    """Write articles as JSON lines, the one input of both sides."""
    with file.open("w", encoding="utf-8") as lines:
        for number, article in enumerate(articles):
            print(json.dumps(_record(article, number), ensure_ascii=False), file=lines)
    return file


def texts(file: Path) -> Iterator[str]:
    """Yield each article's text from a file that ``write`` wrote."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def questions(articles: Sequence[IncomingArticle], count: int, *, seed: int) -> list[str]:
    """Return questions made of headlines, or of first sentences where there is no headline.

    What is measured is time, so a question need only have an article that answers it.
    """
    known = [subject for article in articles if (subject := _subject(article))]
    drawn = Random(seed).sample(known, min(count, len(known)))  # noqa: S311  nothing is secret
    return [f"What is known about this: {subject}?" for subject in drawn]


def read_questions(file: Path) -> list[str]:
    """Return questions from a file: one a line, or JSON lines with ``question``.

    Raises InputError if there are none or a line of JSON has none.
    """
    try:
        lines = [line.strip() for line in file.read_text("utf-8").splitlines() if line.strip()]
        found = [json.loads(one)["question"] if one.startswith("{") else one for one in lines]
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{file} holds no questions: {error!r}") from error
    if not found:
        raise InputError(f"{file} holds no questions: it is empty")
    return [str(one) for one in found]


def _subject(article: IncomingArticle) -> str | None:
    opening = article.text[: 10 * LONGEST]
    firsts = (span.of(opening) for span in sentences(opening, article.language)[:4])
    for words in (article.title or "", *firsts):
        if len(tokens(words)) >= WORDS:
            return " ".join(words.split())[:LONGEST].rstrip(".?! ")
    return None


def _record(article: IncomingArticle, number: int) -> dict[str, object]:
    published = article.published
    return {
        "id": article.external_id or f"bench-{number}",
        "text": article.text,
        "title": article.title,
        "publisher": article.publisher,
        "language": article.language,
        "url": article.url,
        "published_at": published and datetime.fromtimestamp(published.epoch, UTC).isoformat(),
    }
