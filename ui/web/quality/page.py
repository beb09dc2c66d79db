"""The quality page: its parts and their events."""

from __future__ import annotations

import gradio as gr

from ui.web.site import Site
from ui.web.texts import say


def build(page: gr.Blocks, site: Site) -> None:
    """Lay the page out below the masthead; call inside its route of ``page``."""
    del page, site
    gr.Markdown(f"## {say('quality.title')}")
