"""Which plots a run has, each with its heading and a line on how to read it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval import plots
from eval.summary import Curves, Latency


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot as SVG, coloured by the classes of the page it stands on."""

    title: str
    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn: the curves, and a value a question.

    ``scores`` are by whether the question can be answered, ``times`` in milliseconds.
    """

    curves: Curves
    scores: Mapping[bool, Sequence[float]]
    times: Sequence[float]
    asked: Latency | None


def pictures(drawn: Drawn) -> list[Picture]:
    """Return the plots that the run has values for."""
    curves, asked = drawn.curves, drawn.asked
    found = []
    if curves.hits:
        found.append(Picture("Hits at k", plots.hits_plot(curves.hits), "Band: 95% interval."))
    if curves.risk:
        told = "Read from the left: only the surest answers, then more. Ends at the threshold."
        found.append(Picture("Risk and coverage", plots.risk_plot(curves.risk), told))
    if curves.reliability:
        gap = "" if curves.ece is None else f" Mean gap {curves.ece:.3f}."
        told = f"Dashed: a score that means what it says.{gap}"
        found.append(Picture("Score reliability", plots.reliability_plot(curves.reliability), told))
    if drawn.scores.get(True) and drawn.scores.get(False):
        told = "Below the line: questions that nothing answers."
        picture = plots.scores_plot(drawn.scores[True], drawn.scores[False])
        found.append(Picture("Scores of both kinds", picture, told))
    if asked and drawn.times:
        picture = plots.latency_plot(drawn.times, p50=asked.p50, p95=asked.p95)
        found.append(Picture("Time to answer", picture, "Slower questions: in the last bar."))
    return found
