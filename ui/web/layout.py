"""The page's parts and which of them each event reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.settings import Settings
from ui.web import handlers, masthead
from ui.web.desk import Desk
from ui.web.escape import plain
from ui.web.examples import Examples
from ui.web.form import LANGUAGES, Form

EXAMPLES = 4  # questions offered on an empty page
_HIDDEN = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class _Filters:
    """The filter fields, in the order of ``Form``."""

    publishers: gr.Dropdown
    start: gr.Textbox
    end: gr.Textbox
    languages: gr.Dropdown
    as_of: gr.Textbox


@dataclass(frozen=True, slots=True)
class _Parts:
    """What events read and write."""

    masthead: gr.Markdown
    thread: gr.Markdown
    opening: gr.Column
    examples: list[gr.Button]
    question: gr.Textbox
    send: gr.Button
    fold: gr.Accordion
    filters: _Filters
    clear: gr.Button
    again: gr.Button
    evidence: gr.Markdown
    exchanges: gr.State


def build(desk: Desk, settings: Settings, examples: Examples) -> gr.Blocks:
    """Return the page over ``desk``; mount it, or launch it in a test."""
    with gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True) as page:
        parts = _parts(settings)
        _wire_opening(page, parts, desk, settings, examples)
        _wire_questions(parts, desk, settings)
        _wire_filters(parts)
    return page.queue(
        max_size=settings.limits.queue,
        default_concurrency_limit=settings.limits.concurrency,
        api_open=False,
    )


def _parts(settings: Settings) -> _Parts:
    top = _html("masthead", masthead.masthead(None, settings.zone))
    with gr.Row(elem_id="columns", equal_height=False):
        with gr.Column(elem_id="talk", scale=3, min_width=320):
            with gr.Column(elem_id="opening") as opening:
                _html("welcome", masthead.WELCOME)
                offered = [
                    gr.Button(visible=False, elem_classes="example") for _ in range(EXAMPLES)
                ]
            thread = _html("thread", "")
            with gr.Column(elem_id="dock"):
                with gr.Row(elem_id="composer", equal_height=True):
                    question = _question(settings.limits.question_chars)
                    send = gr.Button(
                        "Ask", variant="primary", scale=0, min_width=84, elem_id="send"
                    )
                with gr.Accordion("Filters", open=False, elem_id="filters") as fold:
                    filters, clear = _filters(settings)
                again = gr.Button("New conversation", size="sm", visible=False, elem_id="again")
        with gr.Column(elem_id="beside", scale=2, min_width=320):
            evidence = _html("evidence", masthead.NO_EVIDENCE)
    exchanges = gr.State(())
    return _Parts(
        *(top, thread, opening, offered, question, send),
        *(fold, filters, clear, again, evidence, exchanges),
    )


def _html(elem_id: str, value: str) -> gr.Markdown:
    """A place for our own HTML. Markdown, not ``gr.HTML``: that has no sanitiser and needs eval."""
    return gr.Markdown(value, elem_id=elem_id, sanitize_html=True, latex_delimiters=[])


def _question(most: int) -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        show_label=False,
        placeholder="Ask the archive a question",
        lines=1,
        max_lines=6,
        max_length=most,
        autofocus=True,
        scale=1,
        elem_id="question",
    )


def _filters(settings: Settings) -> tuple[_Filters, gr.Button]:
    with gr.Row(elem_classes="filter-row"):
        publishers = gr.Dropdown([], label="Publishers", multiselect=True, scale=3, min_width=220)
        languages = gr.Dropdown(
            LANGUAGES,
            label="Languages",
            multiselect=True,
            allow_custom_value=True,
            scale=2,
            min_width=160,
        )
    with gr.Row(elem_classes="filter-row"):
        start = _day("From", "first day of publication")
        end = _day("To", "last day of publication")
        as_of = _day("As of", "ask as if on that day")
    gr.Markdown(f"Days are read in {plain(settings.timezone)}.", elem_classes="small-note")
    clear = gr.Button("Clear filters", size="sm", elem_id="clear")
    return _Filters(publishers, start, end, languages, as_of), clear


def _day(label: str, info: str) -> gr.Textbox:
    return gr.Textbox(
        label=label, info=info, placeholder="2024-11-26", max_length=40, min_width=130, max_lines=1
    )


def _wire_opening(
    page: gr.Blocks, parts: _Parts, desk: Desk, settings: Settings, examples: Examples
) -> None:
    def opening() -> list[Any]:
        coverage = handlers.coverage_of(desk)
        names = () if coverage is None else coverage.publishers
        offered = examples.current()[:EXAMPLES]
        shown = [gr.Button(value=question, visible=True) for question in offered]
        rest = [gr.Button(visible=False) for _ in range(EXAMPLES - len(offered))]
        return [
            masthead.masthead(coverage, settings.zone),
            gr.Dropdown(choices=[(plain(name), name) for name in names]),
            *shown,
            *rest,
        ]

    page.load(
        opening,
        outputs=[parts.masthead, parts.filters.publishers, *parts.examples],
        queue=False,
        **_HIDDEN,
    )


def _wire_questions(parts: _Parts, desk: Desk, settings: Settings) -> None:
    def ask(text: str, *rest: Any) -> Iterator[list[Any]]:
        *fields, before = rest
        form = _form(fields)
        for shown in handlers.ask(desk, settings, text, form, before):
            yield [
                *(shown.thread, shown.evidence or masthead.NO_EVIDENCE),
                *(shown.text, shown.exchanges),
                *_started(bool(shown.exchanges)),
            ]

    outputs = [parts.thread, parts.evidence, parts.question, parts.exchanges]
    outputs += [parts.opening, parts.again]
    for trigger, field in _ways_to_ask(parts):
        trigger(
            ask,
            inputs=[field, *_fields(parts.filters), parts.exchanges],
            outputs=outputs,
            concurrency_limit=settings.limits.concurrency,
            concurrency_id="ask",
            trigger_mode="once",
            **_HIDDEN,
        )
    parts.again.click(
        lambda: ["", masthead.NO_EVIDENCE, "", (), *_started(False)],
        outputs=outputs,
        queue=False,
        **_HIDDEN,
    )


def _ways_to_ask(parts: _Parts) -> list[tuple[Callable[..., Any], gr.components.Component]]:
    return [
        (parts.question.submit, parts.question),
        (parts.send.click, parts.question),
        *((button.click, button) for button in parts.examples),
    ]


def _wire_filters(parts: _Parts) -> None:
    fields = _fields(parts.filters)

    def label(*values: Any) -> gr.Accordion:
        count = sum(1 for value in values if value and (isinstance(value, list) or value.strip()))
        return gr.Accordion(label=f"Filters · {count} on" if count else "Filters")

    for field in fields:
        field.change(label, inputs=fields, outputs=parts.fold, queue=False, **_HIDDEN)
    parts.clear.click(
        lambda: [[], "", "", [], ""], outputs=fields, queue=False, **_HIDDEN
    )


def _started(begun: bool) -> list[Any]:
    return [gr.Column(visible=not begun), gr.Button(visible=begun)]


def _fields(filters: _Filters) -> list[Any]:
    return list((filters.publishers, filters.start, filters.end, filters.languages, filters.as_of))


def _form(fields: Sequence[Any]) -> Form:
    publishers, start, end, languages, as_of = fields
    return Form(publishers or (), start or "", end or "", languages or (), as_of or "")
