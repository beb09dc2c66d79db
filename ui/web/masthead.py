"""The head of every page: the name, the pages, what the archive covers."""

from __future__ import annotations

from datetime import tzinfo

from rag.domain import Coverage
from ui.web import when
from ui.web.escape import attribute, escape
from ui.web.texts import say

PAGES = (("ask", "./"), ("archive", "archive"), ("quality", "quality"))


def masthead(coverage: Coverage | None, zone: tzinfo, *, here: str = "ask") -> str:
    """Return the page's head; ``coverage`` None: the archive could not be read (yet).

    ``here`` is the page it stands on; its link says so.
    """
    line = "" if coverage is None else escape(when.coverage_line(coverage, zone))
    links = "".join(_link(page, path, here) for page, path in PAGES)
    return (
        f'<header class="masthead"><div class="nameplate">{_toggle(here)}'
        f"<h1>{escape(say('nav.title'))}</h1><p>{escape(say('nav.motto'))}</p></div>"
        f'<nav class="pages">{links}</nav>'
        f'<div class="folio"><p class="coverage">{line}</p>'
        f'<button type="button" class="lamp" title="{attribute(say("nav.lamp"))}">◐</button>'
        "</div></header>"
    )


def _toggle(here: str) -> str:
    """Return the button that opens and closes the panel of conversations, on its page."""
    if here != "ask":
        return ""
    return (
        f'<button type="button" class="shelf-toggle" title="{attribute(say("shelf.toggle"))}">'
        '<svg width="20" height="20"><path d="M2.5 4h15v12h-15zM7.5 4v12"></path>'
        f'</svg><span class="unseen">{escape(say("shelf.toggle"))}</span></button>'
    )


def _link(page: str, path: str, here: str) -> str:
    current = ' class="here"' if page == here else ""
    return f'<a href="{path}"{current}>{escape(say(f"nav.{page}"))}</a>'
