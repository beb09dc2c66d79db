"""A question asked of somebody else."""

from __future__ import annotations

import pytest

from rag.question.parts import Part
from rag.question.reworded import reworded

ESTONIA = "What did Estonia say about guarantees in March 2024?"


@pytest.mark.parametrize(
    ("text", "part", "words", "expected"),
    [
        (ESTONIA, Part.SPEAKER, "Latvia", ESTONIA.replace("Estonia", "Latvia")),
        (ESTONIA, Part.SUBJECT, "Latvia", ESTONIA.replace("Estonia", "Latvia")),
        (
            "What did the Estonian foreign minister say?",
            Part.SPEAKER,
            " the  Latvian president ",
            "What did the Latvian president say?",
        ),
        (
            "What did the transport minister say about trams?",
            Part.SPEAKER,
            "the mayor",
            "What did the mayor say about trams?",
        ),
        (
            "Estonia's position on tariffs?",
            Part.SPEAKER,
            "Latvia",
            "Latvia's position on tariffs?",
        ),
        (
            "How many cars did Tesla deliver?",
            Part.SUBJECT,
            "Ford",
            "How many cars did Ford deliver?",
        ),
        ("Who won?", Part.SUBJECT, "Ford", "Who won?"),
        ("Who won?", Part.SPEAKER, "Ford", "Who won?"),
        (ESTONIA, Part.SPEAKER, "  ", ESTONIA),
        (ESTONIA, Part.MATTER, "tariffs", ESTONIA),
    ],
)
def test_the_new_name_stands_in_place_of_the_old(
    text: str, part: Part, words: str, expected: str
) -> None:
    assert reworded(text, part, words) == expected
