from __future__ import annotations

from pathlib import Path

from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run
from tests.ui.cli.command import Dateline
from tests.ui.web.newsroom import answered
from ui.people.people import People


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


def test_conversations_are_copied_to_a_file_of_their_own_while_the_page_is_open(
    dateline: Dateline, home: Path, tmp_path: Path
) -> None:
    run(home, lines(tmp_path / "a.jsonl", record(1)), encoder=WordEncoder())
    people = People(home)
    kept = people.of("ada").append(answered()).conversation
    copy, asked = tmp_path / "copy.sqlite", tmp_path / "asked.sqlite"
    done = dateline("backup", copy, "--people", asked, "--json", "--home", home)
    people.close()

    assert done.json["people"] == {"file": str(asked), "bytes": asked.stat().st_size}
    assert asked.stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    other.mkdir()
    asked.rename(other / "people.sqlite")
    restored = People(other)
    assert restored.notice == ""
    assert restored.of("ada").open(kept.id).conversation == kept
    restored.close()


def test_conversations_that_are_not_there_leave_nothing_behind(
    dateline: Dateline, home: Path, tmp_path: Path
) -> None:
    run(home, lines(tmp_path / "a.jsonl", record(1)), encoder=WordEncoder())
    copy = tmp_path / "copy.sqlite"
    none = dateline("backup", copy, "--people", tmp_path / "asked.sqlite", "--home", home)
    People(home).close()
    own = dateline("backup", copy, "--people", home / "people.sqlite", "--home", home)
    one = dateline("backup", copy, "--people", copy, "--home", home)

    assert (none.code, own.code, one.code) == (2, 2, 2)
    assert "no conversations are kept" in none.err
    assert "own files" in own.err
    assert not copy.exists()
