r"""How a button in our own HTML reaches Python: a hidden field whose change is an event.

Gradio's sanitiser keeps ``name`` and ``value`` of a button and drops ``data-`` and ``aria-``. So
``<button class="act" name="ask_drop" value="publisher">`` is written by act.js into the field
of the room ``ask`` as ``drop\tpublisher\t7``, the last part a count that makes every press a
change. A room hears only its own buttons.
"""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from ui.web.escape import attribute, escape

LONGEST = 4_000  # characters of an act; a reader's reason is the longest part of one


@dataclass(frozen=True, slots=True)
class Act:
    """What a reader pressed: a verb of ours, and what it is about."""

    verb: str
    about: str


def field(room: str) -> gr.Textbox:
    """Return a room's hidden field; call inside ``gr.Blocks``. Listen to its ``input``."""
    return gr.Textbox(
        elem_id=f"act-{room}",
        elem_classes="act-field",
        show_label=False,
        container=False,
        max_length=LONGEST,
    )


def read(text: str) -> Act | None:
    """Return what the field says; None for anything act.js would not have written."""
    verb, _, rest = text.partition("\t")
    about, _, count = rest.rpartition("\t")
    if not (verb.isidentifier() and count.isdecimal()):
        return None
    return Act(verb, about)


def button(room: str, verb: str, about: str, label: str, *, kind: str = "", title: str = "") -> str:
    """Return a button that tells a room ``verb`` about something; both texts are plain."""
    classes = f"act {kind}".strip()
    told = f' title="{attribute(title)}"' if title else ""
    return (
        f'<button type="button" class="{classes}" name="{room}_{verb}"'
        f' value="{attribute(about)}"{told}>{escape(label)}</button>'
    )
