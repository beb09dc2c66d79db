"""Follow-ups that need an earlier question."""

from __future__ import annotations

import pytest

from rag.question.nouns import Turn
from tests.rag.question.asking import ask, at, days

GUARANTEES = "What did Estonia say about guarantees?"
IN_MARCH = "What did Estonia say about guarantees in March 2024?"
CARS = "How many vehicles did Tesla deliver in 2021?"


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        (GUARANTEES, "and Latvia?", "What did Latvia say about guarantees?"),
        (GUARANTEES, "And what about Latvia then?", "What did Latvia say about guarantees?"),
        (
            GUARANTEES,
            "How about the Latvian foreign minister?",
            "What did the Latvian foreign minister say about guarantees?",
        ),
        (GUARANTEES, "And what did Latvia say?", "What did Latvia say about guarantees?"),
        (GUARANTEES, "and tariffs?", "What did Estonia say about tariffs?"),
        (GUARANTEES, "and last week?", "What did Estonia say about guarantees last week?"),
        (
            GUARANTEES,
            "and Latvia in May 2024?",
            "What did Latvia say about guarantees in May 2024?",
        ),
        (GUARANTEES, "What did they say about tariffs?", "What did Estonia say about tariffs?"),
        (GUARANTEES, "Why?", f"Why: {GUARANTEES}"),
        (IN_MARCH, "and in April 2023?", "What did Estonia say about guarantees in April 2023?"),
        (
            IN_MARCH,
            "what about a month later?",
            "What did Estonia say about guarantees in April 2024?",
        ),
        (
            IN_MARCH,
            "and three months earlier?",
            "What did Estonia say about guarantees in December 2023?",
        ),
        (IN_MARCH, "and a year before?", "What did Estonia say about guarantees in March 2023?"),
        (
            "What happened on 26 November 2024?",
            "and the day after?",
            "What happened on 2024-11-27?",
        ),
        ("What happened on 31 January 2024?", "and a month later?", "What happened on 2024-02-29?"),
        (
            "What happened on 26 November 2024?",
            "and 2 weeks later?",
            "What happened on 2024-12-10?",
        ),
        (
            "What happened between 1 May 2024 and 5 May 2024?",
            "and a week later?",
            "What happened between 2024-05-08 and 2024-05-12?",
        ),
        (
            CARS,
            "and a month later?",
            "How many vehicles did Tesla deliver between 2021-02-01 and 2022-01-31?",
        ),
        (CARS, "and Ford?", "How many vehicles did Ford deliver in 2021?"),
        (CARS, "and in 2022?", "How many vehicles did Tesla deliver in 2022?"),
        (CARS, "and profits?", "Tesla profits"),
        ("Who won?", "and a month later?", "Who won a month later?"),
        ("Who won?", "and Latvia?", "Who won Latvia?"),
        ("Who won?", "and second place?", "Who won second place?"),
        (
            "What did the Estonian foreign minister say?",
            "and Latvia?",
            "What did the Latvian foreign minister say?",
        ),
        (
            "What did Estonia say about Estonia's troops?",
            "and Latvia?",
            "What did Latvia say about Latvia's troops?",
        ),
        ("What did the BBC report on floods?", "and CNN?", "What did the CNN report on floods?"),
        ("Who is Kaja Kallas?", "When did she resign?", "When did Kaja Kallas resign?"),
        ("Who is Kaja Kallas?", "Who are her deputies?", "Who are Kaja Kallas's deputies?"),
        (
            "What did Kaja Kallas say about gas?",
            "When did she say that?",
            "When did Kaja Kallas say that (gas)?",
        ),
        ("How many cars did Tesla sell?", "When was it founded?", "When was Tesla founded?"),
    ],
)
def test_a_follow_up_is_made_whole(earlier: str, text: str, whole: str) -> None:
    question = ask(text, earlier)

    assert whole == question.text
    assert earlier == question.follow_up_of


@pytest.mark.parametrize(
    "text",
    [
        "Who is Kaja Kallas?",
        "And who won the World Cup?",
        "What did Lithuania say about tariffs?",
        "Which film opened this week?",
        "Is it raining in Paris?",
        "But why did the minister of the interior say nothing at all about it to anyone there?",
    ],
)
def test_a_whole_question_stays_as_it_is(text: str) -> None:
    question = ask(text, GUARANTEES)

    assert text == question.text
    assert question.follow_up_of is None


def test_without_an_earlier_question_nothing_is_added() -> None:
    assert ask("and Latvia?").text == "and Latvia?"


def test_a_follow_up_to_a_follow_up() -> None:
    question = ask("and in May 2024?", GUARANTEES, "and Latvia?")

    assert question.text == "What did Latvia say about guarantees in May 2024?"
    assert question.follow_up_of == "and Latvia?"


def test_a_neighbour_takes_the_speakers_place() -> None:
    question = ask("and Latvia?", GUARANTEES)

    assert question.speaker is not None
    assert "Latvian" in question.speaker.names
    assert "Estonia" not in question.speaker.names
    assert question.matter == "guarantees"


def test_a_moved_period_still_filters() -> None:
    inferred = ask("what about a month later?", IN_MARCH).inferred

    assert days(inferred.start, inferred.end) == ("2024-03-01", "2024-05-31")


def test_a_blank_earlier_question_is_passed_over() -> None:
    assert ask("and Latvia?", GUARANTEES, " ").text == "What did Latvia say about guarantees?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what about a month later?", "in December 2024"),
        ("and a year before?", "in November 2023"),
        ("and the day after?", "on 2024-11-27"),
        ("two weeks later?", None),
        ("and two weeks later?", "between 2024-12-07 and 2024-12-13"),
    ],
)
def test_without_a_date_it_is_counted_from_what_was_quoted(text: str, expected: str | None) -> None:
    before = Turn(GUARANTEES, told_at=at("2024-11-26T06:15"))

    whole = f"{GUARANTEES.rstrip('?')} {expected}?" if expected else text
    assert whole == ask(text, before).text


def test_what_lies_beyond_the_calendar_is_not_counted() -> None:
    for told, text in (("9990-01-01", "and 20 years later?"), ("9999-12-29", "a year later?")):
        whole = ask(text, Turn(GUARANTEES, told_at=at(told))).text

        assert "year" in whole


def test_a_date_of_the_question_goes_before_that_of_its_answer() -> None:
    before = Turn(IN_MARCH, told_at=at("2024-11-26"))

    assert ask("and a month later?", before).text == IN_MARCH.replace("March", "April")


QUOTE = (
    "“As long as NATO’s door stays shut, guarantees mean boots on the ground,” Tsahkna told"
    " reporters in Tallinn."
)
ANSWERED = Turn(GUARANTEES, f"{QUOTE} [1]", quote=QUOTE, speaker="Margus Tsahkna of Estonia")


@pytest.mark.parametrize("text", ["who said that?", "And who said this?", "whose words are those?"])
def test_that_is_what_the_answer_quotes(text: str) -> None:
    asked = ask(text, ANSWERED)

    assert asked.quoted == "As long as NATO’s door stays shut, guarantees mean boots on the ground"
    assert asked.follow_up_of == GUARANTEES


def test_words_told_without_quotation_marks_are_asked_about_as_they_stand() -> None:
    told = "Tsahkna said a guarantee without soldiers was a “decoration”."

    assert ask("who said that?", Turn(GUARANTEES, told, quote=told)).quoted == (
        "Tsahkna said a guarantee without soldiers was a decoration"
    )


def test_who_said_that_without_an_answer_is_left_as_it_is() -> None:
    assert ask("who said that?", GUARANTEES).text == "who said that?"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("what else did he say?", "what else did Margus Tsahkna say (guarantees)?"),
        ("What did he say about tariffs?", "What did Margus Tsahkna say about tariffs?"),
        ("What did they say about tariffs?", "What did Estonia say about tariffs?"),
    ],
)
def test_he_is_the_speaker_of_the_answer_where_nobody_was_asked_about(
    text: str, whole: str
) -> None:
    between = Turn("who said that?", QUOTE, quote=QUOTE, speaker="Margus Tsahkna")

    assert ask(text, ANSWERED).text == whole
    assert ask(text, ANSWERED, between).text == whole


def test_he_is_the_person_asked_about_before_the_speaker_of_the_answer() -> None:
    before = Turn("What did Baiba Braže say about guarantees?", QUOTE, speaker="Margus Tsahkna")

    assert ask("what else did she say?", before).text == (
        "what else did Baiba Braže say (guarantees)?"
    )
