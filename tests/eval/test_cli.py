from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import Result

from eval.evaluate import Evaluation, evaluate
from eval.options import Options
from eval.provenance import Provenance
from eval.questions import QuestionSet
from rag.domain import Answer, Passage
from rag.errors import ArchiveError, DatelineError, EvalError, ModelUnavailableError
from tests.eval.builders import task
from tests.eval.scripted import ScriptedDesk, answered, cite, passage
from tests.ui.cli.command import called
from ui.cli.eval import register
from ui.cli.eval_print import exit_code, tell_into
from ui.cli.options import FAILED, GATE_FELL, OK, USAGE
from ui.cli.progress import Bar
from ui.cli.progress_lines import Lines

SAMPLE = Path(__file__).parents[2] / "eval" / "sample"
FERRY = passage("ferry", "The ferry belongs to Norlink.")
QUESTION = "Who owns the ferry?"


def dateline(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return called(app, "eval", *arguments)


def evaluated(
    folder: Path, answer: Answer | DatelineError, kept: Sequence[Passage] = (FERRY,)
) -> Evaluation:
    desk = ScriptedDesk({QUESTION: answer}, kept=kept)
    made = Provenance("5e77", {}, None, {}, "Linux x86_64", 2)
    chosen = QuestionSet("set.jsonl", "ab", ())
    return evaluate(desk, chosen, [task()], options=Options(0), made_by=made, out=folder)


def test_exit_code_says_whether_all_was_asked_and_every_quote_exact(tmp_path: Path) -> None:
    right = answered(cite(FERRY, "The ferry belongs to Norlink."))
    changed = replace(FERRY, revision=replace(FERRY.revision, text="The ferry belonged to Elve.  "))
    down = ModelUnavailableError("down")

    assert exit_code(evaluated(tmp_path, right)) == OK
    assert exit_code(evaluated(tmp_path, down)) == FAILED
    assert exit_code(evaluated(tmp_path, right, kept=[changed])) == GATE_FELL


def test_only_verbose_names_each_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (record,) = evaluated(tmp_path, ModelUnavailableError("down")).judged
    for verbose in (False, True):
        with Bar(quiet=False) as bar:
            tell_into(bar, verbose=verbose)(record)

    assert capsys.readouterr().err.count("q1: ModelUnavailableError: down") == 1


def test_a_program_hears_how_the_questions_end(tmp_path: Path) -> None:
    (record,) = evaluated(tmp_path, ModelUnavailableError("down")).judged
    told = list[str]()
    ticks = iter((0.0, 9.0, 9.0))
    lines = Lines(tell=told.append, clock=lambda: next(ticks))
    lines.phase("asking", 1, "question")
    tell_into(lines, verbose=False)(record)

    assert json.loads(told[-1])["counts"] == {"failed": 1}


def test_help_names_every_option() -> None:
    shown = dateline("--help").output

    for option in ("--home", "--out", "--contexts", "--as-of", "--limit", "--progress", "--quiet"):
        assert option in shown
    for command in ("run", "compare", "gate", "baseline", "convert"):
        assert f"dateline eval {command}" in " ".join(shown.split())
        assert dateline(command, "--help").exit_code == OK


def test_a_folder_for_the_results_must_be_named(tmp_path: Path) -> None:
    assert dateline(tmp_path / "q.jsonl").exit_code == USAGE


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["missing.jsonl", "--out", "out", "--home", "home"], EvalError),
        ([SAMPLE / "questions.jsonl", "--out", "out", "--home", "home"], ArchiveError),
    ],
)
def test_nothing_is_written_where_nothing_can_be_asked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str | Path],
    error: type[DatelineError],
) -> None:
    monkeypatch.chdir(tmp_path)
    result = dateline(*arguments)

    assert isinstance(result.exception, error)
    assert not (tmp_path / "out").exists()


def test_a_line_that_is_no_question_is_named_with_what_is_wanted(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "q1", "question": "Who?"}\n{"id": "q2"}\nnonsense\n', "utf-8")
    error = dateline(bad, "--out", tmp_path / "out", "--home", tmp_path / "home").exception

    assert isinstance(error, EvalError)
    assert "bad.jsonl:2: question: Field required; bad.jsonl:3: not JSON" in str(error)
    assert '"question": "Who owns the ferry?"' in error.hint


@pytest.mark.parametrize(
    ("there", "force", "told"),
    [
        ((), False, None),
        (("results.jsonl", "notes.txt"), False, "holds an earlier run"),
        (("results.jsonl", "notes.txt"), True, None),
        (("summary.json",), False, "holds an earlier run"),
        (("notes.txt",), False, "holds files of something else"),
        (("notes.txt",), True, "holds files of something else"),
    ],
)
def test_a_folder_that_holds_something_is_written_over_by_force_and_if_it_is_a_run_s(
    tmp_path: Path, there: Sequence[str], force: bool, told: str | None
) -> None:
    for name in there:
        (tmp_path / name).write_text("kept")
    options = ("--force",) if force else ()
    questions, home = SAMPLE / "questions.jsonl", tmp_path.parent / "no home"
    error = dateline(questions, "--out", tmp_path, "--home", home, *options).exception

    assert isinstance(error, ArchiveError if told is None else EvalError)
    assert told is None or told in str(error)
    assert {one.name for one in tmp_path.iterdir()} == set(there)


@pytest.mark.slow
def test_the_sample_is_evaluated_from_end_to_end(sample_home: Path, tmp_path: Path) -> None:
    """The bounds are far below what is measured: they catch a broken chain, not a bad day."""
    result = dateline(
        SAMPLE / "questions.jsonl",
        "--home",
        sample_home,
        "--out",
        tmp_path,
        "--limit",
        "40",
        "--json",
    )
    summary = json.loads(result.stdout)

    assert result.exit_code == OK
    assert summary["questions"] == 40
    assert summary["measures"]["Exact"]["value"] == 1
    assert summary["measures"]["Hits@10"]["value"] > 0.8
    assert summary["measures"]["Answer@3"]["value"] > 0.3
    assert {Path(name).name for name in summary["files"]} == {p.name for p in tmp_path.iterdir()}


@pytest.mark.slow
def test_the_table_and_the_files_are_printed(sample_home: Path, tmp_path: Path) -> None:
    result = dateline(
        SAMPLE / "questions.jsonl", "--home", sample_home, "--out", tmp_path, "--limit", "2", "-q"
    )

    assert result.exit_code == OK
    assert "2 questions" in result.stdout
    assert "WronglyRefused" in result.stdout
    assert str(tmp_path / "report.html") in result.stdout


@pytest.mark.slow
def test_the_same_run_gives_the_same_figures(sample_home: Path, tmp_path: Path) -> None:
    runs = []
    for name in ("one", "two"):
        out = tmp_path / name
        dateline(
            SAMPLE / "questions.jsonl", "--home", sample_home, "--out", out, "--limit", "10", "-q"
        )
        runs.append(json.loads((out / "summary.json").read_text(encoding="utf-8")))
    one, two = runs

    assert one["measures"] == two["measures"]
    assert one["about"]["archive"] == two["about"]["archive"]
