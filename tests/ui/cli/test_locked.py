"""Two that write to one home at once: the second is refused at once, by the first's pid."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.archive.archive import Archive
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run
from tests.rag.archive.test_lock import holder
from tests.ui.cli.command import Dateline, spawned

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one article."""
    run(tmp_path / "home", lines(tmp_path / "first.jsonl", record(1)), encoder=WordEncoder())
    return tmp_path / "home"


def test_a_second_ingest_is_refused_and_changes_nothing(home: Path, tmp_path: Path) -> None:
    feed = lines(tmp_path / "second.jsonl", record(2))
    with holder(home, "writer") as (first, _):
        second = spawned("ingest", feed, "--home", home)

    assert (second.code, second.out) == (1, "")
    assert second.err.splitlines()[-2:] == [
        f"error: process {first.pid} is writing to {home}",
        "hint: Wait until it has finished, or stop it; nothing was changed here.",
    ]
    assert Archive.open(home).status().revisions == 1


@pytest.mark.parametrize("command", [["rebuild"], ["withdraw", "a-1"]])
def test_a_rebuild_or_a_withdrawal_beside_an_ingest_is_refused_too(
    dateline: Dateline, home: Path, command: list[str]
) -> None:
    with holder(home, "writer") as (first, _):
        done = dateline(*command, "--home", home)

    assert done.code == 1
    assert f"process {first.pid} is writing to {home}" in done.err
