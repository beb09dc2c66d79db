from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.evaluation import account_json, account_of, number, read_notes, row_words, settings_told
from eval.evaluation_report import write_account
from eval.finished import Finished
from eval.options import Options
from eval.plan import Plan, PlannedRow, PlannedRun
from eval.rows import Row, fill
from rag.domain import Answer
from rag.errors import EvalError
from tests.eval.builders import task
from tests.eval.runs import MADE, NOTHING, RIGHT, WRONG, finish

NAMES = ("near", "far", "search")


def planned(*rows: dict[str, Any], **more: Any) -> Plan:
    runs = tuple(
        PlannedRun(name=name, home="h", questions="q", settings={"timezone": "CET"})
        for name in NAMES
    )
    given = tuple(PlannedRow.model_validate({"set": "s"} | row) for row in rows)
    return Plan.model_validate({"run": runs, "row": given} | more)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Finished]:
    """The same four questions asked near, far (where two have no answer) and only searched."""
    folder = tmp_path_factory.mktemp("runs")
    cannot = {id_: task(id_, id_=id_, answerable=False, type_="none") for id_ in ("q3", "q4")}
    near: dict[str, Answer] = {"q1": RIGHT, "q2": RIGHT, "q3": WRONG, "q4": NOTHING}
    far: dict[str, Answer] = {"q1": RIGHT, "q2": NOTHING, "q3": WRONG, "q4": NOTHING}
    only = Options(now=1_000_000, search_only=True)
    return {
        "near": finish(folder / "near", near),
        "far": finish(folder / "far", far, tasks=cannot),
        "search": finish(folder / "search", dict.fromkeys(near, WRONG), options=only),
    }


def filled(among: dict[str, Finished], /, **row: Any) -> Row:
    (one,) = fill(planned(row), among)
    return one


def test_a_share_over_one_run_has_wilsons_interval(runs: dict[str, Finished]) -> None:
    row = filled(runs, measure="Answer@1", runs=["near"], at_least=0.6)

    assert (row.estimate.value, row.estimate.n, row.kind) == (0.5, 4, "share")
    assert row.estimate.low == pytest.approx(0.15, abs=0.01)
    assert row.short == pytest.approx(0.1)
    assert row.met is False


def test_runs_are_pooled_and_a_question_asked_twice_is_drawn_once(
    runs: dict[str, Finished],
) -> None:
    row = filled(runs, measure="WronglyRefused", runs=["near", "far"], at_most=0.4)

    assert row.estimate.value == pytest.approx(1 / 3)
    assert row.estimate.n == 6
    assert row.estimate.low <= row.estimate.value <= row.estimate.high
    assert row.met is True


def test_scores_of_two_contexts_are_told_apart(runs: dict[str, Finished]) -> None:
    row = filled(runs, measure="AUROC", runs=["near", "far"])

    assert 0.5 < row.estimate.value <= 1
    assert row.met is None
    with pytest.raises(EvalError, match="no question of near counts"):
        filled(runs, measure="AUROC", runs=["near"])


def test_questions_are_chosen_by_type_and_counted(runs: dict[str, Finished]) -> None:
    row = filled(runs, measure="Answered", runs=["far"], types=["none"], at_most=0)

    assert (row.kind, row.estimate.value, row.estimate.n, row.short) == ("count", 1, 2, 1)
    empty = filled(runs, measure="Answered", runs=["far"], types=["other"])
    assert (empty.estimate.n, empty.estimate.high) == (0, 0)


def test_a_difference_is_paired(runs: dict[str, Finished]) -> None:
    row = filled(runs, measure="Hits@1", runs=["near"], minus=["search"], at_least=0)

    assert (row.kind, row.estimate.value, row.estimate.n) == ("difference", 0.5, 4)
    auroc = filled(runs, measure="AUROC", runs=["far"], minus=["far"])
    assert auroc.estimate.value == 0
    with pytest.raises(EvalError, match="counts towards s, AUROC"):
        filled(runs, measure="AUROC", runs=["near"], minus=["search"])
    with pytest.raises(EvalError, match="counts towards"):
        filled(runs, measure="Hits@1", runs=["near"], minus=["far"], types=["other"])


def test_times_are_ratios_or_milliseconds(runs: dict[str, Finished]) -> None:
    p50 = filled(runs, measure="ask p50", runs=["near"])
    within = filled(runs, measure="search p95/p50", runs=["near"])
    beside = filled(runs, measure="ask p50", runs=["near"], relative_to=["near"])

    assert (p50.kind, within.kind, beside.kind) == ("ms", "ratio", "ratio")
    assert p50.estimate.value == pytest.approx(runs["near"].latency["ask"].p50)
    assert within.estimate.value >= 1
    assert beside.estimate.value == 1
    with pytest.raises(EvalError, match="no question of search counts"):
        filled(runs, measure="ask p50", runs=["search"])


def test_old_evidence_is_chosen_by_its_age_and_undated_evidence_left_out(
    runs: dict[str, Finished],
) -> None:
    old = runs["near"].records[0].model_copy(deep=True)
    aged = old.model_copy(update={"judged": old.judged.model_copy(update={"evidence_days": 90.0})})
    some = replace(runs["near"], records=(aged, *runs["near"].records[1:]))
    row = filled({"near": some}, measure="Hits@1", runs=["near"], evidence_over_days=60)

    assert row.estimate.n == 1
    with pytest.raises(EvalError, match="no question of near counts"):
        filled({"near": some}, measure="Hits@1", runs=["near"], evidence_over_days=90)


def test_rows_of_runs_that_are_not_there_wait(runs: dict[str, Finished]) -> None:
    plan = planned(
        {"measure": "Hits@1", "runs": ["near"]}, {"measure": "Hits@1", "runs": ["near", "far"]}
    )
    account = account_of(plan, {"near": runs["near"]}, {})

    assert (len(account.rows), account.missing) == (1, ("far", "search"))
    with pytest.raises(EvalError, match="no run of the plan has finished"):
        account_of(plan, {}, {})


def test_the_account_says_what_falls_short_by_how_much_and_what_was_tried(
    runs: dict[str, Finished], tmp_path: Path
) -> None:
    (tmp_path / "notes.md").write_text("For the writer.\n\n## Tried\n\nMuch.\n", encoding="utf-8")
    plan = planned(
        {"measure": "Answer@1", "runs": ["near"], "at_least": 0.75, "note": "x < y"},
        {"measure": "Answer@1", "runs": ["near"], "at_least": 0.25, "words": "one"},
        {"measure": "ask p50", "runs": ["near"], "relative_to": ["far"]},
        notes="notes.md",
        title="All <b>",
        command="make it",
    )
    account = account_of(plan, runs, read_notes(plan, tmp_path))
    page, text, also, data = write_account(
        account, plan, tmp_path / "out", also=tmp_path / "EVALUATION.md"
    )
    markdown, html = text.read_text(encoding="utf-8"), page.read_text(encoding="utf-8")

    assert also.read_text(encoding="utf-8") == markdown
    assert data.name == "evaluation.json"
    assert "Made by `make it`" in markdown
    assert "1 of 2 targets are met." in markdown
    assert "| s | Answer@1 | 0.500 | 0.150 to 0.850 | 4 | ≥ 0.750 | no, by 0.250 |" in markdown
    assert r"target ≥ 0.750: no, by 0.250. x \< y" in markdown
    assert "## Tried\n\nMuch." in markdown
    assert "For the writer" not in markdown + html
    assert "Commit: c0ffee" in markdown
    assert "Settings: the defaults" in markdown
    assert "timezone = CET" in markdown
    assert '<a href="near/report.html">near</a>' in html
    assert "<b>" not in html.replace("<b></b>", "")
    assert [row["met"] for row in account_json(account)["rows"]] == [False, True, None]  # type: ignore[attr-defined]


def test_a_plan_without_rows_accounts_for_its_runs(
    runs: dict[str, Finished], tmp_path: Path
) -> None:
    account = account_of(planned(), runs, {})
    page, text, _ = write_account(account, planned(), tmp_path / "out", also=None)

    assert "0 of 0 targets" in text.read_text(encoding="utf-8")
    assert "What falls short" not in page.read_text(encoding="utf-8")


def test_notes_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"the plan's notes, .*none.md"):
        read_notes(planned(notes="none.md"), tmp_path)


def test_only_settings_that_all_runs_share_and_nobody_has_by_default_are_told() -> None:
    one = {"settings": {**MADE.settings, "timezone": "CET", "device": "cuda"}}
    other = {"settings": {**MADE.settings, "timezone": "CET"}}

    assert settings_told([one, other]) == "timezone = CET"


def test_words_and_numbers() -> None:
    row = PlannedRow(
        set="s",
        measure="Hits@1",
        runs=("a",),
        minus=("b",),
        types=("x", "y"),
        evidence_over_days=60,
    )

    assert row_words(row) == "Hits@1 less that of b, x, y, evidence over 60 days old"
    assert number(12.3456, "ms") == "12.3 ms"
    assert number(-0.5, "difference") == "-0.500"
    assert number(1.5, "ratio") == "1.50"
