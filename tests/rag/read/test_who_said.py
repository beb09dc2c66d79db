from __future__ import annotations

import pytest

from rag.domain import ReasonCode
from rag.read.pieces import pieces
from rag.read.said import Said
from rag.read.who_said import who_said
from tests.rag.read.questions import ESTONIA, answer, story


def named(quoted: str, *texts: str) -> list[str | None]:
    """Who says quoted words in articles, best first."""
    found = pieces([story(text, id_=n) for n, text in enumerate(texts, start=1)])
    return [one.name if one else None for _, one in who_said(found, quoted, Said(found))]


def test_the_speaker_of_the_words_is_named_and_not_a_neighbour_in_the_sentence() -> None:
    text = "While Oslo said the port was shut for good, Riga said the port was open to all."

    assert named("the port was shut for good", text) == ["Oslo"]
    assert named("the port was open to all", text) == ["Riga"]


def test_words_that_nobody_is_said_to_have_said_have_no_speaker() -> None:
    text = "The port of Varn was shut on Monday, and Riga said it was too late by then."

    assert named("The port of Varn was shut", text) == [None]
    assert named("It rained on the old port", "It rained on the old port of Varn.") == [None]


def test_where_the_words_are_quoted_comes_before_where_they_are_reported_or_printed() -> None:
    printed = "The port was open to all, as ever."
    reported = "Riga said the port was open to all."
    quoted = "“The port was open to all,” said Ada Lind."

    assert named("the port was open to all", printed, reported, quoted) == [
        "Ada Lind",
        "Riga",
        None,
    ]


def test_words_that_go_on_over_sentences_are_the_speaker_s_they_begin_with() -> None:
    text = "“It held. It will hold for years,” said Ada Lind."

    assert named("It held. It will hold for years", text) == ["Ada Lind"]


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_who_said_is_answered_with_the_speaker_or_not_at_all(threshold: float) -> None:
    said = answer("Who said “a guarantee is paper”?", story(ESTONIA), threshold=threshold)
    absent = answer("Who said “a guarantee is gold”?", story(ESTONIA), threshold=threshold)

    assert [one.speaker for one in said.picked] == ["Estonia's foreign minister Margus Tsahkna"]
    assert (said.score, said.reason) == (1.0, None)
    assert absent.reason is ReasonCode.NO_MATTER
