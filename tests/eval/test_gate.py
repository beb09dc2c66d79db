from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.gate import Baseline, hold, make_baseline, read_baseline, read_raw_summary, write_baseline
from rag.domain import Answer
from rag.errors import EvalError
from tests.eval.runs import NOTHING, RIGHT, WRONG, finish

ANSWERS: dict[str, Answer] = {"q1": RIGHT, "q2": RIGHT, "q3": WRONG, "q4": NOTHING}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run with Answer@1 .5, WronglyRefused .25."""
    finish(tmp_path / "run", ANSWERS)
    return tmp_path / "run"


def fell(run: Path, **measures: object) -> list[str]:
    baseline = Baseline.model_validate({"measures": measures})
    return [gated.told for gated in hold(read_raw_summary(run), baseline) if gated.fell]


def test_a_measure_falls_under_its_least_value(run: Path) -> None:
    assert fell(run, **{"Answer@1": 0.5}) == []
    assert fell(run, **{"Answer@1": 0.6}) == ["Answer@1: 0.500, should be at least 0.600"]


def test_a_tolerance_is_granted(run: Path) -> None:
    assert fell(run, **{"Answer@1": {"value": 0.6, "tolerance": 0.1}}) == []


def test_what_is_better_lower_must_not_rise(run: Path) -> None:
    assert fell(run, WronglyRefused=0.25) == []
    assert fell(run, WronglyRefused={"value": 0.1, "tolerance": 0.1}) == [
        "WronglyRefused: 0.250, should be at most 0.200"
    ]


def test_hard_limits_hold_on_both_sides(run: Path) -> None:
    assert fell(run, **{"Answer@1": {"at_least": 0.4, "at_most": 0.6}}) == []
    assert fell(run, **{"Answer@1": {"at_least": 0.1, "at_most": 0.2}}) == [
        "Answer@1: 0.500, should be at least 0.100 and at most 0.200"
    ]


def test_a_measure_of_one_type_is_held_alone_and_one_that_is_missing_fell(run: Path) -> None:
    assert fell(run, **{"fact/Answer@1": 0.5}) == []
    assert fell(run, **{"said/Answer@1": 0.5}) == [
        "said/Answer@1: not measured, should be at least 0.500"
    ]


def test_a_run_passes_the_baseline_that_was_made_of_it(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    names = write_baseline(run, path)
    held = hold(read_raw_summary(run), read_baseline(path))

    assert [gated.name for gated in held] == names
    assert not any(gated.fell for gated in held)
    assert {"Right", "Hits@1", "WronglyRefused"} <= set(names)
    assert "Quotes" not in names


def test_writing_again_renews_values_and_keeps_what_was_chosen(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    chosen = {
        "Right": {"value": 0.9, "tolerance": 0.1},
        "fact/Hits@1": 0.1,
        "Exact": {"at_least": 1.0},
    }
    path.write_text(json.dumps({"measures": chosen}), encoding="utf-8")
    write_baseline(run, path)
    made = json.loads(path.read_text(encoding="utf-8"))

    assert made["question_set_sha256"] == "ab" * 32
    assert made["measures"] == {
        "Right": {"value": 0.5, "tolerance": 0.1},
        "fact/Hits@1": 0.5,
        "Exact": {"at_least": 1.0},
    }
    write_baseline(run, path, tolerance=0.3)
    renewed = json.loads(path.read_text(encoding="utf-8"))
    assert renewed["measures"]["Right"]["tolerance"] == 0.3


def test_a_baseline_cannot_be_renewed_by_a_run_that_lacks_a_measure(run: Path) -> None:
    kept = Baseline.model_validate({"measures": {"Refused": 0.5}})

    with pytest.raises(EvalError, match="the run has no Refused"):
        make_baseline(read_raw_summary(run), kept=kept)


def test_another_question_set_has_another_baseline(run: Path) -> None:
    baseline = Baseline.model_validate(
        {"question_set": "other", "question_set_sha256": "cd" * 32, "measures": {"Right": 0.1}}
    )

    with pytest.raises(EvalError, match="the baseline is of other, sha256 cdcdcdcdcdcd") as raised:
        hold(read_raw_summary(run), baseline)
    assert "dateline eval baseline" in raised.value.hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not JSON"),
        ("[]", "no baseline"),
        ('{"measures": {}}', "measures"),
        ('{"measures": {"Hits@1": {"minimum": 1}}}', "no baseline: measures.Hits@1"),
        ('{"measures": {"Hit@1": 0.5}}', "no measure is called 'Hit@1'"),
    ],
)
def test_a_bad_baseline_is_refused_in_words(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(EvalError, match=told):
        read_baseline(path)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"cannot read .*baseline.json"):
        read_baseline(tmp_path / "baseline.json")
    with pytest.raises(EvalError, match=r"cannot read .*summary.json"):
        read_raw_summary(tmp_path)
    (tmp_path / "summary.json").write_text("{", encoding="utf-8")
    with pytest.raises(EvalError, match="is not JSON"):
        read_raw_summary(tmp_path)
    (tmp_path / "summary.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EvalError, match="no measure that could fall"):
        make_baseline(read_raw_summary(tmp_path))
