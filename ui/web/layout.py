"""The pages and their addresses."""

from __future__ import annotations

from functools import partial

import gradio as gr
from gradio.components import Navbar

from ui.web.archive import page as archive
from ui.web.ask import page as ask
from ui.web.ask.examples import Examples
from ui.web.frame import QUIET, filled_head, head
from ui.web.quality import page as quality
from ui.web.shelf import page as shelf
from ui.web.site import Site
from ui.web.texts import say


def build(site: Site, examples: Examples) -> gr.Blocks:
    """Return the pages over a home, ready to be mounted."""
    pages = gr.Blocks(title=say("nav.title"), analytics_enabled=False, fill_width=True)
    with pages:
        Navbar(visible=False)  # the masthead leads to the pages
        shelf.build(site, *ask.build(pages, site, examples))
    for path, lay_out in (("archive", archive.build), ("quality", quality.build)):
        with pages.route(say(f"nav.{path}"), f"/{path}"):
            Navbar(visible=False)
            top = head(site, path)
            pages.load(partial(filled_head, site, path), outputs=top, queue=False, **QUIET)
            lay_out(pages, site)
    pages.queue(
        max_size=site.settings.limits.queue,
        default_concurrency_limit=site.settings.limits.concurrency,
        api_open=False,
    )
    return pages
