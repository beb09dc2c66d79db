from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.compare import compare, differences
from eval.compare_report import comparison_json, write_comparison
from eval.finished import read_run
from eval.options import Options
from rag.domain import Answer
from rag.errors import EvalError, ModelUnavailableError, UsageError
from tests.eval.builders import task
from tests.eval.runs import MADE, NOTHING, RIGHT, WRONG, finish

PLAIN: dict[str, Answer] = {f"q{n}": RIGHT for n in range(8)}


def test_questions_won_and_lost_are_told_with_what_either_run_quoted(tmp_path: Path) -> None:
    first = finish(tmp_path / "a", {**PLAIN, "won": WRONG, "lost": RIGHT, "same": WRONG})
    second = finish(tmp_path / "b", {**PLAIN, "won": RIGHT, "lost": NOTHING, "same": NOTHING})
    done = compare(first, second)
    told = comparison_json(done)

    assert (done.judged_by, done.questions, done.left_out) == ("Right", 11, 0)
    assert told["won"] == [
        {
            "id": "won",
            "question": "won",
            "wanted": "Norlink",
            "first": {
                "verdict": "answered wrong",
                "said": ["“The tram belongs to the town.” (Amsel, The Harbour Post)"],
            },
            "second": {
                "verdict": "answered right",
                "said": ["“The ferry belongs to Norlink.” (The Harbour Post)"],
            },
        }
    ]
    assert [pair[0].id for pair in done.lost] == ["lost"]


def test_each_measure_is_told_with_its_test(tmp_path: Path) -> None:
    wrong: dict[str, Answer] = dict.fromkeys(PLAIN, WRONG)
    done = compare(finish(tmp_path / "a", wrong), finish(tmp_path / "b", PLAIN))
    found = {compared.measure.name: compared for compared in done.measures}

    assert found["Hits@1"].difference.value == 1
    assert found["Hits@1"].verdict == "better"
    assert found["Hits@3"].verdict == ""
    assert found["Quotes"].verdict == ""
    assert (found["WronglyRefused"].n, found["WronglyRefused"].difference.value) == (8, 0)


def test_lower_is_better_where_it_is(tmp_path: Path) -> None:
    refused: dict[str, Answer] = dict.fromkeys(PLAIN, NOTHING)
    done = compare(finish(tmp_path / "a", PLAIN), finish(tmp_path / "b", refused))
    found = {compared.measure.name: compared for compared in done.measures}

    assert found["WronglyRefused"].difference.value == 1
    assert found["WronglyRefused"].verdict == "worse"


def test_searches_alone_are_compared_by_what_they_found(tmp_path: Path) -> None:
    only = Options(now=1_000_000, search_only=True)
    first = finish(tmp_path / "a", {"q1": WRONG}, options=only)
    done = compare(first, finish(tmp_path / "b", {"q1": RIGHT}, options=only))

    assert (done.judged_by, len(done.won)) == ("RR@10", 1)
    assert comparison_json(done)["won"] == [
        {
            "id": "q1",
            "question": "q1",
            "wanted": "Norlink",
            "first": {"verdict": "searched only", "said": ["searched"]},
            "second": {"verdict": "searched only", "said": ["searched"]},
        }
    ]


def test_runs_over_other_questions_are_refused_unless_asked_for(tmp_path: Path) -> None:
    first = finish(tmp_path / "a", PLAIN)
    other = finish(tmp_path / "b", {**PLAIN, "more": RIGHT}, sha256="cd" * 32)
    fewer = finish(tmp_path / "c", {"q1": RIGHT})
    none = finish(tmp_path / "d", {"none": RIGHT})

    with pytest.raises(UsageError, match="sha256 abababababab"):
        compare(first, other)
    with pytest.raises(UsageError, match="7 questions were asked in only one"):
        compare(first, fewer)
    with pytest.raises(UsageError, match="share no question"):
        compare(first, none, shared=True)
    assert (compare(first, other, shared=True).left_out, len(other.records)) == (1, 9)


def test_what_else_differs_is_named(tmp_path: Path) -> None:
    settings = {**MADE.settings, "retrieval": {"top_k": 3}, "timezone": "CET"}
    first = finish(tmp_path / "a", PLAIN, made_by=replace(MADE, settings={"timezone": "UTC"}))
    second = finish(tmp_path / "b", PLAIN, made_by=replace(MADE, settings=settings, commit="f00d"))
    told = {name: (one, other) for name, one, other in differences(first, second)}

    assert told["commit"] == ("c0ffee", "f00d")
    assert told["setting timezone"] == ("UTC", "CET")
    assert told["setting retrieval.top_k"] == ("not set", "3")
    assert "machine" not in told


def test_the_reports_hold_every_measure_and_change_and_no_markup_of_others(tmp_path: Path) -> None:
    evil = "<script>x</script>"
    asked = {evil: task(evil, id_=evil)}
    second: dict[str, Answer] = {**PLAIN, evil: NOTHING}
    done = compare(
        finish(tmp_path / "a", {**PLAIN, evil: RIGHT}, tasks=asked),
        finish(tmp_path / "b", second, tasks=asked),
    )
    page, text, data = write_comparison(done, tmp_path / "new" / "out")
    html, markdown = page.read_text(encoding="utf-8"), text.read_text(encoding="utf-8")

    assert "<script" not in html
    assert r"\<script\>" in markdown
    for report in (html, markdown):
        assert "Lost (1)" in report
        assert "Won (" not in report
        assert "WronglyRefused" in report
    assert json.loads(data.read_text(encoding="utf-8"))["questions"] == 9


def test_a_folder_that_holds_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="cannot read"):
        read_run(tmp_path)
    finish(tmp_path, PLAIN)
    (tmp_path / "results.jsonl").write_text('{"id": "q1"}\n', encoding="utf-8")
    with pytest.raises(EvalError, match=r"results.jsonl is not what a run leaves: type"):
        read_run(tmp_path)
    (tmp_path / "summary.json").write_text("{", encoding="utf-8")
    with pytest.raises(EvalError, match=r"summary.json is not what a run leaves: Expecting"):
        read_run(tmp_path)
    (tmp_path / "summary.json").write_bytes(b"\xff")
    with pytest.raises(EvalError, match="not UTF-8"):
        read_run(tmp_path)


def test_a_failure_is_read_back_with_its_reason(tmp_path: Path) -> None:
    run = finish(tmp_path, {"q1": ModelUnavailableError("down")})

    assert run.records[0].reason == "ModelUnavailableError: down"
    assert run.records[0].judged.verdict == "failed"
