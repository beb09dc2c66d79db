"""Progress bars on stderr: drawn in a terminal, silent elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from ui.cli.plain import one_line


class Bar:
    """One bar a phase, with rate and time left; problems are printed above it."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(stderr=True, highlight=False, markup=False)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.fields[counted]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=self._console,
            disable=quiet or not sys.stderr.isatty(),
        )
        self._task: TaskID | None = None
        self._counts: dict[str, int] = {}
        self._unit = ""
        self._problems = 0

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def phase(self, name: str, total: int | None, unit: str) -> None:
        """Begin another bar."""
        if self._task is not None:
            self._progress.update(self._task, total=1, completed=1)
        self._counts, self._unit = {}, unit
        self._task = self._progress.add_task(name, total=total or None, counted="")

    def advance(self, units: int, note: str = "") -> None:
        """Move the bar; ``note`` names what else was done, counted beside it."""
        if self._task is None:
            return
        if note:
            self._counts[note] = self._counts.get(note, 0) + 1
        counted = ", ".join(f"{n:,} {what}s" for what, n in self._counts.items())
        self._progress.update(self._task, advance=units, counted=self._with_problems(counted))

    def problem(self, line: str) -> None:
        """Print one line, unless quiet."""
        self._problems += line.startswith("ERROR")
        if not self._quiet:
            self._console.print(Text(one_line(line)), soft_wrap=True)

    def _with_problems(self, counted: str) -> str:
        if not self._problems:
            return counted
        return ", ".join(part for part in (counted, f"{self._problems:,} left out") if part)
