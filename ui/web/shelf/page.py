"""A conversation opened from the panel takes the place of the one on the page."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.web import bus
from ui.web.ask import page as ask
from ui.web.ask.opened import CONVERSATION, opened
from ui.web.ask.parts import Parts
from ui.web.frame import QUIET, user_of
from ui.web.site import Site


def build(site: Site, on: Parts, asking: list[Any]) -> None:
    """Listen to the panel; call inside ``gr.Blocks``.

    ``on`` are the parts of the ask page, ``asking`` the events that write to them for a while:
    an answer that is still to come would put its own conversation back.
    """
    field = bus.field("shelf")
    filled = ask.outputs(on)

    def choose(text: str, request: gr.Request) -> list[Any]:
        act = bus.read(text)
        if act is None or act.verb != "open":
            return [gr.skip()] * len(filled)
        *_, last = opened(site, [(CONVERSATION, act.about)], user=user_of(request))
        return ask.shown(last)

    field.input(choose, field, filled, cancels=asking, queue=False, **QUIET)
