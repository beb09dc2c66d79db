from __future__ import annotations

from math import log10
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.reliability import Bin
from eval.measures.risk_coverage import RiskAt
from eval.plots import (
    hits_plot,
    interval_bar,
    latency_plot,
    reliability_plot,
    risk_plot,
    scores_plot,
)
from eval.summary import Estimate
from eval.svg import BOTTOM, HEIGHT, LEFT, WIDTH, Axis, Frame, count_ticks, dot, nice

SVG = "{http://www.w3.org/2000/svg}"
HALF = Estimate(0.5, 20, 0.3, 0.7)
PLOTS = {
    "hits": hits_plot([HALF, Estimate(0.75, 20, 0.5, 0.9)]),
    "one hit": hits_plot([HALF]),
    "risk": risk_plot([RiskAt(0.9, 0.1, 0.0), RiskAt(0.5, 0.8, 0.25)]),
    "reliability": reliability_plot([Bin(0.2, 1, 4), Bin(0.9, 9, 10)]),
    "latency": latency_plot([10.0, 12.0, 500.0], p50=12.0, p95=450.0),
    "scores": scores_plot([0.95, 0.9, 1.0], [0.1]),
    "instant": latency_plot([0.0], p50=0.0, p95=0.0),
}


@pytest.mark.parametrize("name", PLOTS)
def test_every_plot_is_well_formed_and_described(name: str) -> None:
    root = ElementTree.fromstring(PLOTS[name])
    ids = {element.get("id") for element in root if element.get("id")}

    assert set(str(root.get("aria-labelledby")).split()) == ids
    assert all((root.findtext(f"{SVG}{part}") or "").strip() for part in ("title", "desc"))


def test_a_hits_plot_has_a_dot_for_every_k() -> None:
    root = ElementTree.fromstring(PLOTS["hits"])

    assert [e.findtext(f"{SVG}title") for e in root.iter(f"{SVG}circle")] == [
        "Hits@1 = 0.500",
        "Hits@2 = 0.750",
    ]


def test_scores_of_unanswerable_questions_hang_below_the_line() -> None:
    root = ElementTree.fromstring(PLOTS["scores"])
    bars = {bar.get("class"): bar for bar in root.iter(f"{SVG}rect")}
    said = {kind: bar.findtext(f"{SVG}title") for kind, bar in bars.items()}

    assert said == {"no": "1 that nothing answers", "bar": "3 answerable"}
    assert float(str(bars["no"].get("y"))) > float(str(bars["bar"].get("y")))


def test_slow_questions_stand_in_the_last_bar() -> None:
    root = ElementTree.fromstring(latency_plot([1.0, 1.0, 9000.0], p50=1.0, p95=2.0))
    bars = list(root.iter(f"{SVG}rect"))

    assert [bar.findtext(f"{SVG}title") for bar in bars] == ["2", "1"]
    assert float(str(bars[-1].get("x"))) > WIDTH * 0.9


def test_an_interval_in_a_cell_runs_from_low_to_high() -> None:
    whisker = ElementTree.fromstring(interval_bar(HALF)).findall("line")[1]

    assert (whisker.get("x1"), whisker.get("x2")) == ("30.0", "70.0")


def test_a_target_is_a_stroke_in_the_cell() -> None:
    aim = ElementTree.fromstring(interval_bar(HALF, target=0.8)).findall("line")[2]

    assert (aim.get("x1"), aim.get("x2")) == ("80.0", "80.0")


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_points_never_leave_the_area(x: float, y: float) -> None:
    unit = Axis("", 0, 1, ())
    across, down = Frame("f", "t", "d", unit, unit).at(x, y)

    assert LEFT <= across <= WIDTH
    assert 0 <= down <= HEIGHT - BOTTOM


@given(st.floats(1e-6, 1e6))
def test_nice_steps_are_round_and_not_below(value: float) -> None:
    step = nice(value)

    assert value * (1 - 1e-6) <= step <= 10 * value
    assert round(step / 10 ** (log10(step) // 1), 6) in (1, 2, 2.5, 5, 10)


@given(st.integers(1, 5000))
def test_count_ticks_are_few_and_whole(top: int) -> None:
    ticks = count_ticks(top)

    assert ticks[0] == (0.0, "0")
    assert 2 <= len(ticks) <= 6
    assert all(value <= top for value, _ in ticks)


def test_words_in_a_picture_are_escaped() -> None:
    assert "<b>" not in dot((0, 0), "<b>")
