"""The ingest job: inputs -> archive -> index, with a report of every item, resumable."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from ingest import space
from ingest.batches import Batch, batches, require_inputs
from ingest.copies import Copies
from ingest.fetch.addresses import without_user
from ingest.inputs.read import Item, Parse, ReadOptions
from ingest.marking import mark_quotes
from ingest.orphans import remove_orphans
from ingest.plan import Planned, Step, ahead, apart, doubles, ids, plan
from ingest.sandbox import open_parser
from ingest.settle import OpenIndex, settle
from ingest.stories import find_stories
from ingest.web.asking import ONCE, Asking
from rag.archive.archive import FILE
from rag.archive.lock import is_held, writer_lock
from rag.archive.polls import Poll
from rag.archive.runs import Counts
from rag.archive.vectors import Pointer
from rag.archive.writer import Prepared, Writer
from rag.domain import Failure, IncomingArticle, Span
from rag.errors import EncoderMismatchError, IndexUnavailableError
from rag.ports import Encoder
from rag.progress import Progress
from rag.settings import Settings
from rag.text.passages import embedded_text, split
from rag.wiring import require_same_encoder


@dataclass(slots=True)
class Report:
    """What a run did; ``failed`` were left out, ``warnings`` are in with something odd."""

    added: int = 0
    revised: int = 0
    skipped: int = 0
    failed: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    passages: dict[str, int] = field(default_factory=dict)
    polled: dict[str, Poll] = field(default_factory=dict)  # by address
    unindexed: IndexUnavailableError | None = None  # why what is new is found by words alone
    seconds: float = 0.0

    def note(self, failures: Iterable[Failure]) -> None:
        """Sort failures into what was left out and what is merely odd."""
        for failure in failures:
            (self.warnings if failure.code.startswith("W_") else self.failed).append(failure)

    def count(self, planned: Iterable[Planned]) -> None:
        """Count what became of a batch."""
        for one in planned:
            self.added += one.step is Step.ADD
            self.revised += one.step is Step.REVISE
            self.skipped += one.step is Step.SKIP

    def counts(self) -> Counts:
        """Return the numbers alone."""
        return Counts(self.added, self.revised, self.skipped, len(self.failed))


def ingest(
    locations: Sequence[str],
    *,
    settings: Settings,
    options: ReadOptions,
    open_encoder: Callable[[], Encoder],
    open_index: OpenIndex,
    progress: Progress,
    stdin: BinaryIO | None = None,
    asking: Asking = ONCE,
    parse: Parse | None = None,
    called: str | None = None,
) -> Report:
    """Read every input into the home's archive, then bring the index up to date.

    The run is noted under its locations, or as the one input that they are ``called``. The
    encoder and the index are opened only when something is new, a parser (``parse``: one that
    is open already) when there is something to parse. Raises InputError, having made nothing,
    if there is no archive yet and nothing to put into one, ArchiveLockedError if another ingest
    holds the home, EncoderMismatchError if the home's vectors are another encoder's, and
    ArchiveError if the disk is nearly full; what was acknowledged before is kept. An index that
    cannot be used is the report's to tell.
    """
    started = time.monotonic()
    if not asking.patient and not _is_begun(settings.home):
        require_inputs(locations)
    report = Report()
    spare = settings.limits.free_bytes
    parser = nullcontext(parse) if parse else open_parser(settings.parsing)
    named = space.full_disk_named(settings.home, spare=spare)
    with writer_lock(settings.home), named, parser as parse:
        writer = Writer.open(settings.home)
        try:
            given = [called] if called else [without_user(one) for one in locations]
            remove_orphans(settings, writer.pointer())
            run = writer.start_run(
                given, pid=os.getpid(), now=int(time.time()), standing=asking.standing
            )
            encoder = _Once(open_encoder, writer.pointer())
            copies, first = Copies(), dict[str, str]()
            for batch in batches(
                locations,
                options,
                parse=parse,
                recall=writer.poll,
                fetching=settings.fetching,
                progress=progress,
                stdin=stdin,
                asking=asking,
            ):
                step = space.of_articles(batch.items)
                space.require(settings.home, step, spare=spare)
                with space.full_disk_named(settings.home, step, spare=spare):
                    _keep_batch(writer, batch, run, encoder, copies, first, report, progress)
            find_stories(writer, copies, progress)
            _settle(settings, writer, run, encoder, open_index, report, progress)
            mark_quotes(writer, progress, spare=spare)
            writer.finish_run(run, now=int(time.time()), counts=report.counts())
        finally:
            writer.close()
    report.seconds = time.monotonic() - started
    return report


def _is_begun(home: Path) -> bool:
    """Return whether a home has an archive, or whoever holds it may be making one."""
    return (home / FILE).exists() or (home.exists() and is_held(home))


class _Once:
    """An encoder that is opened when it is first needed, and then kept.

    It must be the served index's: passages are cut to what their encoder can read.
    """

    def __init__(self, open_encoder: Callable[[], Encoder], pointer: Pointer | None) -> None:
        self._open = open_encoder
        self._pointer = pointer
        self._encoder: Encoder | None = None

    def __call__(self) -> Encoder:
        if self._encoder is None:
            encoder = self._open()
            if self._pointer is not None:
                require_same_encoder(self._pointer, encoder)
            self._encoder = encoder
        return self._encoder


def _keep_batch(
    writer: Writer,
    batch: Batch,
    run: int,
    encoder: Callable[[], Encoder],
    copies: Copies,
    first: dict[str, str],
    report: Report,
    progress: Progress,
) -> None:
    odd = problems(batch.items, progress)
    articles = [item for item in batch.items if isinstance(item, IncomingArticle)]
    formers = writer.formers(one.url for one in articles)
    planned = plan(articles, writer.known_keys(ids(articles, formers)), formers)
    now = int(time.time())
    odd += told(
        [*doubles(planned, first), *apart(planned, formers), *ahead(articles, now=now)], progress
    )
    prepared = [
        Prepared(one.incoming, _passages(one.incoming, encoder()))
        for one in planned
        if one.step is not Step.SKIP
    ]
    seen = [one.incoming for one in planned if one.step is Step.SKIP]
    writer.keep(
        prepared,
        seen=seen,
        failures=odd,
        run=run,
        now=now,
        polled=batch.polled,
        copies=copies,
    )
    report.polled.update((one.url, one) for one in batch.polled)
    report.count(planned)
    report.note(odd)


def _passages(incoming: IncomingArticle, encoder: Encoder) -> list[tuple[Span, bytes]]:
    spans = split(
        incoming.text, headline=incoming.title, measure=encoder, language=incoming.language
    )
    texts = (embedded_text(incoming.title, span.of(incoming.text), encoder) for span in spans)
    return [
        (span, sha256(text.encode("utf-8")).digest())
        for span, text in zip(spans, texts, strict=True)
    ]


def _settle(
    settings: Settings,
    writer: Writer,
    run: int,
    encoder: Callable[[], Encoder],
    open_index: OpenIndex,
    report: Report,
    progress: Progress,
) -> None:
    try:
        failures = settle(settings, writer, encoder, open_index, progress)
    except EncoderMismatchError:
        raise
    except IndexUnavailableError as error:
        report.unindexed = error
    else:
        report.note(failures)
        if failures:
            writer.keep([], seen=[], failures=failures, run=run, now=int(time.time()))
    report.passages = {state: writer.count(state) for state in ("pending", "live")}


def problems(batch: Iterable[Item], progress: Progress) -> list[Failure]:
    """Return what was left out or odd in a batch, and show each as one line."""
    odd = []
    for item in batch:
        if isinstance(item, Failure):
            odd.append(item)
        else:
            odd += [Failure(item.where, warn.code, warn.reason) for warn in item.warnings]
    return told(odd, progress)


def told(odd: list[Failure], progress: Progress) -> list[Failure]:
    """Show each failure as one line, and return them."""
    for one in odd:
        level = "warning" if one.code.startswith("W_") else "ERROR"
        progress.problem(f"{level} {one.where} {one.code} {one.reason}")
    return odd
