"""The archive page below its masthead: one place, which archive.js fills with a view.

A view is HTML from an address of ours (see ``routes``): its state stands in the page's own
address, and going through a list asks nothing of Gradio's queue.
"""

from __future__ import annotations

import gradio as gr

from ui.web.escape import escape
from ui.web.frame import html
from ui.web.site import Site
from ui.web.texts import say


def build(page: gr.Blocks, site: Site) -> None:
    """Lay the page out below the masthead; call inside its route of ``page``."""
    del page, site
    html("archive", f'<p class="opening">{escape(say("archive.opening"))}</p>')
