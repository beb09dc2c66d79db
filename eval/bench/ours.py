"""Dateline's side: the ingest job and a desk, timed as their users meet them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import Any

from eval.bench.grow import grow
from ingest.inputs.read import ReadOptions
from ingest.run import Report, ingest
from rag.adapters.encoders import open_encoder
from rag.archive.check import State
from rag.archive.writer import Writer
from rag.desk import Desk
from rag.doctor import examine
from rag.ports import Encoder, VectorIndex
from rag.progress import Silent
from rag.question.nouns import Filters
from rag.settings import Settings, load
from rag.wiring import open_desk, open_for_writing


class Ours:
    """A home, its encoder open and its desk opened when first asked."""

    def __init__(self, home: Path) -> None:
        self._settings = load(home=home)
        self._encoder = open_encoder(self._settings)
        self._open = ExitStack()
        self._desk: Desk | None = None

    def ingest(self, file: str) -> dict[str, float]:
        """Ingest a file: seconds until it was searchable by words, and until it was embedded."""
        from rag.adapters import chroma_http  # noqa: F401  brings Chroma: no start is counted

        timed = _Timed()
        report = _ingest([file], self._settings, self._encoder, timed)
        return {
            "words_s": timed.words_s,
            "embedded_s": timed.since_start(),
            "articles": report.added + report.revised,
            "passages": report.passages["live"],
        }

    def search(self, question: str, *, k: int, **narrow: Any) -> dict[str, float]:
        """Return the milliseconds of one search, and how many it found.

        ``narrow`` is what rag.question.nouns.Filters takes.
        """
        desk, filters = self._opened(), _filters(narrow)
        started = perf_counter()
        found = desk.search(question, k=k, filters=filters)
        return {"ms": (perf_counter() - started) * 1000, "found": len(found)}

    def answer(self, question: str) -> dict[str, float]:
        """Return the milliseconds of one answer, read and checked."""
        desk = self._opened()
        started = perf_counter()
        desk.ask(question)
        return {"ms": (perf_counter() - started) * 1000}

    def narrowings(self) -> dict[str, dict[str, Any]]:
        """Return two filters to search under: one publisher, and the middle half of the time."""
        coverage = self._opened().coverage()
        found: dict[str, dict[str, Any]] = {}
        if coverage.publishers:
            found["publisher"] = {"publishers": [coverage.publishers[0]]}
        if coverage.start is not None and coverage.end is not None:
            quarter = (coverage.end - coverage.start) // 4
            found["dates"] = {"start": coverage.start + quarter, "end": coverage.end - quarter}
        return found

    def close(self) -> None:
        """Close the desk."""
        self._open.close()

    def open(self) -> dict[str, float]:
        """Return the milliseconds of opening the home, the encoder being open."""
        started = perf_counter()
        self._opened()
        return {"ms": (perf_counter() - started) * 1000}

    def grow(self, passages: int) -> dict[str, float]:
        """Copy the home's articles until it has so many passages; see ``eval.bench.grow``."""
        writer = Writer.open(self._settings.home)
        try:
            return {"passages": grow(writer, self._encoder.fingerprint, passages, _log)}
        finally:
            writer.close()

    def settle(self) -> dict[str, float]:
        """Take what waits into the index, as an ingest that was stopped does when run again."""
        started = perf_counter()
        report = _ingest([], self._settings, self._encoder, _Timed())
        took = perf_counter() - started
        return {"s": took, "rate": report.passages["live"] / took}

    def doctor(self) -> dict[str, Any]:
        """Return the seconds that doctor's sample took, and the problems that it found."""
        started = perf_counter()
        found = [
            f"{one.name}: {one.text}"
            for one in examine(
                self._settings, open_encoder=lambda: self._encoder, progress=Silent()
            )
            if one.state is State.PROBLEM
        ]
        return {"s": perf_counter() - started, "problems": found}

    def _opened(self) -> Desk:
        if self._desk is None:
            self._desk = self._open.enter_context(open_desk(self._settings, encoder=self._encoder))
        return self._desk


class _Timed:
    """A Progress that knows when reading ended: from then on everything is found by words."""

    def __init__(self) -> None:
        self._started = perf_counter()
        self._reading = True
        self.words_s = 0.0

    def phase(self, name: str, total: int | None, unit: str) -> None:
        """Note when the first phase after reading begins."""
        del total, unit
        if name != "reading":
            self.read()

    def advance(self, units: int, note: str = "") -> None:
        """Do nothing."""

    def problem(self, line: str) -> None:
        """Do nothing."""

    def read(self) -> None:
        """Note that all is in the archive."""
        if self._reading:
            self._reading, self.words_s = False, self.since_start()

    def since_start(self) -> float:
        """Return the seconds gone by."""
        return perf_counter() - self._started


def _log(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _ingest(inputs: Sequence[str], settings: Settings, encoder: Encoder, timed: _Timed) -> Report:
    def opened(writer: Writer, encoder: Encoder) -> VectorIndex:
        timed.read()
        return open_for_writing(settings, writer, encoder)

    report = ingest(
        inputs,
        settings=settings,
        options=ReadOptions(zone=settings.zone, limits=settings.limits),
        open_encoder=lambda: encoder,
        open_index=opened,
        progress=timed,
    )
    timed.read()  # where nothing was new, no index was opened
    return report


def _filters(narrow: dict[str, Any]) -> Filters:
    return Filters(
        publishers=tuple(narrow.get("publishers", ())),
        start=narrow.get("start"),
        end=narrow.get("end"),
    )
