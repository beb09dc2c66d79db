from __future__ import annotations

from pathlib import Path

import pytest

from eval.convert.rows import Row, files, rows, whole
from eval.convert.shape import Converted


class Named(Row):
    name: str


@pytest.mark.parametrize(
    ("content", "kept", "codes"),
    [
        (b'\xef\xbb\xbf{"name": "a"}\n\n{"name": 2}\n', ["a", "2"], []),
        (b'[{"name": "a"}, 3, {"name": "b"}, "c"]', ["a", "b"], ["E_JSON", "E_JSON"]),
        (b'[{"name": "a"}', [], ["E_JSON"]),
        (b'"a"\n[1]\n{"name": "a\\ud800"}\n{"name": "b"}', ["b"], ["E_JSON"] * 3),
        (b"[" * 100_000, [], ["E_JSON"]),
        (b"\xff", [], ["E_CHARSET"]),
        (b"", [], []),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_kept(
    tmp_path: Path, content: bytes, kept: list[str], codes: list[str]
) -> None:
    into = Converted()
    (tmp_path / "set.json").write_bytes(content)

    found = [row.name for _, row in rows(tmp_path / "set.json", Named, into)]

    assert found == kept
    assert [one.code for one in into.left_out] == codes


def test_a_file_that_is_gone_or_no_object_is_left_out(tmp_path: Path) -> None:
    into = Converted()
    (tmp_path / "set.json").write_bytes(b"[]")

    assert whole(tmp_path / "set.json", Named, into) is None
    assert whole(tmp_path / "gone.json", Named, into) is None
    assert [one.code for one in into.left_out] == ["E_FIELD", "E_READ"]


def test_of_a_folder_only_files_of_the_format_are_read_each_once(tmp_path: Path) -> None:
    for name in ("b_qa.jsonl", "a_qa.jsonl", "notes.txt"):
        (tmp_path / name).touch()

    found = files([tmp_path / "notes.txt", tmp_path, tmp_path], "_qa.jsonl")

    assert [path.name for path in found] == ["notes.txt", "a_qa.jsonl", "b_qa.jsonl"]
