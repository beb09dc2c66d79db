"""Progress as lines of JSON on stdout, for a program that shows it its own way."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

EVERY_S = 0.25  # seconds between two lines of one phase


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Lines:
    """Tells of a phase when it begins, at most four times a second within it, and of problems.

    ``{"phase", "done", "total", "unit", "counts": {note: how many}, "left_out"}``: ``total`` is
    null where it is unknown.
    """

    def __init__(
        self,
        *,
        tell: Callable[[str], None] = _print,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell, self._clock = tell, clock
        self._phase: tuple[str, int | None, str] | None = None
        self._done, self._counts, self._left_out = 0, dict[str, int](), 0
        self._told_at = 0.0

    def phase(self, name: str, total: int | None, unit: str) -> None:
        """Begin a phase, and say so."""
        self._phase, self._done, self._counts = (name, total, unit), 0, {}
        self._say()

    def advance(self, units: int, note: str = "") -> None:
        """Count, and say it where nothing was said for a while."""
        self._done += units
        if note:
            self._counts[note] = self._counts.get(note, 0) + 1
        if self._clock() - self._told_at >= EVERY_S:
            self._say()

    def problem(self, line: str) -> None:
        """Count what was left out; the report at the end names it."""
        self._left_out += line.startswith("ERROR")

    def _say(self) -> None:
        if self._phase is None:
            return
        name, total, unit = self._phase
        self._told_at = self._clock()
        told = {"phase": name, "done": self._done, "total": total, "unit": unit}
        self._tell(json.dumps({**told, "counts": self._counts, "left_out": self._left_out}))
