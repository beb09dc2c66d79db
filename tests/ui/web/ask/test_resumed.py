from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, ScriptedArchive, ScriptedDesk, answered, revision, site
from ui.web.ask.exchange import Exchange
from ui.web.ask.resumed import pressed_in_vain, resumed
from ui.web.site import Site


@pytest.fixture
def here(tmp_path: Path) -> Site:
    return site(ScriptedDesk(archive=ScriptedArchive({"a" * 16: [revision()]})), tmp_path)


def kept(here: Site) -> dict[str, str]:
    """The address of a page whose conversation is kept."""
    return {"c": here.people.of("ada").append(answered(), text="And?").conversation.id}


def test_turns_that_the_server_lost_are_those_of_the_conversation_in_the_address(
    here: Site,
) -> None:
    (found,) = resumed(here, (), kept(here), user="ada")

    assert found.text == "And?"
    assert QUOTE in reading.text(found.thread)
    assert found.place is not None


def test_turns_that_are_there_are_gone_on_with(here: Site) -> None:
    before = (Exchange(1, "another"),)

    assert resumed(here, before, kept(here), user="ada") == before


def test_a_page_without_a_conversation_of_its_user_s_begins_one(here: Site) -> None:
    assert resumed(here, (), {}) == ()
    assert resumed(here, (), {"c": "nothing"}) == ()
    assert resumed(here, (), kept(here), user="bert") == ()


def test_a_button_pressed_in_vain_is_to_be_pressed_again(here: Site) -> None:
    shown = pressed_in_vain(here, resumed(here, (), kept(here), user="ada"))

    assert "shown as it was kept; press again" in reading.text(shown.thread)
    assert QUOTE in reading.text(shown.thread)
