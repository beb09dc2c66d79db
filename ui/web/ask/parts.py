"""The components of the page and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr
from gradio.components import Component

from rag.settings import Settings
from ui.web import bus
from ui.web.ask import render, spoken
from ui.web.ask.form import languages
from ui.web.escape import plain
from ui.web.frame import head, html
from ui.web.site import Site
from ui.web.texts import say

EXAMPLES = 4  # questions offered on an empty page


@dataclass(frozen=True, slots=True)
class FilterFields:
    """The filter fields."""

    publishers: gr.Dropdown
    start: gr.Textbox
    end: gr.Textbox
    languages: gr.Dropdown
    as_of: gr.Textbox

    def all(self) -> list[Component]:
        """Return them in the order of ``Form``."""
        return [self.publishers, self.start, self.end, self.languages, self.as_of]


@dataclass(frozen=True, slots=True)
class Parts:
    """What events read and write."""

    masthead: gr.Markdown
    opening: gr.Column
    welcome: gr.Markdown
    examples: list[gr.Button]
    thread: gr.Markdown
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    fold: gr.Accordion
    filters: FilterFields
    clear: gr.Button
    again: gr.Button
    evidence: gr.Markdown
    spoken: gr.Markdown
    act: gr.Textbox
    exchanges: gr.State


def parts(site: Site) -> Parts:
    """Lay the page out; call inside ``gr.Blocks``."""
    settings = site.settings
    top = head(site, "ask")
    with gr.Row(elem_id="columns", equal_height=False):
        with gr.Column(elem_id="talk", scale=3, min_width=320):
            with gr.Column(elem_id="opening") as opening:
                welcome = html("welcome", render.welcome())
                offered = [_example() for _ in range(EXAMPLES)]
            thread = html("thread", "")
            with gr.Column(elem_id="dock"):
                with gr.Row(elem_id="composer", equal_height=True):
                    question = _question(settings.limits.question_chars)
                    send = _send()
                    stop = _stop()
                with gr.Accordion(say("ask.filters"), open=False, elem_id="filters") as fold:
                    fields, clear = _filters(settings)
                again = gr.Button(say("ask.again"), size="sm", visible=False, elem_id="again")
        with gr.Column(elem_id="beside", scale=2, min_width=320):
            evidence = html("evidence", render.no_evidence())
    words = html("spoken", spoken.spoken(()))
    return Parts(
        masthead=top,
        opening=opening,
        welcome=welcome,
        examples=offered,
        thread=thread,
        question=question,
        send=send,
        stop=stop,
        fold=fold,
        filters=fields,
        clear=clear,
        again=again,
        evidence=evidence,
        spoken=words,
        act=bus.field("ask"),
        exchanges=gr.State(()),
    )


def _example() -> gr.Button:
    return gr.Button(visible=False, elem_classes="example")


def _question(most: int) -> gr.Textbox:
    return gr.Textbox(
        label=say("ask.question"),
        show_label=False,
        placeholder=say("ask.question_hint"),
        lines=1,
        max_lines=6,
        max_length=most,
        autofocus=True,
        scale=1,
        elem_id="question",
    )


def _send() -> gr.Button:
    return gr.Button(say("ask.send"), variant="primary", scale=0, min_width=84, elem_id="send")


def _stop() -> gr.Button:
    return gr.Button(say("ask.stop"), visible=False, scale=0, min_width=84, elem_id="stop")


def _filters(settings: Settings) -> tuple[FilterFields, gr.Button]:
    with gr.Row():
        # A page may outlive its server, whose next one knows no choices of it: any name is taken
        # here, and what the archive does not have is told where an answer would stand.
        publishers = gr.Dropdown(
            [],
            label=say("ask.publishers"),
            multiselect=True,
            allow_custom_value=True,
            scale=3,
            min_width=220,
        )
        spoken_in = gr.Dropdown(
            languages(),
            label=say("ask.languages"),
            multiselect=True,
            allow_custom_value=True,
            scale=2,
            min_width=160,
        )
    with gr.Row():
        start = _day(say("ask.start"), say("ask.start_about"))
        end = _day(say("ask.end"), say("ask.end_about"))
        as_of = _day(say("ask.as_of"), say("ask.as_of_about"))
    zone = say("ask.zone", zone=plain(settings.timezone))
    gr.Markdown(zone, elem_classes="small-note")
    clear = gr.Button(say("ask.clear"), size="sm", elem_id="clear")
    return FilterFields(publishers, start, end, spoken_in, as_of), clear


def _day(label: str, info: str) -> gr.Textbox:
    # Not a date picker: the browser's own and Gradio's both drop a wrong date without a word.
    return gr.Textbox(
        label=label,
        info=info,
        placeholder=say("ask.day_hint"),
        max_length=40,
        min_width=130,
        max_lines=1,
    )
