from __future__ import annotations

from dataclasses import replace

from eval.run import run
from rag.errors import ModelUnavailableError
from rag.question.nouns import Turn
from tests.eval.builders import task
from tests.eval.scripted import ScriptedDesk, abstained, answered, cite, passage, ranked

FERRY = passage("ferry", "The ferry belongs to Norlink. It sank in May.")
OTHER = passage("other", "The tram belongs to the town.")
ANSWER = answered(cite(FERRY, "The ferry belongs to Norlink."))
QUESTION = "Who owns the ferry?"


def test_answer_ranking_and_times_are_recorded() -> None:
    desk = ScriptedDesk({QUESTION: ANSWER}, {QUESTION: ranked(OTHER, FERRY)}, [FERRY, OTHER])
    (outcome,) = run(desk, [task()])

    assert outcome.answer == ANSWER
    assert outcome.hits == tuple(ranked(OTHER, FERRY))
    assert outcome.exact == (True,)
    assert outcome.ask_ms is not None
    assert outcome.search_ms is not None


def test_what_an_abstention_shows_is_read_back_too() -> None:
    answer = abstained(cite(OTHER, "The tram"), cite(FERRY, "The ferry"))
    desk = ScriptedDesk({QUESTION: answer}, kept=[FERRY])
    (outcome,) = run(desk, [task()])

    assert outcome.exact == (False, True)


def test_a_quote_from_a_revision_that_the_archive_has_not_is_not_exact() -> None:
    newer = replace(FERRY, revision=replace(FERRY.revision, number=2))
    desk = ScriptedDesk({QUESTION: answered(cite(newer, "The ferry"))}, kept=[FERRY])
    (outcome,) = run(desk, [task()])

    assert outcome.exact == (False,)


def test_a_failing_question_is_recorded_and_the_next_one_asked() -> None:
    down = ModelUnavailableError("the chat model does not answer")
    desk = ScriptedDesk({"first?": down, "second?": ANSWER}, kept=[FERRY])
    first, second = run(desk, [task("first?"), task("second?")])

    assert (first.answer, first.hits, first.error) == (None, None, down)
    assert (second.answer, second.error) == (ANSWER, None)


def test_the_first_questions_are_asked_once_before_the_clock_counts() -> None:
    desk = ScriptedDesk()
    outcomes = list(run(desk, [task("a"), task("b"), task("c")], warm_up=2))

    assert [call[0] for call in desk.asked] == ["a", "b", "a", "b", "c"]
    assert len(outcomes) == 3


def test_a_question_is_asked_with_its_time_filters_and_history() -> None:
    asked = task(history=(Turn("What sank?"),))
    desk = ScriptedDesk()
    (outcome,) = run(desk, [asked], warm_up=0)

    assert desk.asked == [(QUESTION, asked.asked_at, asked.filters, (Turn("What sank?"),))]
    assert outcome.hits is None  # a search knows no history, so it would answer another question
    assert outcome.search_ms is None
