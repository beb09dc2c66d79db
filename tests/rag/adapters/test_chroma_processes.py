"""Real processes on one index: side by side, and killed."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.rag.adapters.index_process import generation, opened, passages_after
from tests.rag.adapters.news_vectors import batch

pytestmark = pytest.mark.slow
ROUNDS = 25


def start(role: str, home: Path, rounds: int = ROUNDS) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rag.adapters.index_process", role, str(home), str(rounds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def report(process: subprocess.Popen[str]) -> dict[str, Any]:
    """End the process's input, wait for it, and return what it said last."""
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    last: dict[str, Any] = json.loads(out.splitlines()[-1])
    return last


def test_readers_and_a_writer_side_by_side_never_fail_and_agree_in_the_end(tmp_path: Path) -> None:
    opened(tmp_path).close()
    readers = [start("read", tmp_path) for _ in range(2)]
    written = report(start("write", tmp_path))
    reports = [report(reader) for reader in readers]

    assert written["count"] == len(passages_after(ROUNDS))
    for read in reports:
        assert passages_after(ROUNDS) == set(read["found"])
        assert read["searches"] > 0


def test_a_writer_killed_again_and_again_loses_nothing_it_had_finished(tmp_path: Path) -> None:
    """Each is killed in another round; the next goes on where the last finished round ended."""
    with closing(opened(tmp_path)) as reader:
        for kill_in in range(3, ROUNDS, 4):
            with start("write", tmp_path) as writer:
                assert writer.stdout is not None
                for line in writer.stdout:
                    if int(line) >= kill_in:
                        writer.kill()
                        break
            reader.refresh()
            assert reader.nearest(batch([0]).vectors[0], k=5)
        report(start("write", tmp_path))
        reader.refresh()
        kept = sorted(passages_after(ROUNDS))
        rows = batch(kept)

        assert (ROUNDS, len(kept)) == (generation(tmp_path), reader.count())
        assert kept == [reader.nearest(vector, k=1)[0][0] for vector in rows.vectors]
