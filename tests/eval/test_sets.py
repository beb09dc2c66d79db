from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import Result

from eval.plan import Places, Plan
from eval.sets import overridden, prepare_runs
from rag.archive.archive import FILE
from rag.errors import ArchiveError, EvalError, SettingsError
from rag.settings import Settings
from tests.ui.cli.command import called
from ui.cli.eval import register
from ui.cli.options import GATE_FELL, OK

ARTICLES = {
    "ferry": "The ferry Elvestar now belongs to Norlink, the line said on Monday.",
    "tram": "A single ticket for the tram costs two crowns from January, the council decided.",
    "fair": "The autumn fair drew nine thousand visitors to the harbour, its organisers counted.",
}
QUESTIONS = [
    {
        "id": "q1",
        "type": "fact",
        "question": "Who does the ferry Elvestar belong to now?",
        "accepted": ["Norlink"],
        "evidence": [{"article_id": "ferry"}],
        "contexts": {"with": ["ferry", "fair"], "without": ["tram", "fair"]},
    },
    {
        "id": "q2",
        "type": "number",
        "question": "How much does a single ticket for the tram cost?",
        "accepted": ["two crowns"],
        "evidence": [{"article_id": "tram"}],
        "contexts": {"with": ["tram", "fair"], "without": ["ferry", "fair"]},
    },
]
PLAN = """
[[run]]
name = "with"
home = "town"
questions = "town/questions.jsonl"
articles = ["town/articles.jsonl"]
contexts = "with"

[[run]]
name = "without"
home = "town"
questions = "town/questions.jsonl"
articles = ["town/articles.jsonl"]
contexts = "without"
search_only = true
settings = { "retrieval.recency_days" = 1e6 }

[[row]]
set = "town"
measure = "Hits@1"
runs = ["with"]
at_least = 1.0
"""


def dateline(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return called(app, "eval", *arguments)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plan and its set, run once into ``out``."""
    folder = tmp_path_factory.mktemp("sets")
    (folder / "town").mkdir()
    rows = [{"id": id_, "title": id_, "text": text} for id_, text in ARTICLES.items()]
    for name, lines in (("articles", rows), ("questions", QUESTIONS)):
        path = folder / "town" / f"{name}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_plan_is_run_gated_and_compared_from_end_to_end(town: Path, tmp_path: Path) -> None:
    out, told = town / "out", tmp_path / "EVALUATION.md"
    first = dateline("run", town / "plan.toml", "--out", out, "--write", told, "--json", "-q")
    account = json.loads(first.stdout)

    assert first.exit_code == OK
    assert [row["value"] for row in account["rows"]] == [1]
    assert account["runs"]["without"]["verdicts"] == {"searched only": 2}
    settings = account["runs"]["without"]["about"]["provenance"]["settings"]
    assert settings["retrieval"]["recency_days"] == 1e6
    assert (out / "homes" / "town" / FILE).exists()
    assert "1 of 1 targets are met." in told.read_text(encoding="utf-8")

    only = ("run", town / "plan.toml", "--out", out, "--only", "without", "-q")
    before = (out / "without" / "results.jsonl").read_bytes()
    assert "without holds an earlier run" in str(dateline(*only).exception)
    assert (out / "without" / "results.jsonl").read_bytes() == before
    again = dateline(*only, "--force")
    assert again.exit_code == OK
    assert "1 of 1 targets are met." in again.stdout

    anew = dateline("run", town / "plan.toml", "--out", out, "--no-run", "--json")
    assert json.loads(anew.stdout)["rows"] == account["rows"]

    baseline = tmp_path / "baseline.json"
    assert dateline("baseline", out / "with", "--out", baseline).exit_code == OK
    assert dateline("gate", out / "with", "--against", baseline).exit_code == OK
    fell = dateline("gate", out / "without", "--against", baseline)
    assert fell.exit_code == GATE_FELL
    assert "fell: Right: not measured" in fell.stdout
    told_json = json.loads(dateline("gate", out / "with", "--against", baseline, "--json").stdout)
    assert told_json["fell"] == []

    compared = dateline("compare", out / "with", out / "without", "--out", tmp_path / "c", "--json")
    assert json.loads(compared.stdout)["judged_by"] == "RR@10"
    assert (tmp_path / "c" / "comparison.html").exists()
    shown = dateline("compare", out / "with", out / "without")
    assert "2 questions" in shown.stdout


def settled(town: Path, run: dict[str, Any], homes: Path) -> None:
    given = {"name": "a", "home": "a", "questions": "town/questions.jsonl"} | run
    plan = Plan.model_validate({"run": [given]})
    prepare_runs(plan.run, Places(town, None, homes), settings=Settings())


@pytest.mark.parametrize(
    ("run", "told"),
    [
        ({}, "a has no home at .*, and the plan names no articles"),
        ({"articles": ["town/none.jsonl"]}, "there is no .*none.jsonl"),
        ({"questions": "none.jsonl"}, "there is no .*none.jsonl"),
        ({"contexts": "0.8"}, "no question of .* has a list of articles called '0.8'"),
    ],
)
def test_what_a_run_lacks_is_said_before_anything_is_asked(
    town: Path, tmp_path: Path, run: dict[str, Any], told: str
) -> None:
    with pytest.raises(EvalError, match=told):
        settled(town, run, tmp_path)


def test_a_file_that_is_no_archive_is_not_taken_for_a_home(town: Path, tmp_path: Path) -> None:
    home = tmp_path / "out" / "homes" / "town"
    home.mkdir(parents=True)
    shutil.copy(town / "plan.toml", home / FILE)
    result = dateline("run", town / "plan.toml", "--out", tmp_path / "out", "-q")

    assert isinstance(result.exception, ArchiveError)


def test_a_run_may_have_settings_of_its_own() -> None:
    settings = Settings(timezone="CET")
    changed = overridden(settings, {"retrieval.top_k": 3, "device": "cpu"})

    assert (changed.retrieval.top_k, changed.device, changed.timezone) == (3, "cpu", "CET")
    assert changed.retrieval.candidates == settings.retrieval.candidates


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"retrieval.depth": 3}, "no such setting: retrieval.depth"),
        ({"reader.x": 3}, "no such setting: reader.x"),
        ({"retrieval.top_k": 0}, "retrieval.top_k: Input should be greater than 0"),
        ({"timezone": "Mars"}, "timezone: no time zone is called 'Mars'"),
    ],
)
def test_a_wrong_setting_of_a_run_is_named(changes: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        overridden(Settings(), changes)
