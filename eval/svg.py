"""The frame and marks that every plot is made of, as SVG text.

Colours and fonts come from the page's style, by class, so they follow light and dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from rag.wording import ENGLISH, Wording

Point = tuple[float, float]
Ticks = tuple[tuple[float, str], ...]
WIDTH, HEIGHT = 460, 290  # user units; the page scales them
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 14, 46


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis: what it measures, its ends, and where its ticks stand, with their text."""

    label: str
    low: float
    high: float
    ticks: Ticks

    def share(self, value: float) -> float:
        """Return how far along the axis ``value`` lies, clipped to 0..1."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot's area: data coordinates to user units, and the SVG around the marks.

    ``name`` makes ids that are unique on the page.
    """

    name: str
    title: str
    description: str
    x: Axis
    y: Axis

    def at(self, x: float, y: float) -> Point:
        """Return where a data point lies, clipped to the area."""
        across = self.x.share(x) * (WIDTH - LEFT - RIGHT)
        up = self.y.share(y) * (HEIGHT - TOP - BOTTOM)
        return round(LEFT + across, 2), round(HEIGHT - BOTTOM - up, 2)

    def svg(self, marks: Sequence[str]) -> str:
        """Return the whole picture, described for those who cannot see it."""
        title, description = f"{self.name}-title", f"{self.name}-desc"
        head = (
            f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f' aria-labelledby="{title} {description}" xmlns="http://www.w3.org/2000/svg">'
        )
        named = (
            f'<title id="{title}">{escape(self.title)}</title>'
            f'<desc id="{description}">{escape(self.description)}</desc>'
        )
        return "\n".join([head, named, *self._grid(), *self._labels(), *marks, "</svg>"])

    def _grid(self) -> list[str]:
        left, right = self.x.low, self.x.high
        lines = [line("axis", self.at(left, self.y.low), self.at(right, self.y.low))]
        for value, words in self.y.ticks:
            x, y = self.at(left, value)
            lines.append(line("grid", (x, y), self.at(right, value)))
            lines.append(text((x - 8, y + 4), words, anchor="end"))
        for value, words in self.x.ticks:
            x, y = self.at(value, self.y.low)
            lines.append(text((x, y + 18), words))
        return lines

    def _labels(self) -> list[str]:
        across, up = (LEFT + WIDTH - RIGHT) / 2, (TOP + HEIGHT - BOTTOM) / 2
        return [
            text((across, HEIGHT - 8), self.x.label, kind="label"),
            f'<text class="label" transform="translate(13 {up}) rotate(-90)"'
            f' text-anchor="middle">{escape(self.y.label)}</text>',
        ]


def share_axis(label: str, words: Wording = ENGLISH) -> Axis:
    """Return an axis from 0 to 1."""
    return Axis(label, 0, 1, tuple((i / 5, words.number(i / 5, 1)) for i in range(6)))


def count_ticks(top: int, words: Wording = ENGLISH) -> Ticks:
    """Return about four whole-numbered ticks from 0 up to ``top``."""
    step = ceil(nice(top / 4))
    return tuple((float(n), words.number(n)) for n in range(0, top + 1, step))


def nice(value: float) -> float:
    """Return the next of 1, 2, 2.5, 5 or 10 times a power of ten, not below a positive value."""
    power = 10.0 ** floor(log10(value))
    return next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= value * (1 - 1e-9))


def line(kind: str, start: Point, end: Point) -> str:
    """Return a straight line of the class ``kind``."""
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def polyline(points: Sequence[Point]) -> str:
    """Return a line through the points."""
    return f'<polyline class="line" points="{_listed(points)}"/>'


def band(points: Sequence[Point]) -> str:
    """Return a filled area with these corners."""
    return f'<polygon class="band" points="{_listed(points)}"/>'


def dot(point: Point, label: str, *, radius: float = 3.5) -> str:
    """Return a dot that says ``label`` under the pointer."""
    x, y = point
    return (
        f'<circle class="dot" cx="{x}" cy="{y}" r="{radius:.1f}">'
        f"<title>{escape(label)}</title></circle>"
    )


def bar(top_left: Point, bottom_right: Point, label: str, *, kind: str = "bar") -> str:
    """Return an upright bar of the class ``kind`` that says ``label`` under the pointer."""
    (x1, y1), (x2, y2) = top_left, bottom_right
    return (
        f'<rect class="{kind}" x="{x1 + 0.5:.2f}" y="{y1}" width="{x2 - x1 - 1:.2f}"'
        f' height="{y2 - y1:.2f}"><title>{escape(label)}</title></rect>'
    )


def text(point: Point, words: str, *, anchor: str = "middle", kind: str = "tick") -> str:
    """Return words at a point; ``anchor`` is start, middle or end."""
    x, y = point
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _listed(points: Sequence[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
