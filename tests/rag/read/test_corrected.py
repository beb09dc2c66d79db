from __future__ import annotations

import pytest

from rag.read.corrected import corrects, tells_what_was_wrong
from rag.read.pieces import Piece, pieces
from tests.rag.evidence import hit, passage
from tests.rag.read.questions import understood

COST = "What does the agreement cost each year?"
WRONG = "An earlier version of this article gave the yearly cost as 64 million crowns."


def piece(text: str, title: str | None = None) -> Piece:
    """The last sentence of an article."""
    return pieces([hit(passage(text, title=title))])[-1]


def test_what_was_wrong_answers_no_question() -> None:
    assert tells_what_was_wrong(understood(COST), piece(WRONG))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        # it says what is right, too
        (COST, "It costs 46 million crowns, not 64 million as we first wrote."),
        # that is what is asked for
        ("What did the first version of the article say?", WRONG),
        ("What was corrected?", WRONG),
        # no correction
        (COST, "The agreement costs 46 million crowns a year."),
    ],
)
def test_what_is_right_or_asked_for_does(question: str, text: str) -> None:
    assert not tells_what_was_wrong(understood(question), piece(text))


def test_a_correction_is_known_by_its_headline_or_its_beginning() -> None:
    assert corrects(piece("The cost is 46 million.", title="Correction: Harbour deal"))
    assert corrects(piece("Correction: Digits were transposed. The cost is 46 million."))
    assert not corrects(piece("The cost is 46 million.", title="Harbour deal"))
