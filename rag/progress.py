"""How long work tells what it has done; the command line draws it, a test counts it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of phases, of steps within them, and of problems as they come."""

    def phase(self, name: str, total: int | None, unit: str) -> None:
        """Begin a phase of ``total`` units, None where that is unknown."""
        ...

    def advance(self, units: int, note: str = "") -> None:
        """Note that so many more units are done; ``note`` says what else is worth showing."""
        ...

    def problem(self, line: str) -> None:
        """Show one line about an item that was left out or is odd."""
        ...


class Silent:
    """Tells nobody."""

    def phase(self, name: str, total: int | None, unit: str) -> None:
        """Do nothing."""

    def advance(self, units: int, note: str = "") -> None:
        """Do nothing."""

    def problem(self, line: str) -> None:
        """Do nothing."""
