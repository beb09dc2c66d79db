from __future__ import annotations

import pytest

from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, ScriptedDesk, answered, at, revision, site
from ui.web.ask.exchange import Shown
from ui.web.ask.form import Form
from ui.web.ask.handlers import ask
from ui.web.ask.opened import opened
from ui.web.site import Site

ASKED = "what did Estonia say about guarantees?"


def last(where: Site, *pairs: tuple[str, str]) -> Shown:
    return list(opened(where, pairs))[-1]


def test_an_address_without_names_of_ours_opens_the_empty_page() -> None:
    assert list(opened(site(ScriptedDesk()), [("__theme", "dark")])) == []
    assert list(opened(site(ScriptedDesk()), [("article", "a" * 16)])) == []


def test_a_link_asks_its_question_within_its_limits() -> None:
    desk = ScriptedDesk([answered()])
    pairs = [("q", ASKED), ("from", "2024-11-01"), ("publisher", "Wire"), ("without", "dates")]

    shown = last(site(desk), *pairs)

    assert QUOTE in reading.text(shown.thread)
    assert shown.form == Form(publishers=("Wire",), start="2024-11-01")
    ((text, asked_at, filters, history),) = desk.asked
    assert (text, asked_at, history) == (ASKED, None, ())
    assert (filters.publishers, filters.start) == (("Wire",), at(2024, 11, 1))
    assert desk.without == [{"dates"}]


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ([("q", "")], "there is no question in it"),
        ([("q", ASKED), ("from", "soon")], "“from” is not a date: soon"),
        ([("q", ASKED), ("without", "matter")], "“without” names no part of a question"),
        ([("q", "a\x07")], "control character"),
        ([("c", "nothing")], "This conversation is not kept here"),
    ],
)
def test_a_link_that_cannot_be_followed_is_explained(
    pairs: list[tuple[str, str]], reason: str
) -> None:
    desk = ScriptedDesk()

    shown = last(site(desk), *pairs)

    assert reason in reading.text(shown.thread)
    assert "ask_retry" not in shown.thread
    assert desk.asked == []


def test_a_kept_conversation_is_shown_again() -> None:
    desk = ScriptedDesk([answered()])
    desk.archive.kept["a" * 16] = [revision()]
    where = site(desk)
    (asked,) = list(ask(where, ASKED, Form(), ()))[-1].exchanges
    assert asked.place is not None

    shown = last(where, ("c", asked.place.conversation.id))

    assert QUOTE in reading.text(shown.thread)
    assert reading.inside(shown.evidence, "mark") == QUOTE
