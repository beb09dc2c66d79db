"""Which plots a run has, each with its heading and a line on how to read it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval import plots
from eval.summary import Curves, Latency
from rag.wording import ENGLISH, Wording


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


def pictures(drawn: Drawn, words: Wording = ENGLISH) -> list[Picture]:
    """Return the plots that the run has values for, in the words of a language."""
    curves, asked = drawn.curves, drawn.asked
    found = []
    if curves.hits:
        picture = plots.hits_plot(curves.hits, words)
        found.append(Picture(words("Hits at k"), picture, words("Band: 95% interval.")))
    if curves.risk:
        told = words(
            "Read from the left: only the surest answers, then more. Ends at the threshold."
        )
        picture = plots.risk_plot(curves.risk, words)
        found.append(Picture(words("Risk and coverage"), picture, told))
    if curves.reliability:
        told = words("Dashed: a score that means what it says.")
        if curves.ece is not None:
            told += " " + words("Mean gap {gap}.", gap=words.number(curves.ece, 3))
        picture = plots.reliability_plot(curves.reliability, words)
        found.append(Picture(words("Score reliability"), picture, told))
    if drawn.scores.get(True) and drawn.scores.get(False):
        told = words("Below the line: questions that nothing answers.")
        picture = plots.scores_plot(drawn.scores[True], drawn.scores[False], words)
        found.append(Picture(words("Scores of both kinds"), picture, told))
    if asked and drawn.times:
        picture = plots.latency_plot(drawn.times, p50=asked.p50, p95=asked.p95, words=words)
        told = words("Slower questions: in the last bar.")
        found.append(Picture(words("Time to answer"), picture, told))
    return found
