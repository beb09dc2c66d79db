"""What every page is made with: our HTML in Gradio, quiet events, the masthead."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr
from starlette.requests import Request

from rag.domain import Coverage
from rag.errors import DatelineError
from ui.web import masthead, when
from ui.web.desk import Desk
from ui.web.site import Site

USER: Final = "dateline.user"  # where a log-in before the page puts a name, in a request's scope
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def html(elem_id: str, value: str = "", **options: Any) -> gr.Markdown:
    """Place HTML of ours, on one line, sanitised; call inside ``gr.Blocks``.

    Markdown around it and not gr.HTML, which has no sanitiser and needs eval.
    """
    return gr.Markdown(
        value,
        elem_id=elem_id,
        elem_classes="ours",
        sanitize_html=True,
        latex_delimiters=[],
        **options,
    )


def head(site: Site, here: str) -> gr.Markdown:
    """Place the masthead of the page ``here`` ("ask", "archive", ...)."""
    return html("masthead", masthead.masthead(None, site.settings.zone, here=here))


def filled_head(site: Site, here: str) -> str:
    """Return the masthead with what the archive covers now, where it can be read."""
    return masthead.masthead(coverage_of(site.desk), site.settings.zone, here=here)


def covered(site: Site) -> str:
    """Return what the archive covers now as the masthead says it, nothing where it is unread."""
    coverage = coverage_of(site.desk)
    return "" if coverage is None else when.coverage_line(coverage, site.settings.zone)


def coverage_of(desk: Desk) -> Coverage | None:
    """Return what the archive covers, None where it cannot be read (asking then says why)."""
    try:
        return desk.coverage()
    except DatelineError:
        return None


def user_of(request: gr.Request | Request | None) -> str | None:
    """Return who asks, None on a page without users: the one place that tells users apart.

    The name stands in the request's scope, where only what runs before the page can put it: no
    header or address of a reader's is believed.
    """
    inner = request.request if isinstance(request, gr.Request) else request
    name = None if inner is None else inner.scope.get(USER)
    return name if isinstance(name, str) else None
