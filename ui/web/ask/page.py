"""The ask page: which of its parts each event reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from ui.web import masthead
from ui.web.ask import handlers, render
from ui.web.ask.examples import Examples
from ui.web.ask.form import Form
from ui.web.ask.parts import EXAMPLES, Parts, parts
from ui.web.escape import plain
from ui.web.frame import QUIET, user_of
from ui.web.site import Site
from ui.web.texts import say


def build(page: gr.Blocks, site: Site, examples: Examples) -> Parts:
    """Lay the page out; call inside ``page``. Return what other rooms may write to."""
    on = parts(site)
    _wire_opening(page, on, site, examples)
    _wire_questions(on, site)
    _wire_filters(on)
    return on


def _wire_opening(page: gr.Blocks, on: Parts, site: Site, examples: Examples) -> None:
    """Read coverage, publishers and examples at every load: the archive grows meanwhile."""

    def opening() -> list[Any]:
        coverage = handlers.coverage_of(site.desk)
        names = () if coverage is None else coverage.publishers
        return [
            masthead.masthead(coverage, site.settings.zone),
            gr.Dropdown(choices=[(plain(name), name) for name in names]),
            *_offered(examples.current()),
        ]

    page.load(
        opening, outputs=[on.masthead, on.filters.publishers, *on.examples], queue=False, **QUIET
    )


def _wire_questions(on: Parts, site: Site) -> None:
    def ask(text: str, request: gr.Request, *rest: Any) -> Iterator[list[Any]]:
        *fields, before = rest
        for shown in handlers.ask(site, text, _form(fields), before, user=user_of(request)):
            wrong = bool(shown.text) and any(fields)  # perhaps a date: leave it in sight
            yield [
                *(shown.thread, shown.evidence or render.no_evidence()),
                *(shown.text, shown.exchanges),
                *(*_started(bool(shown.exchanges)), gr.Accordion(open=wrong)),
            ]

    def begin_again() -> list[Any]:
        return ["", render.no_evidence(), "", (), *_started(False), gr.Accordion(open=False)]

    outputs = [on.thread, on.evidence, on.question, on.exchanges, on.opening, on.again, on.fold]
    for trigger, field in _ways_to_ask(on):
        trigger(
            ask,
            inputs=[field, *on.filters.all(), on.exchanges],
            outputs=outputs,
            concurrency_limit=site.settings.limits.concurrency,
            concurrency_id="ask",
            trigger_mode="once",
            **QUIET,
        )
    on.again.click(begin_again, outputs=outputs, queue=False, **QUIET)


def _wire_filters(on: Parts) -> None:
    fields = on.filters.all()

    def label(*values: Any) -> gr.Accordion:
        count = sum(bool(value.strip() if isinstance(value, str) else value) for value in values)
        label = say("ask.filters_on", count=count) if count else say("ask.filters")
        return gr.Accordion(label=label)

    for trigger in _changes(on):
        trigger(label, inputs=fields, outputs=on.fold, queue=False, **QUIET)
    on.clear.click(lambda: [[], "", "", [], ""], outputs=fields, queue=False, **QUIET)


def _ways_to_ask(on: Parts) -> list[tuple[Callable[..., Any], Component]]:
    return [
        (on.question.submit, on.question),
        (on.send.click, on.question),
        *((button.click, button) for button in on.examples),
    ]


def _changes(on: Parts) -> list[Callable[..., Any]]:
    fields = on.filters
    return [
        *(fields.publishers.change, fields.languages.change),
        *(fields.start.change, fields.end.change, fields.as_of.change),
    ]


def _offered(questions: Sequence[str]) -> list[gr.Button]:
    shown = [gr.Button(value=plain(question), visible=True) for question in questions[:EXAMPLES]]
    return shown + [gr.Button(visible=False)] * (EXAMPLES - len(shown))


def _started(begun: bool) -> list[Any]:
    return [gr.Column(visible=not begun), gr.Button(visible=begun)]


def _form(fields: Sequence[Any]) -> Form:
    publishers, start, end, languages, as_of = fields
    return Form(publishers or (), start or "", end or "", languages or (), as_of or "")
