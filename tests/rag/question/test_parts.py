"""Parts of a question that an asker wants ignored, and those that a follow-up carried."""

from __future__ import annotations

import pytest

from rag.question.nouns import Question, Recency, Turn
from rag.question.parts import Part, ignored
from tests.rag.question.asking import ask

POST = "What did Estonia say about guarantees in March 2024 according to the Harbour Post?"
IN_MARCH = "What did Estonia say about guarantees in March 2024?"


def bounds(question: Question) -> tuple[int | None, int | None]:
    """The days of printing a question is limited to."""
    return question.filters.start, question.filters.end


def test_dates_and_publishers_are_ignored_apart() -> None:
    undated = ask(POST, without={Part.DATES})
    anybody = ask(POST, without={Part.PUBLISHERS})

    assert bounds(undated) == (None, None)
    assert undated.filters.publishers == ("The Harbour Post",)
    assert undated.recency is Recency.NEUTRAL
    assert anybody.filters.publishers == ()
    assert bounds(anybody) == bounds(ask(POST)) != (None, None)
    assert ask(POST).matter == undated.matter == anybody.matter


def test_a_speaker_ignored_leaves_a_question_about_the_subject() -> None:
    question = ask(IN_MARCH, without={Part.SPEAKER})

    assert question.speaker is None
    assert question.subject is not None
    assert question.subject.text == "Estonia"
    assert question.matter == "guarantees"


def test_a_subject_ignored_is_still_sought_as_a_word() -> None:
    question = ask("How many cars did Tesla deliver?", without={Part.SUBJECT})

    assert question.subject is None
    assert "Tesla" in question.matter


def test_quoted_words_ignored_are_words_like_others() -> None:
    asked = "Who said “a guarantee is a decoration”?"

    assert ask(asked).quoted == "a guarantee is a decoration"
    assert ask(asked, without={Part.QUOTED}).quoted is None
    assert "decoration" in ask(asked, without={Part.QUOTED}).matter


def test_newest_first_ignored_lets_age_count_for_nothing() -> None:
    asked = "What is the latest on the strike?"

    assert ask(asked).recency is Recency.RECENT
    assert ask(asked, without={Part.RECENCY}).recency is Recency.NONE


def test_a_follow_up_can_be_taken_by_itself() -> None:
    question = ask("and Latvia?", IN_MARCH, without={Part.FOLLOW_UP})

    assert question.text == "and Latvia?"
    assert question.follow_up_of is None


def test_a_follow_up_says_what_it_carried() -> None:
    assert ask("and Latvia?", IN_MARCH).carried == {Part.MATTER, Part.DATES}
    assert ask("and in May 2024?", IN_MARCH).carried == {
        *(Part.SUBJECT, Part.SPEAKER, Part.MATTER),
    }
    assert ask("and tariffs?", IN_MARCH).carried == {Part.SUBJECT, Part.SPEAKER}
    assert ask(IN_MARCH).carried == frozenset()


def test_a_month_later_is_the_follow_ups_own_date() -> None:
    question = ask("what about a month later?", IN_MARCH)

    assert bounds(question) == bounds(ask(IN_MARCH.replace("March", "April")))
    assert Part.DATES not in question.carried


def test_a_publisher_carried_is_told_from_one_named() -> None:
    report = "What did the BBC report on floods?"

    assert Part.PUBLISHERS not in ask("and CNN?", report).carried


def test_what_was_ignored_stays_ignored_in_a_follow_up() -> None:
    before = Turn(IN_MARCH, without=frozenset({Part.DATES}))

    assert bounds(ask("and Latvia?", before)) == (None, None)
    assert bounds(ask("and in May 2024?", before)) == bounds(ask(IN_MARCH.replace("March", "May")))
    assert bounds(ask(IN_MARCH, before)) == bounds(ask(IN_MARCH))


def test_what_a_reader_wants_back_is_back() -> None:
    before = Turn(IN_MARCH, without=frozenset({Part.DATES}))

    assert bounds(ask("and Latvia?", before, without=frozenset())) == bounds(ask(IN_MARCH))


@pytest.mark.parametrize("names", [["matter"], ["nothing"], ["dates", "all"]])
def test_what_is_no_part_cannot_be_ignored(names: list[str]) -> None:
    with pytest.raises(ValueError):
        ignored(names)
