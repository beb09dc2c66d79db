"""The archive's -wal damaged after a kill: what is left is an earlier state, whole, or refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from rag.archive.archive import FILE, Archive
from rag.archive.check import State
from rag.doctor import examine
from rag.errors import ArchiveError
from rag.progress import Silent
from tests.fakes import WordEncoder
from tests.faults.damage import empty, flip, truncate, zero
from tests.faults.kit import FAULTS
from tests.ingest.jobs import settings_for
from tests.ui.cli.command import ROOT, plain_environment

pytestmark = pytest.mark.slow

DAMAGES: tuple[Callable[[Path, Random], None], ...] = (flip, truncate, zero, empty)
BATCHES = 6
KILLED = f"""
import os
from pathlib import Path
from rag.archive.writer import Writer
from tests.rag.archive.stories import keep, story
writer = Writer.open(Path(os.environ["PLACE"]))
for number in range({BATCHES}):
    keep(writer, story(f"Ship {{number}} came in.", external_id=str(number)), now=number)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose writer was killed with six articles in the -wal."""
    subprocess.run(
        [sys.executable, "-c", KILLED],
        cwd=ROOT,
        env=plain_environment() | {"PLACE": str(tmp_path)},
        check=False,
    )
    assert (tmp_path / f"{FILE}-wal").stat().st_size > 0
    return tmp_path


def refused(home: Path) -> str | None:
    try:
        Archive.open(home).close()
    except ArchiveError as error:
        return str(error)
    return None


@pytest.mark.parametrize("number", range(FAULTS))
def test_a_damaged_log_costs_the_last_transactions_and_never_a_part_of_one(
    home: Path, number: int
) -> None:
    DAMAGES[number % len(DAMAGES)](home / f"{FILE}-wal", Random(number))
    if (refusal := refused(home)) is not None:  # its very first transaction is gone
        assert "there is no archive" in refusal
        return
    archive = Archive.open(home)
    with closing(archive), archive.database.reading() as connection:
        numbers = [row[0] for row in connection.execute("SELECT value FROM external_id ORDER BY 1")]
        runs = connection.execute("SELECT count(*) FROM run").fetchone()[0]
    found = examine(settings_for(home), open_encoder=WordEncoder, progress=Silent(), sample=None)

    assert numbers == [str(n) for n in range(len(numbers))]
    assert runs in {len(numbers), len(numbers) + 1}
    assert [one for one in found if one.state is State.PROBLEM and one.name != "waiting"] == []
