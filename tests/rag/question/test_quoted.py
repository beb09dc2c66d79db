"""The words that somebody is to have said."""

from __future__ import annotations

import pytest

from tests.rag.question.asking import ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ('Who said "we will not wait"?', "we will not wait"),
        ("Who said “we will not wait”?", "we will not wait"),
        ("Who said ‘we don’t know’?", "we don’t know"),
        ("Who said 'we don't know'?", "we don't know"),
        ("Who said „we will wait“?", "we will wait"),
        ("Who said «we will wait»?", "we will wait"),
        ('Who said " we will wait "?', "we will wait"),
        ('Who said "we will wait?', "we will wait"),
        ("who said \"He told me 'no' and left\"?", "He told me 'no' and left"),
        ('Who said "I said "no" to him"?', 'I said "no" to him'),
        ('Who said "yes" and "we will certainly not wait"?', "we will certainly not wait"),
        ('Which senator called the deal "a gift to Moscow"?', "a gift to Moscow"),
        ('Whose words are "a gift to Moscow"?', "a gift to Moscow"),
        ('Who warned: "It is late"', "It is late"),
        ('Who is quoted as saying "it is late"?', "it is late"),
        ('And which coach called the pitch "a swamp"?', "a swamp"),
        ('Which ministers have urged the town to "show no mercy" to thieves?', "show no mercy"),
        ('Who did not say "we will not wait"?', "we will not wait"),
    ],
)
def test_words_asked_for_are_quoted(question: str, words: str) -> None:
    assert words == ask(question).quoted


@pytest.mark.parametrize(
    "question",
    [
        'Who is the director of "Harbour Lights"?',
        "Who is Britain's minister for workers' rights?",
        "Who said that?",
        'Who said ""?',
        'When did it open "for good"?',
        'Which actor voices the plumber in "The Harbour Pilot Movie"?',
        "Ada “The Rock” Lind announced this week which film?",
        "Which lake, often called the “silent killer”, has claimed a life?",
        "The so-called “wonkiest pub” has closed in which county?",
        "Which town reported a “widespread” rise in bedbugs?",
        'What substance did Ada Lind say is "not a drug"?',
        "The mayor spoke of a “moonshot” this week. Which goal did he announce?",
        'Which team was dubbed "the invincibles"?',
        'Which judge rebuked the mayor for calling a ruling "crooked"?',
        'Which company plans to label "realistic" pictures?',
    ],
)
def test_other_quotation_marks_ask_for_nobodys_words(question: str) -> None:
    assert ask(question).quoted is None


def test_words_inside_a_quotation_are_not_read_as_a_question() -> None:
    question = ask(
        'Who said "What did Estonia say last week, according to CNN, about the latest?"?'
    )

    assert question.subject is None
    assert question.speaker is None
    assert question.inferred.publishers == ()
    assert question.inferred.start is None
    assert question.recency == "neutral"


def test_a_quotation_is_the_matter() -> None:
    assert ask('Who said "we will not wait for Moscow"?').matter == "wait Moscow"
