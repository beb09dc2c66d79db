from __future__ import annotations

from pathlib import Path

from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run
from tests.ui.cli.command import Dateline


def test_a_copy_is_made_and_named(dateline: Dateline, home: Path, tmp_path: Path) -> None:
    run(home, lines(tmp_path / "a.jsonl", record(1)), encoder=WordEncoder())
    copy = tmp_path / "copy.sqlite"
    done = dateline("backup", copy, "--home", home)
    again = dateline("backup", copy, "--home", home)
    forced = dateline("backup", copy, "--force", "--json", "--home", home)

    assert done.code == 0
    assert done.out == f"Copied to {copy}: {copy.stat().st_size:,} bytes, checked.\n"
    assert again.code == 2
    assert "--force" in again.err
    assert forced.json == {"file": str(copy), "bytes": copy.stat().st_size}
