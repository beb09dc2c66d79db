from __future__ import annotations

import pytest

from rag.read.holder import holds_office, office_asked
from rag.read.picked import Picked
from rag.read.pieces import pieces
from tests.rag.evidence import hit, passage


def held(text: str, answer: str, office: str = "mayor") -> bool:
    """Whether a sentence tells of an answer as holding an office."""
    return holds_office(Picked(pieces([hit(passage(text))])[0], 1.0, 1.0, answer=answer), office)


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("Who is the mayor of Brackwater?", "mayor"),
        ("who's the new coach of Tarnhaven Rovers", "coach"),
        ("Who is Norvale's prime minister?", "prime minister"),
        ("Who is deputy mayor of Varn?", "deputy mayor"),
        ("Who was the mayor of Brackwater?", None),
        ("Who is Ada Lind?", None),
        ("Who is in charge at Lumenfold?", None),
    ],
)
def test_an_office_is_asked_after(question: str, office: str | None) -> None:
    assert office_asked(question) == office


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It is wet, said Mayor Solveig Adeyemi-Thorne.", "Adeyemi-Thorne"),
        ("Gerald Pinnock, who has been mayor of Varn since 2016, will run.", "Gerald Pinnock"),
        ("Ada Lind will be the next mayor of Varn.", "Ada Lind"),
        ("Ada Lind, in her third year as mayor, said no.", "Ada Lind"),
    ],
)
def test_who_is_told_of_as_holding_it_does(text: str, answer: str) -> None:
    assert held(text, answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The new mayor appointed Caspian Holloway as head.", "Caspian Holloway"),
        ("Former mayor Gerald Pinnock went fishing.", "Gerald Pinnock"),
        ("Deputy mayor Ole Holm was there.", "Ole Holm"),
        ("Ada Lind stood for mayor.", "Ada Lind"),
    ],
)
def test_who_only_stands_beside_it_does_not(text: str, answer: str) -> None:
    assert not held(text, answer)
