from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from rag.domain import Coverage, ReasonCode
from rag.question.nouns import Filters
from tests.ui.web import reading
from tests.ui.web.newsroom import ASKED_AT, abstained, at, citation, question
from ui.web.ask import abstention
from ui.web.ask.evidence import View

VIEW = View(turn=3, zone=UTC, asked_at=ASKED_AT)
LIMITS = Filters(publishers=("Wire",), start=at(2024, 11, 1))


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_a_heading_and_its_sentence(code: ReasonCode) -> None:
    shown = reading.text(abstention.abstained(VIEW, abstained(code=code)))

    assert "The archive has nothing on this." in shown
    assert not shown.startswith("The archive has nothing")


def test_the_nearest_are_named_and_linked_but_no_answer() -> None:
    html = abstention.abstained(VIEW, abstained(citation()))

    assert (
        "Nearest, but no answer:[1] Ministers leave the quay without a plan"
        " Harbour Post, 26 November 2024"
    ) in reading.text(html)
    assert [(a["id"], a["href"]) for a in reading.links(html, "marker")] == [("m3-1", "#e3-1")]


def test_what_the_archive_covers_is_told() -> None:
    shown = reading.text(abstention.abstained(VIEW, abstained()))

    assert shown.endswith(
        "The archive covers 1,572 articles · 2 publishers · 1 March 2024 to 28 November 2024."
    )


def test_an_empty_archive_is_to_be_filled() -> None:
    empty = replace(abstained(code=ReasonCode.EMPTY), coverage=Coverage(0, (), None, None))

    assert reading.text(abstention.abstained(VIEW, empty)).endswith(
        "dateline ingest FOLDER fills it, or this page: Add articles"
    )


def test_filters_that_were_set_are_named_and_can_be_widened() -> None:
    asked = replace(question(), filters=LIMITS)

    shown = reading.text(abstention.abstained(VIEW, abstained(asked=asked)))

    assert (
        "Looked only at articles from Wire, published since 1 November 2024."
        " Take a limit away above to look further."
    ) in shown


def test_limits_that_were_read_from_the_question_say_so() -> None:
    asked = replace(question(), filters=LIMITS, inferred=LIMITS)

    shown = reading.text(abstention.abstained(VIEW, abstained(asked=asked)))

    assert "from Wire (from your words)" in shown
    assert "Take a limit away above to look further." in shown


def test_limits_named_in_the_reason_are_not_named_twice() -> None:
    asked = replace(question(), filters=LIMITS)

    shown = reading.text(
        abstention.abstained(VIEW, abstained(asked=asked, code=ReasonCode.OUTSIDE))
    )

    assert "Looked only" not in shown
    assert "Take a limit away above to look further." in shown
