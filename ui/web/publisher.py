"""A publisher's name as HTML, wherever an article is told of; pure."""

from __future__ import annotations

from ui.web.escape import attribute, escape, isolated, mixes_scripts, plain
from ui.web.texts import say


def publisher(name: str | None) -> str:
    """Return a publisher's name, flagged where look-alike letters are mixed into it."""
    shown = plain(name or "")
    if not shown:
        return f'<span class="publisher none">{escape(say("article.no_publisher"))}</span>'
    flag = ""
    if mixes_scripts(shown):
        note = attribute(say("article.mixed_about"))
        flag = f' <span class="flag" title="{note}">{escape(say("article.mixed"))}</span>'
    return f'<span class="publisher">{isolated(shown)}</span>{flag}'
