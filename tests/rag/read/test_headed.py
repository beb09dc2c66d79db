from __future__ import annotations

from datetime import date

from rag.ports import Titled
from rag.read.headed import headed, titled
from tests.rag.evidence import on, passage


def test_day_and_headline_stand_over_a_text() -> None:
    assert headed("Ferry late", date(2022, 2, 9)) == "9 February 2022. Ferry late"
    assert headed("Ferry late", None) == "Ferry late"
    assert headed("", date(2022, 2, 9)) == "9 February 2022"
    assert headed("", None) == ""


def test_the_day_is_that_of_publication() -> None:
    dated = passage("It was late.", title="Ferry", published=on(2022, 2, 9))
    undated = passage("It was late.", title="Ferry", published=None)

    assert titled(dated.revision, dated.text, dated=True).title == "9 February 2022. Ferry"
    assert titled(undated.revision, undated.text, dated=True).title == "Ferry"
    assert titled(dated.revision, dated.text, dated=True).text == "It was late."


def test_a_model_that_knows_no_days_is_shown_the_headline_alone() -> None:
    dated = passage("It was late.", title="Ferry", published=on(2022, 2, 9))

    assert titled(dated.revision, dated.text, dated=False) == Titled("Ferry", "It was late.")
