"""What an ingest would do, having written nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.batches import batches
from ingest.inputs.read import ReadOptions
from ingest.plan import Planned, ahead, apart, doubles, ids, plan
from ingest.run import Report, problems, told
from ingest.sandbox import open_parser
from ingest.web.asking import Recall
from rag.archive.archive import FILE, Archive
from rag.archive.formers import Former
from rag.domain import IncomingArticle
from rag.progress import Progress
from rag.settings import Settings


def dry_run(
    locations: Sequence[str],
    *,
    settings: Settings,
    options: ReadOptions,
    progress: Progress,
    stdin: BinaryIO | None = None,
) -> tuple[list[Planned], Report]:
    """Return what ``ingest`` would do, having written nothing."""
    started = time.monotonic()
    report, planned = Report(), list[Planned]()
    seen: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    with _known(settings.home) as home, open_parser(settings.parsing) as parse:
        for batch in batches(
            locations,
            options,
            parse=parse,
            recall=home.poll,
            fetching=settings.fetching,
            progress=progress,
            stdin=stdin,
        ):
            articles = [item for item in batch.items if isinstance(item, IncomingArticle)]
            formers = home.formers(one.url for one in articles)
            names = ids(articles, formers)
            keys = home.keys(names)
            for id_ in seen.keys() & set(names):
                keys[id_] = keys.get(id_, set()) | seen[id_]
            decided = plan(articles, keys, formers)
            for one in decided:
                seen.setdefault(one.article_id, set()).add(one.content_key)
            planned += decided
            report.count(decided)
            odd = [*doubles(decided, first), *apart(decided, formers)]
            odd += ahead(articles, now=int(time.time()))
            report.note([*problems(batch.items, progress), *told(odd, progress)])
    report.seconds = time.monotonic() - started
    return planned, report


@dataclass(frozen=True, slots=True)
class _Known:
    """What a home has: article ids -> content keys, an address -> how it answered.

    And of addresses the articles that an earlier Dateline took them for.
    """

    keys: Callable[[Sequence[str]], dict[str, set[str]]] = lambda _: {}
    formers: Callable[[Iterable[str | None]], dict[str, Former]] = lambda _: {}
    poll: Recall = lambda _: None


@contextmanager
def _known(home: Path) -> Iterator[_Known]:
    """Give what a home knows, nothing where there is none."""
    if not (home / FILE).exists():
        yield _Known()
        return
    archive = Archive.open(home)
    try:
        yield _Known(archive.known_keys, archive.formers, archive.poll)
    finally:
        archive.close()
