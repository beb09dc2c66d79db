"""Small parts that several views of this room have. Pure."""

from __future__ import annotations

from ui.web.escape import attribute, escape
from ui.web.texts import say


def address(run: str) -> str:
    """Return where a run's report is opened."""
    return f"quality?run={run}"


def back() -> str:
    """Return the way back to the first view."""
    return f'<p class="q-back"><a class="q-go" href="quality">{escape(say("quality.back"))}</a></p>'


def delete(run: str) -> str:
    """Return the way to delete a run: a button, and the one that is sure."""
    value = attribute(run)
    return (
        f'<div class="q-delete"><button type="button" class="q-ask-delete">'
        f'{escape(say("quality.delete"))}</button><span class="q-sure" hidden>'
        f"{escape(say('quality.delete_sure'))} "
        f'<button type="button" class="q-do-delete" value="{value}">'
        f"{escape(say('quality.delete_yes'))}</button> "
        f'<button type="button" class="q-keep">{escape(say("quality.delete_no"))}</button>'
        "</span></div>"
    )
