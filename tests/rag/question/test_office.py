from __future__ import annotations

import pytest

from rag.question.frame import office_of
from rag.question.nouns import Named
from rag.question.sought import sought
from tests.rag.read.questions import understood


@pytest.mark.parametrize(
    ("question", "speaker", "matter"),
    [
        (
            "What did the transport minister say about the port strike?",
            "transport minister",
            "port strike",
        ),
        ("what did the union say about pay?", "union", "pay"),
    ],
)
def test_an_office_is_asked_about_as_a_speaker_without_names(
    question: str, speaker: str, matter: str
) -> None:
    read = understood(question)

    assert read.speaker == Named(speaker, ())
    assert read.matter == matter
    assert read.subject is None


@pytest.mark.parametrize(
    "question",
    [
        "what did police say about the fire?",
        "What did Estonia's minister say about guarantees?",
        "Who is the transport minister?",
    ],
)
def test_people_at_large_and_named_ones_hold_no_office(question: str) -> None:
    read = understood(question)

    assert office_of(question) is None
    assert read.speaker is None or read.speaker.names


def test_with_a_publisher_named_the_matter_is_sought_and_not_the_publisher() -> None:
    named = understood("what did the Harbour Post report about the strike?")
    plain = understood("When did the strike end?")

    assert sought(named) == "report strike"
    assert sought(plain) == "When did the strike end?"
