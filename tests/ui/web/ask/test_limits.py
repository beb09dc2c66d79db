from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from rag.question.nouns import Filters
from tests.ui.web import reading
from tests.ui.web.newsroom import at
from ui.web.ask.limits import limits


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), []),
        (Filters(publishers=("Wire", "<b>")), ["from Wire, <b>"]),
        (Filters(languages=("et",)), ["in Estonian"]),
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
