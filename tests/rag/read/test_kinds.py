from __future__ import annotations

import pytest

from rag.read.kinds import Kind, holds, kind_asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who compared a guarantee to a greeting card?", Kind.PERSON),
        ("Whose idea was it?", Kind.PERSON),
        ("Which politician spoke of keeping a door open?", Kind.PERSON),
        ("What was the name of the actor?", Kind.PERSON),
        ("Where did the union and the company negotiate?", Kind.PLACE),
        ("In which town did the planners meet?", Kind.PLACE),
        ("When could cars cross Kestrel Bridge again?", Kind.TIME),
        ("What day does the trial open?", Kind.TIME),
        ("How many people died in the flood?", Kind.NUMBER),
        ("how much did the fund raise", Kind.NUMBER),
        ("What share voted against?", Kind.NUMBER),
        ("Why did the bank wait?", Kind.REASON),
        ("Which company recalled its batteries?", Kind.NAME),
        ("What film won the prize?", Kind.NAME),
        ("what did Estonia say about guarantees?", Kind.OTHER),
        ("What has the WHO declared an emergency?", Kind.OTHER),
        ("WHO WON THE VOTE?", Kind.PERSON),
        ("", Kind.OTHER),
    ],
)
def test_the_question_word_tells_the_kind(question: str, kind: Kind) -> None:
    assert kind_asked(question) is kind


def test_the_first_question_word_decides() -> None:
    assert kind_asked("Who knows how many ships waited?") is Kind.PERSON
    assert kind_asked("How many people know who waited?") is Kind.NUMBER


@pytest.mark.parametrize(
    ("sentence", "kind", "held"),
    [
        ("It was Gabrielius Landsbergis who said so.", Kind.PERSON, True),
        ("The minister said so.", Kind.PERSON, False),
        ("They met in Saint-Malo.", Kind.PLACE, True),
        ("They met in a barracks.", Kind.PLACE, False),
        ("It reopened on Tuesday.", Kind.TIME, True),
        ("It reopened on 26 November.", Kind.TIME, True),
        ("It reopened at 6:30.", Kind.TIME, True),
        ("It reopened.", Kind.TIME, False),
        ("Nine people died.", Kind.NUMBER, True),
        ("About 4,200 were moved.", Kind.NUMBER, True),
        ("People died.", Kind.NUMBER, False),
        ("The recall hit HearthCell.", Kind.NAME, True),
        ("The recall hit everybody.", Kind.NAME, False),
        ("It waited because of the flood.", Kind.REASON, True),
        ("It waited.", Kind.REASON, False),
        ("Anything.", Kind.OTHER, True),
    ],
)
def test_a_sentence_holds_a_kind_or_does_not(sentence: str, kind: Kind, held: bool) -> None:
    assert holds(sentence, kind, "") is held


def test_what_the_question_names_itself_is_no_answer_to_it() -> None:
    question = "Who met Margus Tsahkna?"

    assert not holds("The reporters met Margus Tsahkna.", Kind.PERSON, question)
    assert holds("Kaja Kallas met Margus Tsahkna.", Kind.PERSON, question)
