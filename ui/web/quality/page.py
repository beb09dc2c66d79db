"""The quality page: its parts and their events."""

from __future__ import annotations

from ui.web.site import Site
from ui.web.texts import say


def build(site: Site) -> None:
    """Lay the page out; call inside its route, below the masthead."""
    import gradio as gr

    del site
    gr.Markdown(f"## {say('quality.title')}")
