from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, ScriptedArchive, ScriptedDesk, answered, revision, site
from ui.web.ask.exchange import Exchange
from ui.web.ask.form import Form
from ui.web.ask.handlers import ask
from ui.web.frame import USER
from ui.web.site import Site

pytestmark = pytest.mark.slow  # importing Gradio takes seconds


@pytest.fixture
def here(tmp_path: Path) -> Site:
    archive = ScriptedArchive({"a" * 16: [revision()]})
    return site(ScriptedDesk([answered()], archive=archive), tmp_path)


def event(here: Site, name: str) -> Callable[..., Any]:
    """What runs at an event of the page."""
    from ui.web.ask.examples import Examples
    from ui.web.layout import build

    (found,) = [one.fn for one in build(here, Examples()).fns.values() if one.name == name]
    assert found is not None
    return found


def opening(here: Site) -> Callable[..., Any]:
    """What runs when a conversation is chosen in the panel."""
    return event(here, "choose")


def running(here: Site) -> tuple[Exchange, ...]:
    """A question that the archive has answered, and that a chat model is still at."""
    asking = ask(here, "what did Estonia say?", Form(), ())
    return next(shown for shown in asking if shown.exchanges[0].answer).exchanges


def asked_by(user: str | None, address: str = "") -> Any:
    import gradio as gr

    scope = {"type": "http", "headers": [], "query_string": address.encode()}
    return gr.Request(Request(scope | ({} if user is None else {USER: user})))


def test_a_chosen_conversation_stands_on_the_page_and_is_gone_on_with(here: Site) -> None:
    id_ = here.people.of("ada").append(answered()).conversation.id
    run = opening(here)

    thread, evidence, field, exchanges, welcome, again, *_ = run(
        f"open\t{id_}\t1", asked_by("ada"), ()
    )

    assert QUOTE in reading.text(thread)
    assert reading.inside(evidence, "mark") == QUOTE
    assert (field, len(exchanges), welcome.visible, again.visible) == ("", 1, False, True)


@pytest.mark.parametrize("user", [None, "bert"])
def test_another_user_s_is_not_there(here: Site, user: str | None) -> None:
    id_ = here.people.of("ada").append(answered()).conversation.id
    here.people.of(user).append(answered())

    thread, _, _, exchanges, *_ = opening(here)(f"open\t{id_}\t1", asked_by(user), ())

    assert "This conversation is not kept here" in reading.text(thread)
    assert QUOTE not in reading.text(thread)
    assert [one.answer for one in exchanges] == [None]


@pytest.mark.parametrize("text", ["", "open", "close\tx\t1"])
def test_what_the_panel_would_not_say_does_nothing(here: Site, text: str) -> None:
    import gradio as gr

    assert all(one == gr.skip() for one in opening(here)(text, asked_by(None), ()))


def test_an_answer_still_to_come_is_called_off_first(here: Site) -> None:
    """It would put its own conversation back."""
    from ui.web.ask.examples import Examples
    from ui.web.layout import build

    page = build(here, Examples())
    asking = {one._id for one in page.fns.values() if one.name in {"ask", "act", "arrive"}}
    (chosen,) = [one.targets for one in page.fns.values() if one.name == "choose"]
    called_off = {
        number for one in page.fns.values() if one.targets == chosen for number in one.cancels
    }

    assert asking
    assert asking <= called_off


def questions(here: Site) -> list[str]:
    """The first questions of all that is kept."""
    return [one.title for one in here.people.of(None).list().conversations]


@pytest.mark.parametrize("way", ["another", "new"])
def test_who_leaves_a_running_answer_finds_what_it_came_to(here: Site, way: str) -> None:
    other = here.people.of(None).append(answered(), text="other").conversation.id
    asked, user = running(here), asked_by(None)
    assert questions(here) == ["other"]

    if way == "another":
        shown = event(here, "choose")(f"open\t{other}\t1", user, asked)
    else:
        shown = event(here, "begin_again")(user, asked)

    assert set(questions(here)) == {"other", "what did Estonia say?"}
    assert "what did Estonia say?" not in reading.text(shown[0])


def test_what_is_asked_of_a_deleted_conversation_goes_with_it(here: Site) -> None:
    thread, *_ = event(here, "choose")("leave\t\t1", asked_by(None), running(here))

    assert (thread, questions(here)) == ("", [])


def test_on_a_page_that_the_server_forgot_no_button_does_what_another_would(here: Site) -> None:
    id_ = here.people.of(None).append(answered(), text="And?").conversation.id

    (shown,) = event(here, "act")("retry\t2\t1", asked_by(None, f"c={id_}"), ())

    assert "press again" in reading.text(shown[0])
    assert questions(here) == ["And?"]
