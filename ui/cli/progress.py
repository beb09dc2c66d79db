"""Progress bars on stderr: drawn in a terminal, silent elsewhere."""

from __future__ import annotations

import sys
from datetime import timedelta
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column
from rich.text import Text

from ui.cli.plain import one_line


def _seconds(task: Task) -> float:
    """Return how long a phase has taken, until its end if it is at it."""
    return (task.finished_time if task.finished else task.elapsed) or 0.0


class Left(ProgressColumn):
    """How long a phase still takes at its pace so far.

    rich's own column knows no pace where steps are rarer than every 15 s, as of encoding.
    """

    def render(self, task: Task) -> Text:
        """Return the time left, blank while nothing is known and once nothing is left."""
        if task.finished or not (task.total and task.completed):
            return Text("")
        rest = _seconds(task) * (task.total - task.completed) / task.completed
        return Text(f"left {timedelta(seconds=round(rest))}")


class Rate(ProgressColumn):
    """How many of what it counts a phase has done a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, blank while nothing is done."""
        done, seconds = task.fields["done"], _seconds(task)
        if not done or not seconds:
            return Text("")
        rate = done / seconds
        return Text(f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s")


class Bar:
    """One bar a phase, with rate and time left; problems are printed above it."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(stderr=True, highlight=False, markup=False)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=12),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.fields[counted]}"),
            Rate(table_column=Column(no_wrap=True)),
            TimeElapsedColumn(table_column=Column(no_wrap=True)),
            Left(table_column=Column(no_wrap=True)),
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
        self._task = self._progress.add_task(name, total=total or None, counted="", done=0.0)

    def advance(self, units: int, note: str = "") -> None:
        """Move the bar; ``note`` names what else was done, counted beside it."""
        if self._task is None:
            return
        if note:
            self._counts[note] = self._counts.get(note, 0) + 1
        counted = ", ".join(f"{n:,} {what}s" for what, n in self._counts.items())
        self._progress.update(self._task, advance=units, counted=self._with_problems(counted))
        self._progress.update(self._task, done=self._done())

    def problem(self, line: str) -> None:
        """Print one line, unless quiet."""
        self._problems += line.startswith("ERROR")
        if not self._quiet:
            self._console.print(Text(one_line(line)), soft_wrap=True)

    def _done(self) -> float:
        """Return how much was done: of what is counted, else of the phase's own unit but bytes."""
        if self._counts or self._unit == "bytes":
            return max(self._counts.values(), default=0)
        return sum(task.completed for task in self._progress.tasks if task.id == self._task)

    def _with_problems(self, counted: str) -> str:
        if not self._problems:
            return counted
        return ", ".join(part for part in (counted, f"{self._problems:,} left out") if part)
