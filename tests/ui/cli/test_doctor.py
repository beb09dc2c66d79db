from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run
from tests.ui.cli.command import Dateline

pytestmark = pytest.mark.slow


def test_a_sound_home_ends_with_zero_and_says_what_was_looked_at(
    dateline: Dateline, own_home: Path
) -> None:
    done = dateline("doctor", "--home", own_home)
    as_json = dateline("doctor", "--full", "--json", "--home", own_home)

    assert done.code == 0
    assert done.out.splitlines()[-1] == "Nothing is wrong."
    assert "ok       search: " in done.out
    assert as_json.code == 0
    assert as_json.json["clean"]
    assert as_json.json["checks"][0].keys() == {"name", "state", "text", "hint"}


def test_a_problem_ends_with_one_and_says_what_to_do(
    dateline: Dateline, home: Path, tmp_path: Path
) -> None:
    run(home, lines(tmp_path / "a.jsonl", record(1)), encoder=WordEncoder())
    done = dateline("doctor", "--home", home)

    assert done.code == 1
    assert "problem  index: there is no index at" in done.out
    assert "         Run `dateline rebuild`" in done.out
    assert done.out.splitlines()[-1] == "2 problems found."


def test_no_archive_is_said_as_everywhere(dateline: Dateline, home: Path) -> None:
    done = dateline("doctor", "--home", home)

    assert done.code == 1
    assert "there is no archive at" in done.err
