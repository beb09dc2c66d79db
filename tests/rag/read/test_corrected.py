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


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Shares slide into correction", "The index fell by 12 percent."),
        ("Corrections officers strike", "Some 300 of them stayed at home."),
        (None, "A market correction is a fall of 10 percent. The index fell by 12."),
    ],
)
def test_a_fall_in_prices_and_a_prison_correct_nothing(title: str | None, text: str) -> None:
    assert not corrects(piece(text, title=title))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (None, "Correction, 29 October: We lost a nought. It is 1.08 million."),
        (None, "Correction (4 November 2024): The cost is 46 million."),
        (None, "The Post said in a correction that the cost is 46 million."),
        ("Corrections and clarifications", "The cost is 46 million."),
        ("Death toll corrected to nine", "Nine people died."),
        ("Harbour deal (Correction)", "The cost is 46 million."),
        ("Harbour Post corrects its figure", "The cost is 46 million."),
    ],
)
def test_corrections_are_written_in_many_ways(title: str | None, text: str) -> None:
    assert corrects(piece(text, title=title))
