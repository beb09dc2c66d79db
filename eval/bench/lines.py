"""From measured times to the table's lines: ours, the peer's, their ratio, the target. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio of ours to the other's must be: ``least`` or more, or ``most`` or less."""

    least: float | None = None
    most: float | None = None

    def met(self, ratio: float) -> bool:
        """Return whether a ratio meets it."""
        return (self.least is None or ratio >= self.least) and (
            self.most is None or ratio <= self.most
        )

    def __str__(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured on both sides, in ``unit``; ``target`` None: told, not judged."""

    name: str
    ours: float
    other: float
    unit: str
    target: Target | None = None

    @property
    def ratio(self) -> float:
        """Ours over the other's."""
        return self.ours / self.other if self.other else math.inf

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        return None if self.target is None else self.target.met(self.ratio)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value under which a share of the values lies, the nearest rank's."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def table(lines: Sequence[Line], *, ours: str, other: str) -> str:
    """Return the lines as a Markdown table, ratios first."""
    rows = [
        ("", "ratio", "target", "met", ours, other),
        ("---", "---:", "---:", "---", "---:", "---:"),
        *(
            (
                line.name,
                f"{_short(line.ratio)} ×",
                "" if line.target is None else f"{line.target} ×",
                {None: "", True: "yes", False: "no"}[line.met],
                f"{_short(line.ours)} {line.unit}",
                f"{_short(line.other)} {line.unit}",
            )
            for line in lines
        ),
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def as_json(line: Line) -> dict[str, object]:
    """Return a line as plain values."""
    return {
        "name": line.name,
        "ours": line.ours,
        "other": line.other,
        "unit": line.unit,
        "ratio": line.ratio,
        "target": None if line.target is None else str(line.target),
        "met": line.met,
    }


def _short(value: float) -> str:
    """Return a number with three figures that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value else "0"
