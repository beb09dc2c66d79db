"""``dateline ingest --watch``: one line a round that did something, until it is stopped."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING

import typer

from rag.progress import Silent
from ui.cli.plain import one_line

if TYPE_CHECKING:
    from ingest.inputs.read import ReadOptions
    from ingest.run import Report
    from ingest.web.asking import Asking
    from rag.settings import Settings


class Log(Silent):
    """What a watch says on stderr: what was left out, and a line for each round that did something.

    ``told`` hears of every round.
    """

    def __init__(
        self,
        zone: tzinfo,
        summary: Callable[[Report], str],
        told: Callable[[Report], None] | None,
        *,
        quiet: bool,
    ) -> None:
        self._zone = zone
        self._summary = summary
        self._told = told
        self._quiet = quiet

    def problem(self, line: str) -> None:
        """Print one line."""
        if not self._quiet:
            typer.echo(one_line(line), err=True)

    def say(self, line: str) -> None:
        """Print one line with the time of day."""
        self.problem(f"{datetime.now(self._zone):%H:%M:%S} {line}")

    def round(self, report: Report) -> None:
        """Tell of a round that has ended."""
        if self._told:
            self._told(report)
        if report.added or report.revised or report.failed or report.warnings:
            self.say(self._summary(report))
        if report.unindexed:
            self.problem(f"{report.unindexed}. {report.unindexed.hint}")


def watch_inputs(
    inputs: Sequence[str],
    settings: Settings,
    options: ReadOptions,
    *,
    every_s: float,
    quiet: bool,
    told: Callable[[Report], None] | None,
    summary: Callable[[Report], str],
    wait: Callable[[float], object] = time.sleep,
) -> None:
    """Ingest again and again; Ctrl-C and SIGTERM end it. ``told`` hears each round."""
    from ingest.run import ingest
    from ingest.sandbox import open_parser
    from ingest.watch import Watched, watch
    from rag.adapters.encoders import open_encoder
    from rag.wiring import open_for_writing

    log = Log(settings.zone, summary, told, quiet=quiet)
    watched = Watched.of(inputs, every_s=every_s)
    warm = cache(lambda: open_encoder(settings))
    with _until_stopped(log.say), open_parser(settings.parsing) as parse:

        def round_(locations: Sequence[str], asking: Asking) -> Report:
            return ingest(
                locations,
                settings=settings,
                options=options,
                open_encoder=warm,
                open_index=lambda writer, encoder: open_for_writing(settings, writer, encoder),
                progress=log,
                asking=asking,
                parse=parse,
            )

        log.say(f"watching; addresses are asked every {every_s / 60:g} min, Ctrl-C stops")
        watch(
            watched,
            round_,
            clock=time.time,
            wait=wait,
            told=log.round,
            blocked=lambda error: log.say(f"waiting: {error}"),
        )


@contextmanager
def _until_stopped(say: Callable[[str], None]) -> Iterator[None]:
    """End quietly on Ctrl-C or SIGTERM, wherever it comes: the next run goes on there."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        say("stopped; what was done is kept")
    finally:
        signal.signal(signal.SIGTERM, before)
