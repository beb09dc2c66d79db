"""The report's plots, and the little interval in a table's cell."""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures.reliability import Bin
from eval.measures.risk_coverage import RiskAt
from eval.measures.wilson import wilson
from eval.summary import Estimate
from eval.svg import (
    Axis,
    Frame,
    band,
    bar,
    count_ticks,
    dot,
    line,
    nice,
    polyline,
    share_axis,
    text,
)
from rag.wording import ENGLISH, Wording

BARS = 24  # of a histogram; divisible by 4, so that the ticks fall on bars' edges


def hits_plot(hits: Sequence[Estimate], words: Wording = ENGLISH) -> str:
    """Return Hits@k over k, with its intervals as a band; ``hits[i]`` is Hits@(i + 1)."""
    told = ", ".join(f"{k}: {words.number(e.value, 2)}" for k, e in enumerate(hits, start=1))
    frame = Frame(
        "hits",
        words("Hits at k"),
        words(
            "Share of questions with a relevant article among the first k. {shares}.", shares=told
        ),
        Axis(
            words("articles looked at (k)"),
            1,
            max(len(hits), 2),
            tuple((float(k), str(k)) for k in range(1, len(hits) + 1)),
        ),
        share_axis(words("share of questions"), words),
    )
    by_k = list(enumerate(hits, start=1))
    edges = [frame.at(k, e.low) for k, e in by_k]
    edges += [frame.at(k, e.high) for k, e in reversed(by_k)]
    return frame.svg(
        [
            band(edges),
            polyline([frame.at(k, e.value) for k, e in by_k]),
            *(
                dot(
                    frame.at(k, e.value),
                    words("Hits@{k} = {share}", k=k, share=words.number(e.value, 3)),
                )
                for k, e in by_k
            ),
        ]
    )


def risk_plot(points: Sequence[RiskAt], words: Wording = ENGLISH) -> str:
    """Return the share of wrong answers over the share answered, surest first."""
    last = points[-1]
    told = words(
        "{answered} of the questions are answered, {wrong} of these wrong",
        answered=words.number(last.coverage, 2),
        wrong=words.number(last.risk, 2),
    )
    frame = Frame(
        "risk",
        words("Risk and coverage"),
        words("At the shipped threshold {shares}.", shares=told),
        share_axis(words("share of questions answered, surest first"), words),
        share_axis(words("share of these wrong"), words),
    )
    path = [frame.at(point.coverage, point.risk) for point in points]
    return frame.svg([polyline(path), dot(path[-1], told)])


def reliability_plot(bins: Sequence[Bin], words: Wording = ENGLISH) -> str:
    """Return the share right over the score; a bin's dot grows with its number of answers."""
    told = ", ".join(
        words(
            "score {score}: {right} of {n}",
            score=words.number(b.score, 2),
            right=words.number(b.right),
            n=words.number(b.n),
        )
        for b in bins
    )
    frame = Frame(
        "reliability",
        words("Score reliability"),
        words("Answers that were right, by score. {counts}.", counts=told),
        share_axis(words("score"), words),
        share_axis(words("share right"), words),
    )
    most = max(b.n for b in bins)
    marks = [line("ideal", frame.at(0, 0), frame.at(1, 1))]
    for b in bins:
        low, high = wilson(b.right, b.n)
        marks.append(line("whisker", frame.at(b.score, low), frame.at(b.score, high)))
        radius = 3 + 4 * (b.n / most) ** 0.5
        said = words("{right} of {n}", right=words.number(b.right), n=words.number(b.n))
        marks.append(dot(frame.at(b.score, b.right / b.n), said, radius=radius))
    return frame.svg(marks)


def scores_plot(
    answerable: Sequence[float], unanswerable: Sequence[float], words: Wording = ENGLISH
) -> str:
    """Return how many questions have which score, those that nothing answers hanging below."""
    above, below = _tenths(answerable), _tenths(unanswerable)
    top, bottom = max(max(above), 1), max(max(below), 1)
    frame = Frame(
        "scores",
        words("Scores of both kinds"),
        words(
            "Scores in tenths. Answerable: {above}. Not answerable: {below}.",
            above=_told(above, words),
            below=_told(below, words),
        ),
        share_axis(words("score"), words),
        Axis(
            words("questions"),
            -bottom,
            top,
            ((-bottom, words.number(bottom)), (0.0, "0"), (top, words.number(top))),
        ),
    )
    marks = [line("axis", frame.at(0, 0), frame.at(1, 0))]
    for tenth, (up, down) in enumerate(zip(above, below, strict=True)):
        left, right = tenth / 10, (tenth + 1) / 10
        if up:
            told = words("{count} answerable", count=words.number(up))
            marks.append(bar(frame.at(left, up), frame.at(right, 0), told))
        if down:
            told = words("{count} that nothing answers", count=words.number(down))
            marks.append(bar(frame.at(left, 0), frame.at(right, -down), told, kind="no"))
    return frame.svg(marks)


def _tenths(scores: Sequence[float]) -> list[int]:
    counts = [0] * 10
    for score in scores:
        counts[min(max(int(score * 10), 0), 9)] += 1
    return counts


def _told(counts: Sequence[int], words: Wording) -> str:
    return ", ".join(words.number(count) for count in counts)


def latency_plot(
    milliseconds: Sequence[float], *, p50: float, p95: float, words: Wording = ENGLISH
) -> str:
    """Return a histogram up to twice p95; what took longer stands in the last bar."""
    step = nice(max(2 * p95, 0.001) / BARS)
    counts = [0] * BARS
    for value in milliseconds:
        counts[min(int(value / step), BARS - 1)] += 1
    top = max(counts)
    quarters = [step * BARS / 4 * i for i in range(5)]
    frame = Frame(
        "latency",
        words("Time to answer"),
        words(
            "Half of the questions took at most {half} ms, 95 in 100 at most {most} ms.",
            half=words.number(p50),
            most=words.number(p95),
        ),
        Axis(
            words("milliseconds"),
            0,
            step * BARS,
            tuple((value, _shortly(value, words)) for value in quarters),
        ),
        Axis(words("questions"), 0, top, count_ticks(top, words)),
    )
    marks = [
        bar(frame.at(i * step, n), frame.at((i + 1) * step, 0), words.number(n))
        for i, n in enumerate(counts)
        if n
    ]
    for name, value in (("p50", p50), ("p95", p95)):
        x, y = frame.at(value, top)
        marks += [
            line("mark", frame.at(value, 0), (x, y)),
            text((x + 4, y + 10), words(name), anchor="start"),
        ]
    return frame.svg(marks)


def _shortly(value: float, words: Wording) -> str:
    return words.number(value, len(f"{value:g}".partition(".")[2]))


def interval_bar(estimate: Estimate, *, target: float | None = None) -> str:
    """Return a value in 0..1 and its interval as a small picture; the numbers stand beside it.

    A target is an upright stroke.
    """
    low, middle, high = (
        round(100 * value, 1) for value in (estimate.low, estimate.value, estimate.high)
    )
    at = 100 * (target or 0)
    aim = "" if target is None else line("target", (at, 1), (at, 11))
    return (
        '<svg class="interval" viewBox="-4 0 108 12" aria-hidden="true">'
        f"{line('grid', (0, 6), (100, 6))}{line('whisker', (low, 6), (high, 6))}{aim}"
        f'<circle class="dot" cx="{middle}" cy="6" r="3.2"/></svg>'
    )
