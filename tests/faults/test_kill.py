"""Killed with SIGKILL at random moments of an ingest and a rebuild, and gone on with."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from tests.faults import job
from tests.faults.kit import FAULTS, acknowledged, make_feeds, require_whole
from tests.forked import running

pytestmark = pytest.mark.slow

SERIES = 5  # kills of one archive, one after the other
PHASES = {  # with about their steps
    "reading": 300,
    "embedding": 4,
    "marking quotes": 9,
    "full text": 2,
    "indexing": 3,
}
MOMENT_S = 0.15  # a kill comes within so much after a step: in a transaction, an upsert, a swap


@pytest.mark.parametrize("seed", range(-(-FAULTS // SERIES)))
def test_killed_at_any_moment_nothing_is_lost_doubled_or_unfound(tmp_path: Path, seed: int) -> None:
    feeds, home, random = make_feeds(tmp_path), tmp_path / "home", Random(seed)
    kept: set[tuple[str, str]] = set()
    kills = 0
    while kills < SERIES:
        if not _killed(home, feeds.paths, random):  # it was through before its moment came
            require_whole(home, feeds)
            shutil.rmtree(home)
            kept = set()
            continue
        kills += 1
        now = acknowledged(home)

        assert kept <= now

        kept = now

    job.main(home, list(feeds.paths))

    assert kept <= acknowledged(home)
    require_whole(home, feeds)


def _killed(home: Path, feeds: tuple[Path, ...], random: Random) -> bool:
    """Start the job and kill it at a random moment; say whether it was still at work."""
    phase = random.choice(list(PHASES))
    steps, moment = random.randint(1, PHASES[phase]), random.uniform(0, MOMENT_S)
    with running(job.main, home, list(feeds)) as one:
        for line in one.out:
            steps -= line.strip() == phase
            if steps == 0:
                break
        one.process.join(timeout=moment)
        one.process.kill()
    assert one.process.exitcode in {0, -9}
    return one.process.exitcode == -9
