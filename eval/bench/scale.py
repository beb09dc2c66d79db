"""Dateline over many articles beside itself over few: what grows faster than it should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bench.compare import MB, WARM_UP, K, Tell
from eval.bench.lines import Line, percentile
from eval.bench.process import Side

FEW, MANY = 300, 6_000  # articles of the smaller run and, by default, of the larger one


@dataclass(frozen=True, slots=True)
class Run:
    """What one size of home gave: name -> (value, unit)."""

    figures: dict[str, tuple[float, str]]


def scale(
    few: Path,
    many: Path,
    counts: tuple[int, int],
    questions: Sequence[str],
    folder: Path,
    tell: Tell,
) -> list[Line]:
    """Return many over few for ingest, memory and searches; ``counts`` are their articles."""
    one = _run(few, counts[0], questions, folder / "few", tell)
    other = _run(many, counts[1], questions, folder / "many", tell)
    return beside(other, one)


def beside(many: Run, few: Run) -> list[Line]:
    """Return a line for every figure that both runs have."""
    return [
        Line(name, value, few.figures[name][0], unit)
        for name, (value, unit) in many.figures.items()
        if name in few.figures
    ]


def searches(side: Side, questions: Sequence[str]) -> dict[str, tuple[float, str]]:
    """Return p50 and p95 of searches in all, of one publisher, and within dates."""
    for question in questions[:WARM_UP]:
        side.ask("search", question, k=K)
    figures: dict[str, tuple[float, str]] = {}
    for name, narrow in ({"all": {}} | side.ask("narrowings")).items():
        took = [side.ask("search", question, k=K, **narrow)["ms"] for question in questions]
        for share in (0.5, 0.95):
            figures[f"search ({name}), p{share * 100:.0f}"] = percentile(took, share), "ms"
    return figures


def _run(file: Path, articles: int, questions: Sequence[str], home: Path, tell: Tell) -> Run:
    tell(f"ingesting {articles} articles")
    with Side("ours", home) as side:
        took = side.ask("ingest", str(file))
        peak = side.peak_bytes
    figures = {
        "until searchable by words": (articles / took["words_s"], "articles/s"),
        "until embedded": (took["passages"] / took["embedded_s"], "passages/s"),
    }
    if peak:
        figures["peak memory of ingest"] = peak / MB, "MB"
    tell(f"searching {articles} articles")
    with Side("ours", home) as side:
        return Run(figures | searches(side, questions))
