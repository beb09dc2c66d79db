from __future__ import annotations

import numpy as np
import pytest

from rag.read.pieces import pieces
from rag.read.said import Said
from rag.read.who_says import asks_who_says, lift
from tests.fakes import WordEncoder
from tests.rag.read.questions import asked, story


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Who complained that thanks pay no rent?", True),
        ("Which politician spoke of a door kept open?", True),
        ("Which company announced that it would close?", False),
        ("Who won the vote?", False),
        ("Who is warning that the ice is thin?", True),
        ("Which ministers have said that they would go?", True),
        ("Who claims that Haydn keeps you warm?", True),
        ("Who described the plan as a decoration?", True),
        ("Which state has the highest price of gas?", False),
        ("Which show received the most nominations?", False),
        ("Which company is being accused of turning off the heat?", False),
        ("Which country was widely recommended for membership?", False),
        ("Which automaker recalled 2.9 million cars?", False),
        ("Which new character did the brand add?", False),
        ("Who called the snap election in France?", False),
        ("Who found the missing goat?", False),
        ("Who dismissed the coach of Rovers?", False),
        ("Who defended the title in Paris?", False),
        ("Who described a steam turbine in 1629?", False),
        ("Which team fired its coach?", False),
        ("Which town is looking into an alleged arson?", False),
        ("Who did Davies tell about the work?", False),
        ("Who did not say a word?", True),
        ("What did Estonia say?", False),
        ("", False),
    ],
)
def test_a_question_may_ask_for_somebody_by_what_they_say(question: str, asks: bool) -> None:
    assert asks_who_says(question) is asks


def test_only_statements_are_lifted_and_the_nearest_most() -> None:
    encoder = WordEncoder()
    question = asked("Who said that the door must stay open?", encoder=encoder)
    found = pieces(
        [
            story("“The door must stay open,” Mayor Ada Lind said.", 1),
            story("“Ships are late,” Captain Jan Holm said.", 2),
            story("The door was open all night long.", 3),
        ]
    )
    gained, scores = lift(question, found, Said(found), encoder.encode)

    assert list(np.argsort(-gained)) == [0, 1, 2]
    assert gained[2] == scores[2] == 0
    assert scores[0] > scores[1]


def test_where_nobody_speaks_nothing_is_embedded() -> None:
    def embedded(_texts: object) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        raise AssertionError

    found = pieces([story("The door was open all night long.")])
    gained, scores = lift(asked("Who said so?"), found, Said(found), embedded)

    assert not gained.any()
    assert not scores.any()
