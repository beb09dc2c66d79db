from __future__ import annotations

import json
from pathlib import Path

import typer
from typer.testing import Result

from tests.ui.cli.command import called
from ui.cli.eval_convert import register
from ui.cli.options import LEFT_OUT, OK, USAGE

GOLDEN = Path(__file__).parents[2] / "eval" / "convert" / "golden" / "rgb" / "in"


def convert(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return called(app, "convert", *arguments)


def test_what_is_left_out_is_named_and_tells_in_the_exit_code(tmp_path: Path) -> None:
    done = convert("rgb", GOLDEN, "--out", tmp_path)

    assert done.exit_code == LEFT_OUT
    assert "en.json:4: E_JSON" in done.stderr
    assert done.stdout.startswith("21 articles, 4 questions, 2 left out\n")
    assert str(tmp_path / "questions.jsonl") in done.stdout


def test_quiet_names_nothing_and_json_counts_it(tmp_path: Path) -> None:
    done = convert("rgb", GOLDEN, "--out", tmp_path, "--quiet", "--json")

    assert done.exit_code == LEFT_OUT
    assert done.stderr == ""
    assert json.loads(done.stdout)["left_out"] == 2


def test_a_set_without_fault_ends_well(tmp_path: Path) -> None:
    assert convert("rgb", GOLDEN / "en_fact.json", "--out", tmp_path).exit_code == OK


def test_an_unknown_format_is_a_usage_error(tmp_path: Path) -> None:
    assert convert("trec", GOLDEN, "--out", tmp_path).exit_code == USAGE
