from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rag.errors import ArchiveError, NotFoundError
from ui.web.quality.sets import LARGEST, SAMPLE, Sets

LINE = {"id": "q1", "question": "Who owns the ferry?", "accepted": ["Norlink"]}
UNKNOWN = {"id": "q2", "question": "Who sank it?", "answerable": False}


class Everything:
    """A home that has every article."""

    def resolve(self, names: Iterable[str]) -> Mapping[str, str]:
        return {name: name for name in names}


class Nothing:
    """A home that has none, or cannot be read."""

    def __init__(self, error: ArchiveError | None = None) -> None:
        self._error = error

    def resolve(self, names: Iterable[str]) -> Mapping[str, str]:
        if self._error is not None:
            raise self._error
        return {}


def sets(home: Path, desk: Everything | Nothing | None = None) -> Sets:
    return Sets(desk or Nothing(), home, ZoneInfo("UTC"))


def laid(path: Path, *lines: Mapping[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def test_the_homes_own_and_those_laid_in_are_offered(tmp_path: Path) -> None:
    laid(tmp_path / "questions.jsonl", LINE)
    laid(tmp_path / "evals" / "sets" / "ferry.jsonl", LINE, UNKNOWN)
    laid(tmp_path / "evals" / "sets" / "notes.txt", LINE)
    own, ferry = sets(tmp_path).offered()

    assert (own.key, own.questions) == ("home", 1)
    assert (ferry.key, ferry.title, ferry.questions, ferry.unanswerable) == (
        *("sets/ferry.jsonl", "ferry"),
        *(2, 1),
    )


def test_the_samples_is_offered_where_its_articles_are(tmp_path: Path) -> None:
    assert [one.key for one in sets(tmp_path, Everything()).offered()] == [SAMPLE]
    assert sets(tmp_path, Nothing()).offered() == []
    assert sets(tmp_path, Nothing(ArchiveError("gone"))).offered() == []


def test_a_bad_set_says_why_and_a_mended_one_is_read_again(tmp_path: Path) -> None:
    path = laid(tmp_path / "questions.jsonl", {"id": "q1"})
    found = sets(tmp_path)

    assert "question" in found.offered()[0].problem
    laid(path, LINE)
    assert found.named("home").problem == ""
    laid(path, LINE, UNKNOWN)
    assert found.named("home").questions == 2


def test_a_very_large_set_is_not_read_beforehand(tmp_path: Path) -> None:
    path = laid(tmp_path / "questions.jsonl", LINE)
    with path.open("r+b") as file:
        file.truncate(LARGEST + 1)

    assert sets(tmp_path).named("home").questions is None


@pytest.mark.parametrize("key", ["", "sets/../../secret.jsonl", "/etc/passwd", "sets/none.jsonl"])
def test_no_other_key_names_a_file(tmp_path: Path, key: str) -> None:
    laid(tmp_path / "secret.jsonl", LINE)
    (tmp_path / "evals" / "sets").mkdir(parents=True)

    with pytest.raises(NotFoundError):
        sets(tmp_path).named(key)
