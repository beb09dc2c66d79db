"""Ingest runs for tests: a home, a progress that listens, inputs written as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ingest.inputs.read import ReadOptions
from ingest.run import Report, ingest
from rag.adapters.exact_index import ExactIndex
from rag.archive.writer import Writer
from rag.ports import Encoder, VectorIndex
from rag.progress import Progress, Silent
from rag.settings import Limits, Settings


class StoppedError(Exception):
    """What a progress raises to stop a run where a kill would."""


@dataclass
class Listener:
    """A Progress that remembers; ``stop_in`` names the phase at whose start it stops the run."""

    stop_in: str | None = None
    stop_after: int = 0  # steps within that phase
    phases: list[tuple[str, int | None, str]] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def phase(self, name: str, total: int | None, unit: str) -> None:
        """Begin a phase."""
        self.phases.append((name, total, unit))
        self.units.append(0)
        self._stop(0)

    def advance(self, units: int, note: str = "") -> None:
        """Note units done."""
        self.units[-1] += units
        self._stop(1)

    def problem(self, line: str) -> None:
        """Note a line."""
        self.problems.append(line)

    def _stop(self, steps: int) -> None:
        if self.phases[-1][0] == self.stop_in:
            self.stop_after -= steps
            if self.stop_after <= 0:
                self.stop()

    def stop(self) -> None:
        """Stop the run."""
        raise StoppedError


def settings_for(home: Path, **changes: object) -> Settings:
    """Settings of a home; the models' exports are the machine's, made once and for all homes."""
    return Settings(home=home, **changes)  # type: ignore[arg-type]


def options_for(settings: Settings, **changes: object) -> ReadOptions:
    """How inputs are read."""
    return ReadOptions(settings.zone, settings.limits, **changes)  # type: ignore[arg-type]


def in_memory(writer: Writer, encoder: Encoder) -> VectorIndex:
    """An index that lives as long as the run."""
    if writer.pointer() is None:
        writer.point_to(
            "memory", fingerprint=encoder.fingerprint, encoder=encoder.name, dim=encoder.dim
        )
    return ExactIndex(encoder.dim)


def run(
    home: Path,
    *locations: str | Path,
    encoder: Encoder,
    open_index: Callable[[Writer, Encoder], VectorIndex] = in_memory,
    progress: Progress | None = None,
    limits: Limits | None = None,
    stdin: BinaryIO | None = None,
) -> Report:
    """Ingest."""
    settings = settings_for(home, limits=limits or Limits())
    return ingest(
        [str(location) for location in locations],
        settings=settings,
        options=options_for(settings),
        open_encoder=lambda: encoder,
        open_index=open_index,
        progress=progress or Silent(),
        stdin=stdin,
    )


def lines(path: Path, *records: dict[str, object] | str) -> Path:
    """Write a JSON lines file; a record that is a string is written as it stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records),
        encoding="utf-8",
    )
    return path


def record(number: int, text: str | None = None, **more: object) -> dict[str, object]:
    """An article as a JSON record."""
    return {
        "id": f"a-{number}",
        "title": f"Report {number}",
        "text": text or f"The harbour master counted ship {number} at the quay on Monday.",
        "publisher": "Harbour Post",
        **more,
    }
