from __future__ import annotations

from pathlib import Path

import pytest

from eval.plan import Places, chosen, read_plan
from rag.errors import EvalError

PLANS = Path(__file__).parents[2] / "eval" / "plans"
RUN = '[[run]]\nname = "a"\nhome = "a"\nquestions = "q.jsonl"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["sample.toml", "benchmarks.toml"])
def test_the_plans_that_come_along_are_plans(name: str) -> None:
    plan = read_plan(PLANS / name)

    assert {row.set for row in plan.row}
    assert plan.notes is None or (PLANS / plan.notes).exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = ", "is not TOML"),
        ("title = 'x'", "run: Field required"),
        (RUN + RUN, "two runs are called 'a'"),
        (RUN.replace('name = "a"', 'name = "../a"'), "run.0.name"),
        (RUN + "question = 'x'", "run.0.question: Extra inputs"),
        (RUN + '[[row]]\nset = "a"\nmeasure = "Hits@1"\nruns = ["b"]', "the run 'b', which"),
        (RUN + '[[row]]\nset = "a"\nmeasure = "Hit@1"\nruns = ["a"]', "no measure is called 'Hit"),
        (
            RUN + '[[row]]\nset = "a"\nmeasure = "Hits@1"\nruns = ["a"]\nrelative_to = ["a"]',
            "relative_to is for times",
        ),
        (
            RUN + '[[row]]\nset = "a"\nmeasure = "ask p50"\nruns = ["a"]\nminus = ["a"]',
            "minus is for measures of questions",
        ),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(EvalError, match=told):
        read_plan(written(tmp_path, text))


def test_a_plan_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"cannot read .*plan.toml"):
        read_plan(tmp_path / "plan.toml")


def test_paths_are_looked_for_below_the_sets_and_then_beside_the_plan(tmp_path: Path) -> None:
    sets, beside = tmp_path / "sets", tmp_path / "plans"
    for folder, name in ((sets, "both"), (beside, "both"), (beside, "own")):
        folder.mkdir(exist_ok=True)
        (folder / name).touch()
    places = Places(beside, sets, tmp_path / "homes")

    assert places.find("both") == sets / "both"
    assert places.find("own") == beside / "own"
    with pytest.raises(EvalError, match=r"there is no .*sets.none and no .*plans.none"):
        places.find("none")


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("town", "homes/town"),
        ("./town", "plans/town"),
        ("../mine/town", "plans/../mine/town"),
        ("/srv/town", "/srv/town"),
    ],
)
def test_a_home_is_a_name_below_the_homes_or_a_path_from_the_plan(
    tmp_path: Path, home: str, expected: str
) -> None:
    plan = read_plan(written(tmp_path, RUN.replace('home = "a"', f'home = "{home}"')))
    places = Places(tmp_path / "plans", None, tmp_path / "homes")

    assert places.home(plan.run[0]) == tmp_path / expected


def test_some_of_the_runs_can_be_chosen(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, RUN + RUN.replace('name = "a"', 'name = "b"')))

    assert [run.name for run in chosen(plan, [])] == ["a", "b"]
    assert [run.name for run in chosen(plan, ["b"])] == ["b"]
    with pytest.raises(EvalError, match="no run of the plan is called 'c'"):
        chosen(plan, ["c"])
