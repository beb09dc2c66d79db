"""A conversation opened from the panel takes the place of the one on the page; so does none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr

from ui.web import bus
from ui.web.ask import handlers
from ui.web.ask import page as ask
from ui.web.ask.opened import CONVERSATION, opened
from ui.web.ask.parts import Parts
from ui.web.bus import Act
from ui.web.frame import QUIET, user_of
from ui.web.site import Site


def build(site: Site, on: Parts, asking: list[Any]) -> None:
    """Listen to the panel; call inside ``gr.Blocks``.

    ``on`` are the parts of the ask page, ``asking`` the events that write to them for a while:
    an answer that is still to come would put its own conversation back.
    """
    field = bus.field("shelf")
    filled = ask.outputs(on)

    def choose(text: str, request: gr.Request, before: Any) -> list[Any]:
        user = user_of(request)
        match bus.read(text):
            case Act("open", conversation):
                handlers.stop(site, before, user=user)  # what it came to is kept
                *_, last = opened(site, [(CONVERSATION, conversation)], user=user)
                return ask.shown(replace(last, text=""))
            case Act("leave"):  # its conversation is deleted: what is running goes with it
                return ask.shown(ask.EMPTY)
        return [gr.skip()] * len(filled)

    field.input(choose, [field, on.exchanges], filled, cancels=asking, queue=False, **QUIET)
