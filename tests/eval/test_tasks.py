from __future__ import annotations

import pytest

from eval.options import AsOf, Options
from eval.questions import EvalQuestion, Evidence, Label
from eval.tasks import external_ids, plan_tasks
from rag.errors import EvalError
from rag.question.nouns import Filters

NOW = 1_000_000
IDS = {name: f"id-{name}" for name in ("a", "b", "c", "n")}


def question(*evidence: tuple[str, Label], asked_at: int | None = 500) -> EvalQuestion:
    return EvalQuestion(
        id="q",
        text="Who owns the ferry?",
        type="fact",
        accepted=(("Norlink",),),
        evidence=tuple(Evidence(article, label) for article, label in evidence),
        answerable=True,
        asked_at=asked_at,
        contexts={"0.5": ("a", "n")},
    )


@pytest.mark.parametrize(
    ("as_of", "asked_at", "expected"),
    [(AsOf.ASKED, 500, 500), (AsOf.ASKED, None, NOW), (AsOf.NOW, 500, NOW)],
)
def test_a_question_is_asked_at_its_own_time_or_now(
    as_of: AsOf, asked_at: int | None, expected: int
) -> None:
    (task,) = plan_tasks([question(asked_at=asked_at)], ids=IDS, options=Options(NOW, as_of))

    assert expected == task.asked_at


@pytest.mark.parametrize(
    ("labels", "relevant", "good"),
    [
        ([("a", "gold"), ("b", "silver")], {"id-a": "a"}, None),
        ([("a", "silver"), ("b", "silver")], {"id-a": "a", "id-b": "b"}, None),
        ([("a", "good"), ("c", "other")], {"id-a": "a"}, {"id-a"}),
        ([("a", "gold"), ("b", "good")], {"id-a": "a"}, {"id-b"}),
        ([("c", "other")], {}, None),
        ([], {}, None),
    ],
)
def test_hits_are_gold_articles_or_else_silver_and_good_ones(
    labels: list[tuple[str, Label]], relevant: dict[str, str], good: set[str] | None
) -> None:
    (task,) = plan_tasks([question(*labels)], ids=IDS, options=Options(NOW))

    assert relevant == task.relevant
    assert good == task.good


def test_a_context_closes_the_list_of_articles() -> None:
    (closed,) = plan_tasks([question()], ids=IDS, options=Options(NOW, contexts="0.5"))
    (all_,) = plan_tasks([question()], ids=IDS, options=Options(NOW))

    assert closed.filters == Filters(articles=frozenset({"id-a", "id-n"}))
    assert all_.filters == Filters()


def test_external_ids_are_those_of_evidence_and_of_every_list() -> None:
    assert external_ids([question(("b", "gold")), question(("a", "gold"))]) == ["b", "a", "n"]


def test_articles_that_are_not_in_the_home_stop_the_run() -> None:
    many = [question(*((f"x{n}", "gold") for n in range(7)))]

    with pytest.raises(EvalError, match=r"7 of .* x0, x1, x2, x3, x4, \.\.\.$") as error:
        plan_tasks(many, ids=IDS, options=Options(NOW))

    assert "Ingest" in error.value.hint
