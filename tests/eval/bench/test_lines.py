from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bench.lines import Line, Target, as_json, percentile, table


@pytest.mark.parametrize(
    ("target", "ratio", "met"),
    [
        (Target(least=4), 4.0, True),
        (Target(least=4), 3.99, False),
        (Target(most=0.25), 0.25, True),
        (Target(most=0.25), 0.26, False),
    ],
)
def test_a_target_is_met_at_its_bound(target: Target, ratio: float, met: bool) -> None:
    line = Line("a line", ratio, 1.0, "s", target)

    assert line.met is met


def test_the_table_gives_ratios_targets_and_both_figures() -> None:
    lines = [
        Line("until embedded", 12.5, 2.5, "articles/s", Target(least=4)),
        Line("a search, p95", 30.0, 40.0, "ms"),
        Line("memory", 1200.0, 1000.0, "MB", Target(most=1)),
        Line("again", 5.0, 0.0, "articles/s"),
    ]

    assert table(lines, ours="Dateline", other="the peer").splitlines() == [
        "|  | ratio | target | met | Dateline | the peer |",
        "| --- | ---: | ---: | --- | ---: | ---: |",
        "| until embedded | 5 × | ≥ 4 × | yes | 12.5 articles/s | 2.5 articles/s |",
        "| a search, p95 | 0.75 × |  |  | 30 ms | 40 ms |",
        "| memory | 1.2 × | ≤ 1 × | no | 1,200 MB | 1,000 MB |",
        "| again | inf × |  |  | 5 articles/s | 0 articles/s |",
    ]


def test_a_line_as_json_has_what_the_table_has() -> None:
    assert as_json(Line("memory", 3.0, 2.0, "MB", Target(most=1))) == {
        "name": "memory",
        "ours": 3.0,
        "other": 2.0,
        "unit": "MB",
        "ratio": 1.5,
        "target": "≤ 1",
        "met": False,
    }


@given(values=st.lists(st.floats(0, 1e6), min_size=1), share=st.floats(0, 1))
def test_a_percentile_is_one_of_the_values_and_bounds_its_share(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
