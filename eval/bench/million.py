"""Dateline over a million passages beside itself over a few thousand."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from eval.bench.compare import MB, Tell
from eval.bench.lines import Line
from eval.bench.process import Side
from eval.bench.scale import Run, beside, searches


def million(
    file: Path, passages: int, questions: Sequence[str], folder: Path, tell: Tell
) -> list[Line]:
    """Return many over few: a home of the articles in ``file``, and what it is grown to.

    A home that ``folder`` holds, from an earlier run say, is gone on with. Raises EvalError if a
    side's process fails.
    """
    base, large = folder / "base", folder / "large"
    if not base.exists():
        tell("ingesting")
        with Side("ours", base) as side:
            side.ask("ingest", str(file))
    if not large.exists():
        shutil.copytree(base, large)
    with Side("ours", large) as side:
        tell("copying articles, their vectors moved a little")
        grown = side.ask("grow", passages)
        tell(f"putting {grown['passages']:,} vectors into the index")
        built = side.ask("settle")
        peak = side.peak_bytes
    tell(f"the index is built, in {built['s']:,.0f} s, at a rate of {built['rate']:,.0f} vectors/s")
    if peak:
        tell(f"building took {peak / MB:,.0f} MB")
    return beside(_run(large, questions, tell), _run(base, questions, tell))


def _run(home: Path, questions: Sequence[str], tell: Tell) -> Run:
    return Run(_served(home, questions, tell) | _examined(home, tell))


def _examined(home: Path, tell: Tell) -> dict[str, tuple[float, str]]:
    """Look into a home as `dateline doctor` does, and tell what it finds."""
    with Side("ours", home) as side:
        found = side.ask("doctor")
    result = "; ".join(found["problems"]) or "nothing is wrong"
    tell(f"doctor looked at a sample of {home} in {found['s']:,.1f} s: {result}")
    return {"doctor's sample": (found["s"], "s")}


def _served(home: Path, questions: Sequence[str], tell: Tell) -> dict[str, tuple[float, str]]:
    tell(f"searching {home}")
    with Side("ours", home) as side:
        figures = {"opening": (side.ask("open")["ms"], "ms")}
        figures |= {"first search": (side.ask("search", questions[0], k=10)["ms"], "ms")}
        figures |= searches(side, questions)
        if side.peak_bytes:
            figures["memory while serving"] = side.peak_bytes / MB, "MB"
    return figures
