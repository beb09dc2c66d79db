"""The ask page: which of its parts each event reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from ui.web import bus, masthead
from ui.web.ask import acts, handlers, opened, render, spoken
from ui.web.ask.examples import Examples
from ui.web.ask.exchange import Shown
from ui.web.ask.form import Form
from ui.web.ask.parts import EXAMPLES, Parts, parts
from ui.web.ask.resumed import pressed_in_vain, resumed
from ui.web.escape import plain
from ui.web.frame import QUIET, coverage_of, user_of
from ui.web.site import Site
from ui.web.texts import count, say

EMPTY: Final = Shown((), "", Form())  # a page on which nothing was asked yet


def build(page: gr.Blocks, site: Site, examples: Examples) -> tuple[Parts, list[Any]]:
    """Lay the page out; call inside ``page``.

    Return what other rooms may write to, and the events that they must call off first.
    """
    on = parts(site)
    loaded = _wire_opening(page, on, site, examples)
    asking = _wire_questions(loaded, on, site)
    _wire_filters(on)
    return on, asking


def outputs(on: Parts) -> list[Component]:
    """Return the parts that ``shown`` fills, in its order."""
    talk: list[Component] = [on.thread, on.evidence, on.question, on.exchanges]
    around: list[Any] = [on.opening, on.again, on.send, on.stop, on.fold]  # blocks, some of them
    return [*talk, *around, *on.filters.all()]


def shown(what: Shown, publishers: Sequence[str] = ()) -> list[Any]:
    """Return what the page is to show, for ``outputs``.

    ``publishers`` are those to choose from, where the page may not have heard of them yet: its
    field drops a choice that it does not know.
    """
    begun, running = bool(what.exchanges), what.running
    return [
        *(what.thread, what.evidence or render.no_evidence()),
        *(gr.skip() if what.text is None else what.text, what.exchanges),
        *(gr.Column(visible=not begun), gr.Button(visible=begun)),
        *(gr.Button(visible=not running), gr.Button(visible=running)),
        _fold(what),
        *_fields(what.form, publishers),
    ]


def _wire_opening(page: gr.Blocks, on: Parts, site: Site, examples: Examples) -> Dependency:
    """Read coverage, publishers and examples at every load: the archive grows meanwhile."""

    def opening() -> list[Any]:
        coverage = coverage_of(site.desk)
        names = () if coverage is None else coverage.publishers
        return [
            masthead.masthead(coverage, site.settings.zone),
            gr.Dropdown(choices=_choices(names)),
            spoken.spoken(names),
            render.welcome(empty=coverage is not None and not coverage.articles),
            *_offered(examples.current(site.desk)),
        ]

    filled = [on.masthead, on.filters.publishers, on.spoken, on.welcome, *on.examples]
    return page.load(opening, outputs=filled, queue=False, **QUIET)


def _wire_questions(loaded: Dependency, on: Parts, site: Site) -> list[Any]:
    def ask(text: str, request: gr.Request, *rest: Any) -> Iterator[list[Any]]:
        *fields, before = rest
        user = user_of(request)
        turns = resumed(site, before, request.query_params, user=user)
        yield from map(shown, handlers.ask(site, text, _form(fields), turns, user=user))

    def act(text: str, request: gr.Request, before: Any) -> Iterator[list[Any]]:
        done, user = bus.read(text), user_of(request)
        turns = resumed(site, before, request.query_params, user=user)
        some: Iterable[Shown] = acts.act(site, done, turns, user=user) if done else ()
        if turns and not before:
            some = [pressed_in_vain(site, turns)]
        yield from _or_nothing(map(shown, some), len(filled))

    def arrive(request: gr.Request) -> Iterator[list[Any]]:
        some = opened.opened(site, request.query_params.multi_items(), user=user_of(request))
        coverage = coverage_of(site.desk)
        names = () if coverage is None else coverage.publishers
        yield from _or_nothing((shown(one, names) for one in some), len(filled))

    def stop(request: gr.Request, before: Any) -> list[Any]:
        user = user_of(request)
        turns = resumed(site, before, request.query_params, user=user)
        return shown(handlers.stop(site, turns, user=user))

    def begin_again(request: gr.Request, before: Any) -> list[Any]:
        handlers.stop(site, before, user=user_of(request))  # what it came to is kept
        return shown(EMPTY)

    filled = outputs(on)
    running: dict[str, Any] = {
        "outputs": filled,
        "concurrency_limit": site.settings.limits.concurrency,
        "concurrency_id": "ask",
        **QUIET,
    }
    asking = [
        gr.on(ways, ask, [field, *on.filters.all(), on.exchanges], trigger_mode="once", **running)
        for ways, field in _ways_to_ask(on)
    ]
    asking.append(on.act.input(act, [on.act, on.exchanges], **running))
    # Not before the publishers are there: a choice that the field does not know is dropped.
    asking.append(loaded.then(arrive, **running))
    on.stop.click(stop, on.exchanges, filled, cancels=asking, queue=False, **QUIET)
    on.again.click(begin_again, on.exchanges, filled, cancels=asking, queue=False, **QUIET)
    return asking


def _wire_filters(on: Parts) -> None:
    fields = on.filters.all()

    def label(*values: Any) -> gr.Accordion:
        return gr.Accordion(label=_label(values))

    # A reader's own changes: what is set for them, ``shown`` labels. A field in a closed fold may
    # not be drawn yet, and tells its change late or never.
    gr.on(_changes(on), label, fields, on.fold, trigger_mode="always_last", **QUIET)
    on.clear.click(
        lambda: [*_values(Form()), gr.Accordion(label=_label(()))],
        outputs=[*fields, on.fold],
        queue=False,
        **QUIET,
    )


def _ways_to_ask(on: Parts) -> list[tuple[list[Callable[..., Any]], Component]]:
    return [
        ([on.question.submit, on.send.click], on.question),
        *(([button.click], button) for button in on.examples),
    ]


def _changes(on: Parts) -> list[Callable[..., Any]]:
    typed = (on.filters.start, on.filters.end, on.filters.as_of)
    chosen = (on.filters.publishers, on.filters.languages)
    return [field.input for field in (*chosen, *typed)] + [field.blur for field in typed]


def _offered(questions: Sequence[str]) -> list[gr.Button]:
    shown = [gr.Button(value=plain(question), visible=True) for question in questions[:EXAMPLES]]
    return shown + [gr.Button(visible=False)] * (EXAMPLES - len(shown))


def _or_nothing(some: Iterable[list[Any]], parts: int) -> Iterator[list[Any]]:
    """Yield what there is; where there is nothing, once, that all stays as it is."""
    empty = True
    for one in some:
        empty = False
        yield one
    if empty:
        yield [gr.skip()] * parts


def _fold(what: Shown) -> Any:
    """Return what becomes of the filters' fold: closed as a question is asked, then left alone."""
    said: dict[str, Any] = {}
    if what.text is not None:
        said["open"] = _is_wrong(what)
    if what.form is not None:
        said["label"] = _label(_values(what.form))
    return gr.Accordion(**said) if said else gr.skip()


def _is_wrong(what: Shown) -> bool:
    """Whether a question came back unanswered with filters set: perhaps one is no date."""
    last = what.exchanges[-1] if what.exchanges else None
    failed = last is not None and last.answer is None and not last.running and bool(what.text)
    return failed and last is not None and last.form != Form()


def _label(values: Sequence[Any]) -> str:
    on = sum(bool(value.strip() if isinstance(value, str) else value) for value in values)
    return count("ask.filters_on", on) if on else say("ask.filters")


def _choices(publishers: Sequence[str]) -> list[tuple[str, str]]:
    return [(plain(name), name) for name in publishers]


def _fields(form: Form | None, publishers: Sequence[str]) -> list[Any]:
    if form is None:
        return [gr.skip()] * 5
    chosen, *others = _values(form)
    if publishers:
        chosen = gr.Dropdown(choices=_choices(publishers), value=chosen)
    return [chosen, *others]


def _values(form: Form) -> list[Any]:
    return [list(form.publishers), form.start, form.end, list(form.languages), form.as_of]


def _form(fields: Sequence[Any]) -> Form:
    publishers, start, end, languages, as_of = fields
    return Form(publishers or (), start or "", end or "", languages or (), as_of or "")
