from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from eval.bench.child import serve
from eval.bench.process import Side, cold, resident_bytes
from rag.errors import EvalError


class Adder:
    """A side that can add."""

    def add(self, one: int, *, other: int) -> dict[str, int]:
        """Return the sum."""
        return {"sum": one + other}


def test_a_side_answers_every_request_by_a_line() -> None:
    requests = io.StringIO('["add", [1], {"other": 2}]\n["add", [3], {"other": 4}]\n')
    replies = io.StringIO()

    serve(Adder(), requests, replies)

    assert [json.loads(line) for line in replies.getvalue().splitlines()] == [
        {"sum": 3},
        {"sum": 7},
    ]


@pytest.mark.slow
def test_a_side_runs_alone_its_memory_is_watched_and_its_death_is_told(tmp_path: Path) -> None:
    with Side("ours", tmp_path) as side:
        assert side.started_s > 0
        with pytest.raises(EvalError, match=r"the ours side ended with 1: .*no_such_method"):
            side.ask("no_such_method")

    assert side.peak_bytes is None or side.peak_bytes > 10_000_000


def test_a_side_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="nobody"):
        Side("nobody", tmp_path)


def test_memory_is_that_of_a_process_and_of_those_under_it() -> None:
    held = resident_bytes(os.getpid())

    assert held is None or held > 10_000_000
    assert resident_bytes(2**22 + 1) is None  # no such process


def test_a_cold_start_may_abstain_but_not_fail() -> None:
    assert cold([sys.executable, "-c", "raise SystemExit(3)"]) > 0
    with pytest.raises(EvalError, match="ended with 1"):
        cold([sys.executable, "-c", "raise SystemExit('no')"])
