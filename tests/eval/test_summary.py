from __future__ import annotations

from eval.judge import Judged, Verdict, judge
from eval.run import Outcome
from eval.summary import summarise
from rag.errors import ModelUnavailableError
from tests.eval.builders import outcome, task
from tests.eval.scripted import abstained, answered, cite, passage, ranked

FERRY = passage("ferry", "The ferry belongs to Norlink.")
OTHER = passage("other", "The tram belongs to the town.")
RIGHT, WRONG = cite(FERRY, "The ferry belongs to Norlink."), cite(OTHER, "The tram")


def records() -> list[Judged]:
    hits = tuple(ranked(OTHER, FERRY))
    nothing = task(id_="q4", type_="unanswerable", answerable=False)
    outcomes = [
        outcome(task(id_="q1"), answered(RIGHT, score=0.9), hits=hits, ask_ms=10),
        outcome(task(id_="q2"), answered(WRONG, score=0.6), hits=hits, ask_ms=20),
        outcome(task(id_="q3"), abstained(RIGHT, score=0.2), hits=hits, ask_ms=30),
        outcome(nothing, abstained(score=0.1), hits=hits, ask_ms=40, exact=False),
        Outcome(task(id_="q5"), error=ModelUnavailableError("down")),
    ]
    return [judge(each, titles={}) for each in outcomes]


def test_measures_are_means_over_the_questions_they_apply_to() -> None:
    measures = summarise(records()).measures

    found = {name: (estimate.value, estimate.n) for name, estimate in measures.items()}
    assert (found["Hits@1"], found["Hits@3"], found["RR@10"]) == ((0, 4), (0.75, 4), (0.375, 4))
    assert found["Answer@3"] == (0.25, 4)
    assert found["Precision"] == (0.5, 2)
    assert (found["Refused"], found["WronglyRefused"]) == ((1, 1), (0.25, 4))
    assert found["AUROC"] == (1, 4)
    assert "Good@1" not in found


def test_every_interval_holds_its_value() -> None:
    measures = summarise(records()).measures

    assert all(e.low <= e.value <= e.high for e in measures.values())


def test_exactness_counts_quotations_not_questions() -> None:
    bad = judge(outcome(task(), answered(RIGHT, RIGHT), exact=False), titles={})
    exact = summarise([*records(), bad]).measures["Exact"]

    assert (exact.value, exact.n) == (3 / 5, 5)


def test_each_type_is_summed_up_alone() -> None:
    by_type = summarise(records()).by_type

    assert list(by_type) == ["fact", "unanswerable"]
    assert by_type["unanswerable"].keys() == {"Right", "Refused"}
    assert by_type["fact"]["Answer@3"].n == 4


def test_each_kind_of_answer_asked_for_is_summed_up_alone() -> None:
    where = outcome(task("Where is the ferry?", id_="q6"), answered(RIGHT), hits=())
    by_kind = summarise([*records(), judge(where, titles={})]).by_kind

    assert list(by_kind) == ["person", "place"]
    assert by_kind["person"]["Right"].n == 5
    assert by_kind["place"]["Right"].value == 1


def test_verdicts_are_counted_and_only_served_questions_timed() -> None:
    summary = summarise(records())

    assert summary.verdicts == {
        Verdict.RIGHT: 1,
        Verdict.WRONG: 1,
        Verdict.WRONGLY_REFUSED: 1,
        Verdict.REFUSED: 1,
        Verdict.FAILED: 1,
    }
    assert (summary.latency["ask"].p50, summary.latency["ask"].n) == (25, 4)


def test_risk_curve_covers_the_share_of_all_questions_that_was_answered() -> None:
    curves = summarise(records()).curves

    assert [(point.coverage, point.risk) for point in curves.risk] == [(0.2, 0), (0.4, 0.5)]
    assert [estimate.value for estimate in curves.hits] == [0, *[0.75] * 9]


def test_a_run_that_only_failed_has_neither_curve_nor_time() -> None:
    failed = Outcome(task(answerable=False), error=ModelUnavailableError("down"))
    summary = summarise([judge(failed, titles={})])

    assert summary.latency == {}
    assert (summary.curves.hits, summary.curves.risk, summary.curves.ece) == ((), (), None)
    assert summary.measures.keys() == {"Right", "Refused"}
