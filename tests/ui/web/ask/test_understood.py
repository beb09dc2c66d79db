from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from rag.domain import Filters, Named, Recency
from tests.ui.web import reading
from tests.ui.web.newsroom import at, question
from ui.web.ask.understood import limits, understood

ESTONIA = Named("Estonia", ("Estonia", "Estonian"))


def test_nothing_inferred_says_nothing() -> None:
    assert understood(question(), UTC, as_of=False) == ""


def test_subject_matter_and_what_it_follows_are_told() -> None:
    asked = replace(
        question(), subject=ESTONIA, matter="guarantees", follow_up_of="what about Latvia?"
    )

    assert (
        reading.text(understood(asked, UTC, as_of=False))
        == "Understood as about Estonia · on guarantees · following up “what about Latvia?”"
    )


def test_a_speaker_who_is_the_subject_is_told_once() -> None:
    asked = replace(question(), subject=ESTONIA, speaker=ESTONIA)

    assert reading.text(understood(asked, UTC, as_of=False)) == "Understood as about Estonia"


def test_speaker_quoted_words_recency_and_time_are_told() -> None:
    asked = replace(
        question(), speaker=Named("Tamm", ("Tamm",)), quoted="a decoration", recency=Recency.RECENT
    )

    assert (
        reading.text(understood(asked, UTC, as_of=True))
        == "Understood as said by Tamm · the words “a decoration” · newest first"
        " · as of 29 November 2024"
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), []),
        (Filters(publishers=("Wire", "<b>")), ["from Wire, <b>"]),
        (Filters(languages=("et",)), ["in et"]),
        (Filters(start=at(2024, 11, 1)), ["published since 1 November 2024"]),
        (Filters(end=at(2024, 11, 2) - 1), ["published until 1 November 2024"]),
        (
            Filters(start=at(2024, 11, 1), end=at(2024, 11, 2) - 1),
            ["published 1 November 2024"],
        ),
        (
            Filters(start=at(2024, 11, 1), end=at(2024, 12, 1) - 1),
            ["published 1 November 2024 to 30 November 2024"],
        ),
    ],
)
def test_each_limit_is_told(filters: Filters, expected: list[str]) -> None:
    assert expected == [reading.text(one) for one in limits(filters, UTC)]


def test_limits_from_the_questions_words_are_told_apart() -> None:
    filters = Filters(publishers=("Wire",), languages=("et",), start=at(2024, 11, 1))

    told = limits(filters, UTC, inferred=replace(filters, languages=()))

    assert ["(from your words)" in reading.text(one) for one in told] == [True, False, True]
