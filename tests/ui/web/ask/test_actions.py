from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, answered, question
from ui.export import permalink
from ui.web.ask.actions import actions, address
from ui.web.ask.exchange import Exchange
from ui.web.ask.form import Form

UTC_ZONE = ZoneInfo("UTC")
ASKED = "what did Estonia say about guarantees?"


def test_an_answer_is_copied_with_its_citations() -> None:
    html = actions(Exchange(1, ASKED, answer=answered()), UTC)

    assert f"{QUOTE} [1]\n\n[1] Harbour Post, “Ministers leave the quay" in reading.text(html)


def test_a_question_without_an_answer_has_nothing_to_copy() -> None:
    assert "copy-text" not in actions(Exchange(1, ASKED), UTC)


def test_a_link_asks_the_same_question_within_the_same_limits() -> None:
    form = Form(publishers=("The “Post” & more",), start="2024-11-01", as_of="2024-11-29")

    link = address(Exchange(1, ASKED, form))

    read = permalink.parse(link, zone=UTC_ZONE, most=2_000)
    assert read == permalink.Asking(ASKED, form)


def test_a_link_to_a_follow_up_asks_the_whole_question() -> None:
    whole = replace(question("what did Latvia say about guarantees?"), follow_up_of=ASKED)
    exchange = Exchange(2, "and Latvia?", answer=answered(asked=whole))

    read = permalink.parse(address(exchange), zone=UTC_ZONE, most=2_000)

    assert read == permalink.Asking(whole.text)


def test_the_buttons_say_which_turn_they_are_about() -> None:
    names = {
        at["name"]: at["value"]
        for tag, at in reading.tags(actions(Exchange(7, ASKED), UTC))
        if tag == "button" and "name" in at
    }

    assert names == {"ask_edit": "7", "ask_retry": "7"}
