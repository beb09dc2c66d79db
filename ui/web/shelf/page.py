"""A conversation opened from the panel takes the place of the one on the page."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag.errors import DatelineError
from ui.web import bus
from ui.web.ask import render
from ui.web.ask.exchange import Shown
from ui.web.ask.parts import Parts
from ui.web.escape import escape
from ui.web.frame import QUIET, user_of
from ui.web.shelf.reopened import exchanges_of
from ui.web.shelf.replies import line_of
from ui.web.site import Site


def build(site: Site, on: Parts) -> None:
    """Listen to the panel; call inside ``gr.Blocks``, ``on`` being the parts of the ask page."""
    field = bus.field("shelf")
    outputs = [on.thread, on.evidence, on.question, on.exchanges, on.opening, on.again]

    def opened(text: str, request: gr.Request) -> list[Any]:
        act = bus.read(text)
        if act is None or act.verb != "open":
            return [gr.skip()] * len(outputs)
        try:
            shown = Shown(exchanges_of(site, user_of(request), act.about), "")
        except DatelineError as error:
            return [_refused(error), render.no_evidence(), "", (), *_begun(False)]
        return [shown.thread, shown.evidence, shown.text, shown.exchanges, *_begun(True)]

    field.input(opened, inputs=field, outputs=outputs, queue=False, **QUIET)


def _refused(error: DatelineError) -> str:
    return f'<div class="failed"><p>{escape(line_of(error))}</p></div>'


def _begun(begun: bool) -> list[Any]:
    return [gr.Column(visible=not begun), gr.Button(visible=begun)]
