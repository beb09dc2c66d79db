from __future__ import annotations

import pytest

from tests.ui.web import reading
from ui.people.nouns import Feedback, Verdict
from ui.people.question_set import Expected
from ui.web.shelf.feedback import buttons, question_form, reason_form

PLACE = ("0123456789abcdef", 2)


def pressed(html: str) -> list[str]:
    """The verdicts whose buttons are lit."""
    return [
        at["value"]
        for tag, at in reading.tags(html)
        if tag == "button" and at["name"] == "rate" and "on" in at["class"].split()
    ]


def forms(html: str) -> list[str]:
    return [at["value"] for _, at in reading.tags(html) if at.get("name") == "form"]


def test_nothing_was_said_yet() -> None:
    row = buttons(*PLACE, None)

    assert 'id="feedback-0123456789abcdef-2"' in row
    assert reading.text(row) == "Good answerBad answer"
    assert (pressed(row), forms(row)) == ([], [])


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [(Verdict.LIKE, ["question"]), (Verdict.DISLIKE, ["reason", "question"])],
)
def test_a_verdict_is_lit_and_leads_further(verdict: Verdict, expected: list[str]) -> None:
    row = buttons(*PLACE, Feedback(verdict, "", 0))

    assert (pressed(row), forms(row)) == ([verdict.value], expected)


def test_a_reason_is_shown_as_text() -> None:
    row = buttons(*PLACE, Feedback(Verdict.DISLIKE, "<b>old</b>\n\nnews", 0))

    assert reading.inside(row, "q") == "<b>old</b> news"
    assert "\n" not in row


def test_what_was_added_is_said() -> None:
    row = buttons(*PLACE, Feedback(Verdict.DISLIKE, "", 0), in_set=True)

    assert "In the eval set" in reading.text(row)


def test_the_reason_can_be_changed() -> None:
    given = Feedback(Verdict.DISLIKE, "line one\nline </textarea> two", 0)

    assert reading.inside(reason_form(given), "textarea") == given.reason
    assert reading.inside(reason_form(None), "textarea") == ""


def test_the_question_form_offers_what_is_known() -> None:
    form = question_form("Who <said> it?", Expected(False, articles=("harbour-1", "harbour-2")))

    assert "Who <said> it?" in reading.text(form)
    assert reading.inside(form, "textarea") == "harbour-1\nharbour-2"
    assert ["checked" in at for _, at in reading.tags(form) if at.get("type") == "checkbox"] == [
        True
    ]
