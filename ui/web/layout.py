"""The pages, and on the first of them which part each event reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import gradio as gr
from gradio.components import Component, Navbar

from rag.settings import Settings
from ui.web import handlers, masthead
from ui.web.archive import page as archive
from ui.web.desk import Desk
from ui.web.escape import plain
from ui.web.examples import Examples
from ui.web.form import Form
from ui.web.frame import QUIET, filled_head, head
from ui.web.parts import EXAMPLES, Parts, parts
from ui.web.quality import page as quality
from ui.web.site import Site
from ui.web.texts import say


def build(site: Site, examples: Examples) -> gr.Blocks:
    """Return the pages over a home, ready to be mounted."""
    pages = gr.Blocks(title=say("nav.title"), analytics_enabled=False, fill_width=True)
    with pages:
        Navbar(visible=False)  # the masthead leads to the pages
        laid_out = parts(site)
        _wire_opening(pages, laid_out, site, examples)
        _wire_questions(laid_out, site.desk, site.settings)
        _wire_filters(laid_out)
    for path, lay_out in (("archive", archive.build), ("quality", quality.build)):
        with pages.route(say(f"nav.{path}"), f"/{path}"):
            Navbar(visible=False)
            top = head(site, path)
            pages.load(partial(filled_head, site, path), outputs=top, queue=False, **QUIET)
            lay_out(site)
    pages.queue(
        max_size=site.settings.limits.queue,
        default_concurrency_limit=site.settings.limits.concurrency,
        api_open=False,
    )
    return pages


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


def _wire_questions(on: Parts, desk: Desk, settings: Settings) -> None:
    def ask(text: str, *rest: Any) -> Iterator[list[Any]]:
        *fields, before = rest
        for shown in handlers.ask(desk, settings, text, _form(fields), before):
            wrong = bool(shown.text) and any(fields)  # perhaps a date: leave it in sight
            yield [
                *(shown.thread, shown.evidence or masthead.NO_EVIDENCE),
                *(shown.text, shown.exchanges),
                *(*_started(bool(shown.exchanges)), gr.Accordion(open=wrong)),
            ]

    def begin_again() -> list[Any]:
        return ["", masthead.NO_EVIDENCE, "", (), *_started(False), gr.Accordion(open=False)]

    outputs = [on.thread, on.evidence, on.question, on.exchanges, on.opening, on.again, on.fold]
    for trigger, field in _ways_to_ask(on):
        trigger(
            ask,
            inputs=[field, *on.filters.all(), on.exchanges],
            outputs=outputs,
            concurrency_limit=settings.limits.concurrency,
            concurrency_id="ask",
            trigger_mode="once",
            **QUIET,
        )
    on.again.click(begin_again, outputs=outputs, queue=False, **QUIET)


def _wire_filters(on: Parts) -> None:
    fields = on.filters.all()

    def label(*values: Any) -> gr.Accordion:
        count = sum(bool(value.strip() if isinstance(value, str) else value) for value in values)
        return gr.Accordion(label=f"Filters · {count} on" if count else "Filters")

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
