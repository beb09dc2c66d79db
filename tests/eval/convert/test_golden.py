"""Each format's own files, written for this test, against what they are to become."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from eval.convert.__main__ import DONE, FAILED, LEFT_OUT, USAGE, main
from eval.convert.formats import FORMATS, convert
from eval.convert.names import Format
from eval.convert.write import ARTICLES, ATTRIBUTIONS, QUESTIONS
from eval.questions import load_questions
from rag.settings import Settings

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "DATELINE_UPDATE_GOLDEN"  # set it to write what is produced as what is expected


def produced(name: Format, out: Path) -> dict[str, list[object]]:
    """Convert a golden set and return all that came of it, line by line."""
    converted, files = convert(name, [GOLDEN / name / "in"], out)
    lines = {path.name: plain(path) for path in files}
    told = [[one.where, one.code, one.reason] for one in converted.left_out]
    return {
        **{file: [json.loads(line) for line in text.splitlines()] for file, text in lines.items()},
        "left_out": told,
    }


def plain(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


@pytest.mark.parametrize("name", Format)
def test_a_set_in_its_published_form_becomes_what_ingest_and_eval_read(
    name: Format, tmp_path: Path
) -> None:
    found = produced(name, tmp_path)
    expected = GOLDEN / name / "expected.json"
    if UPDATE in os.environ:
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")

    assert json.loads(expected.read_text("utf-8")) == found


@pytest.mark.parametrize("name", Format)
def test_the_same_files_give_the_same_bytes_and_eval_reads_them(
    name: Format, tmp_path: Path
) -> None:
    for out in ("one", "two"):
        convert(name, [GOLDEN / name / "in"], tmp_path / out)

    for file in (ARTICLES, QUESTIONS, ATTRIBUTIONS):
        once, twice = tmp_path / "one" / file, tmp_path / "two" / file
        assert once.exists() is (file != ATTRIBUTIONS or name is Format.POLNEAR)
        assert once.exists() is twice.exists()
        assert not once.exists() or once.read_bytes() == twice.read_bytes()
    asked = load_questions(tmp_path / "one" / QUESTIONS, zone=Settings().zone)
    articles = {json.loads(line)["id"] for line in plain(tmp_path / "one" / ARTICLES).splitlines()}
    for question in asked.questions:
        assert {one.article for one in question.evidence} <= articles
        assert {id_ for ids in question.contexts.values() for id_ in ids} <= articles


def test_every_set_that_is_named_has_a_reader() -> None:
    assert set(FORMATS) == set(Format)


def test_the_command_names_what_it_leaves_out_and_says_so_in_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["rgb", str(GOLDEN / "rgb" / "in"), "--out", str(tmp_path / "out")])
    shown = capsys.readouterr()

    assert code == LEFT_OUT
    assert "en.json:3: E_FIELD answer: Field required" in shown.err
    assert "en.json:4: E_JSON not JSON" in shown.err
    assert shown.out.startswith("21 articles, 4 questions, 2 left out\n")
    assert str(tmp_path / "out" / QUESTIONS) in shown.out


def test_a_set_without_fault_ends_well(tmp_path: Path) -> None:
    file = GOLDEN / "rgb" / "in" / "en_fact.json"

    assert main(["rgb", str(file), "--out", str(tmp_path)]) == DONE


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["nowhere.json"], "there is no"),
        (["."], "holds no file named like"),
        (["empty.json"], "no article was found, 0 items were left out"),
        (["binary.json"], "no article was found, 1 items were left out"),
    ],
)
def test_what_cannot_be_converted_at_all_is_an_error_with_a_next_step(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if files != ["."]:
        (tmp_path / "empty.json").write_text("")
        (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")

    assert main(["rgb", *files, "--out", "out"]) == FAILED
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    file = GOLDEN / "rgb" / "in" / "en_fact.json"

    assert main(["rgb", str(file), "--out", str(tmp_path / "file" / "out")]) == FAILED
    assert "hint: Name another --out." in capsys.readouterr().err


def test_an_unknown_format_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["trec", "file", "--out", "out"])

    assert ended.value.code == USAGE
    assert "polnear" in capsys.readouterr().err


def test_many_faults_are_counted_behind_the_first_and_all_named_if_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = (GOLDEN / "rgb" / "in" / "en_fact.json").read_text("utf-8")
    file = tmp_path / "en.json"
    file.write_text(good + "{}\n" * 15 + "nothing\n" * 15)

    main(["rgb", str(file), "--out", str(tmp_path)])
    few = capsys.readouterr().err.splitlines()
    main(["rgb", str(file), "--out", str(tmp_path), "--verbose"])
    many = capsys.readouterr().err.splitlines()

    assert (len(few), len(many)) == (21, 30)
    assert few[-1] == "and 10 more; in all 15 E_FIELD, 15 E_JSON"
