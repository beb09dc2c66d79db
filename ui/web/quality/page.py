"""The quality page: a place that quality.js fills with what ``routes`` gives."""

from __future__ import annotations

import gradio as gr

from ui.web.escape import escape
from ui.web.frame import html
from ui.web.site import Site
from ui.web.texts import say


def build(page: gr.Blocks, site: Site) -> None:
    """Lay the page out below the masthead; call inside its route of ``page``."""
    del page, site
    loading = escape(say("quality.loading"))
    html("quality", f'<div class="q-room"><p class="q-soft">{loading}</p></div>')
