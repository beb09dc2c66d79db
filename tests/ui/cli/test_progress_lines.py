from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ingest.jobs import lines, record
from tests.ui.cli.command import Dateline
from ui.cli.progress_lines import Lines


def test_phases_are_told_at_once_and_steps_now_and_then() -> None:
    told: list[str] = []
    now = [0.0]
    progress = Lines(tell=told.append, clock=lambda: now[0])
    progress.advance(1)  # before any phase there is nothing to tell
    progress.phase("reading", 100, "bytes")
    progress.advance(10, "article")
    now[0] = 0.3
    progress.advance(20, "article")
    progress.problem("ERROR a.jsonl:3 E_JSON no object")
    progress.problem("warning a.jsonl:4 W_DATE no date")
    progress.phase("embedding", None, "passages")

    assert [json.loads(line) for line in told] == [
        {
            "phase": "reading",
            "done": 0,
            "total": 100,
            "unit": "bytes",
            "counts": {},
            "left_out": 0,
        },
        {
            "phase": "reading",
            "done": 30,
            "total": 100,
            "unit": "bytes",
            "counts": {"article": 2},
            "left_out": 0,
        },
        {
            "phase": "embedding",
            "done": 0,
            "total": None,
            "unit": "passages",
            "counts": {},
            "left_out": 1,
        },
    ]


@pytest.mark.slow
def test_an_ingest_prints_its_progress_before_its_report(
    dateline: Dateline, home: Path, tmp_path: Path
) -> None:
    feed = lines(tmp_path / "feed.jsonl", record(0), record(1))
    done = dateline("ingest", feed, "--json", "--progress", "--quiet", "--home", home)
    told = [json.loads(line) for line in done.out.splitlines()]

    assert (done.code, told[-1]["added"]) == (0, 2)
    assert {"reading", "embedding"} <= {one["phase"] for one in told[:-1]}
