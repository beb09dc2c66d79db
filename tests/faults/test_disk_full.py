"""The disk fills up at some moment of an ingest or a rebuild, and later has room again."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from rag.archive.archive import Archive
from rag.question.nouns import Filters
from tests.faults import job
from tests.faults.full import MOMENTS
from tests.faults.kit import FAULTS, Feeds, acknowledged, make_feeds, require_whole
from tests.ui.cli.command import ROOT, plain_environment

pytestmark = pytest.mark.slow

LEFT = (0, 40_000, 200_000, 700_000)  # bytes that can still be written when it is noticed
CASES = [*product(MOMENTS, LEFT)]
SOME = CASES if len(CASES) * 5 <= FAULTS else CASES[:: len(LEFT) + 1]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mount.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mount.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize(("moment", "left"), SOME)
def test_a_full_disk_stops_it_cleanly_and_loses_nothing(
    tmp_path: Path, disk: Path, moment: str, left: int
) -> None:
    feeds, home = make_feeds(tmp_path), disk / "home"

    said = _fill_while_ingesting(home, moment, left, feeds)
    kept = acknowledged(home)

    amounts = re.search(r"DiskFullError: ([\d.,]+) MB are free at .*, about ([\d.,]+) MB", said)
    assert amounts, said
    free, needed = (float(one.replace(",", "")) for one in amounts.groups())
    assert needed > free
    assert "Free some space" in said
    assert _found_by_words(home) == len({article for article, _ in kept})

    (disk / "ballast").unlink()
    job.main(home, list(feeds.paths))

    assert kept <= acknowledged(home)
    require_whole(home, feeds)


def _fill_while_ingesting(home: Path, moment: str, left: int, feeds: Feeds) -> str:
    arguments = [str(home), moment, str(left), *map(str, feeds.paths)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.full", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=plain_environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def _found_by_words(home: Path) -> int:
    """Count the articles that can still be found, on the full disk."""
    if not acknowledged(home):
        return 0
    with closing(Archive.open(home)) as archive:
        hits = archive.by_words(["ship"], limit=10_000, filters=Filters(), asked_at=None)
        found = archive.passages([id_ for id_, _ in hits])
        return len({passage.article.id for passage in found.values()})
