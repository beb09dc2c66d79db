from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, ScriptedArchive, ScriptedDesk, answered, revision, site
from ui.web.frame import USER
from ui.web.site import Site

pytestmark = pytest.mark.slow  # importing Gradio takes seconds


@pytest.fixture
def here(tmp_path: Path) -> Site:
    return site(ScriptedDesk(archive=ScriptedArchive({"a" * 16: [revision()]})), tmp_path)


def opening(here: Site) -> Callable[..., Any]:
    """What runs when a conversation is chosen in the panel."""
    from ui.web.ask.examples import Examples
    from ui.web.layout import build

    (found,) = [one.fn for one in build(here, Examples()).fns.values() if one.name == "choose"]
    assert found is not None
    return found


def asked_by(user: str | None) -> Any:
    import gradio as gr

    scope = {"type": "http", "headers": []} | ({} if user is None else {USER: user})
    return gr.Request(Request(scope))


def test_a_chosen_conversation_stands_on_the_page_and_is_gone_on_with(here: Site) -> None:
    id_ = here.people.of("ada").append(answered()).conversation.id
    run = opening(here)

    thread, evidence, field, exchanges, welcome, again, *_ = run(f"open\t{id_}\t1", asked_by("ada"))

    assert QUOTE in reading.text(thread)
    assert reading.inside(evidence, "mark") == QUOTE
    assert (field, len(exchanges), welcome.visible, again.visible) == ("", 1, False, True)


@pytest.mark.parametrize("user", [None, "bert"])
def test_another_user_s_is_not_there(here: Site, user: str | None) -> None:
    id_ = here.people.of("ada").append(answered()).conversation.id
    here.people.of(user).append(answered())

    thread, _, _, exchanges, *_ = opening(here)(f"open\t{id_}\t1", asked_by(user))

    assert "This conversation is not kept here" in reading.text(thread)
    assert QUOTE not in reading.text(thread)
    assert [one.answer for one in exchanges] == [None]


@pytest.mark.parametrize("text", ["", "open", "close\tx\t1"])
def test_what_the_panel_would_not_say_does_nothing(here: Site, text: str) -> None:
    import gradio as gr

    assert all(one == gr.skip() for one in opening(here)(text, asked_by(None)))


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
