from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ArchiveError, EvalError, NotFoundError
from tests.ui.web.quality.running import FIRST, SECOND, finished
from ui.web.quality.past import Past


def test_runs_are_listed_newest_first_and_what_is_none_is_named(tmp_path: Path) -> None:
    for name in (FIRST, SECOND):
        finished(tmp_path, name)
    evals = tmp_path / "evals"
    for name in ("sets", ".hidden", "photos", "half", "torn", "odd name"):
        (evals / name).mkdir()
    (evals / "half" / "results.jsonl").write_text("")
    (evals / "torn" / "summary.json").write_text('{"about": 7, "measures": NaN}')
    (evals / "link").symlink_to(evals / FIRST)
    (evals / "note.txt").write_text("mine")
    listed = Past(tmp_path).all()

    assert [one.name for one in listed[:2]] == [SECOND, FIRST]
    bad = {one.name: (bool(one.problem), one.ours) for one in listed[2:]}
    assert bad == {
        "half": (True, True),
        "torn": (True, True),
        "photos": (True, False),
        "odd name": (True, False),
    }
    assert Past(tmp_path).all(but=SECOND)[0].name == FIRST


def test_a_home_without_runs_has_none(tmp_path: Path) -> None:
    assert Past(tmp_path).all() == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../evals", "sets", "/etc", "a/b", "link", "a\0b", "..%2f", "no"]
)
def test_no_other_name_reaches_the_file_system(tmp_path: Path, name: str) -> None:
    finished(tmp_path)
    (tmp_path / "evals" / "sets").mkdir()
    (tmp_path / "evals" / "link").symlink_to(tmp_path)
    past = Past(tmp_path)

    for work in (past.open, past.delete, lambda one: past.file(one, "summary.json")):
        with pytest.raises(NotFoundError):
            work(name)


def test_only_a_runs_own_files_can_be_taken(tmp_path: Path) -> None:
    finished(tmp_path)
    (tmp_path / "evals" / FIRST / "private.txt").write_text("mine")
    past = Past(tmp_path)

    assert past.file(FIRST, "report.html").is_file()
    for file in ("private.txt", "../../archive.sqlite", ""):
        with pytest.raises(NotFoundError):
            past.file(FIRST, file)


def test_deleting_takes_the_runs_files_and_no_others(tmp_path: Path) -> None:
    for name in (FIRST, SECOND):
        finished(tmp_path, name)
    kept = tmp_path / "evals" / SECOND / "notes.txt"
    kept.write_text("mine")
    past = Past(tmp_path)
    past.delete(FIRST)
    with pytest.raises(ArchiveError, match="other files"):
        past.delete(SECOND)

    assert not (tmp_path / "evals" / FIRST).exists()
    assert list(kept.parent.iterdir()) == [kept]


def test_a_summary_too_large_to_be_one_is_not_read(tmp_path: Path) -> None:
    finished(tmp_path)
    with (tmp_path / "evals" / FIRST / "summary.json").open("r+b") as file:
        file.truncate(20_000_000)

    assert "too large" in Past(tmp_path).all()[0].problem
    with pytest.raises(EvalError):
        Past(tmp_path).open(FIRST)
