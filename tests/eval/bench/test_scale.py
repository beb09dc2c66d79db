from __future__ import annotations

from typing import Any, cast

from eval.bench.compare import WARM_UP
from eval.bench.lines import Line
from eval.bench.process import Side
from eval.bench.scale import Run, beside, searches


class Counter:
    """A side whose n-th search takes n milliseconds, and whose articles have one publisher."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def ask(self, method: str, *given: Any, **named: Any) -> dict[str, Any]:
        """Answer."""
        del given
        if method == "narrowings":
            return {"publisher": {"publishers": ["Harbour Post"]}}
        self.asked.append(named)
        return {"ms": float(len(self.asked)), "found": 10}


def test_a_line_is_many_over_few_for_what_both_runs_have() -> None:
    many = Run({"opening": (30.0, "ms"), "memory": (900.0, "MB")})
    few = Run({"opening": (10.0, "ms"), "first search": (5.0, "ms")})

    assert beside(many, few) == [Line("opening", 30.0, 10.0, "ms")]
    assert beside(many, few)[0].ratio == 3


def test_searches_are_timed_after_a_warm_up_in_all_and_under_each_filter() -> None:
    side = Counter()
    questions = [f"What of ship {n}?" for n in range(5)]
    figures = searches(cast("Side", side), questions)

    assert figures == {
        "search (all), p50": (WARM_UP + 3.0, "ms"),
        "search (all), p95": (WARM_UP + 5.0, "ms"),
        "search (publisher), p50": (WARM_UP + 8.0, "ms"),
        "search (publisher), p95": (WARM_UP + 10.0, "ms"),
    }
    assert [one.get("publishers") for one in side.asked[-5:]] == [["Harbour Post"]] * 5
