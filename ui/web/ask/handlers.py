"""From what a reader typed to what the page shows; knows the site, not Gradio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.domain import Abstained, Answer, Answered, Coverage, Filters
from rag.errors import DatelineError, PeopleError, QuestionError
from ui.web.ask import render
from ui.web.ask.exchange import KEPT, Exchange, Shown, conversation_of
from ui.web.ask.form import Form, read
from ui.web.desk import Desk, Found
from ui.web.site import Site
from ui.web.texts import say


def ask(
    site: Site, text: str, form: Form, before: Sequence[Exchange], *, user: str | None = None
) -> Iterator[Shown]:
    """Yield the conversation with the question in it, then as its answer takes shape.

    A blank question changes nothing. Every error of ours is shown as a sentence and its hint,
    and leaves the question in its field. What was answered is kept for ``user``.
    """
    if not text.strip():
        yield Shown(tuple(before), text)
        return
    kept = tuple(before)[-(KEPT - 1) :]
    asked = Exchange(kept[-1].number + 1 if kept else 1, text, form)
    yield Shown((*kept, render.waiting(asked)), "", running=True)
    zone = site.settings.zone
    try:
        for event in _events(site, asked, kept):
            if isinstance(event, Answered | Abstained):
                asked = replace(asked, answer=event)
                yield Shown((*kept, render.drawn(asked, zone)), "", running=True)
            else:
                yield Shown((*kept, render.waiting(asked, len(event.hits))), "", running=True)
    except DatelineError as error:
        yield Shown((*kept, render.failing(asked, error, zone)), text)
        return
    asked = keep(site, asked, conversation_of(kept), user)
    yield Shown((*kept, render.drawn(asked, zone)), "")


def keep(site: Site, exchange: Exchange, conversation: str | None, user: str | None) -> Exchange:
    """Keep an answered turn in a conversation, None: in one of its own; return it with its place.

    Where it cannot be kept the turn says so and stands all the same.
    """
    if exchange.answer is None:
        return exchange
    wanted = read(exchange.form, site.settings.zone)
    try:
        place = site.people.of(user).append(
            exchange.answer,
            conversation=conversation,
            text=exchange.text,
            filters=wanted.filters,
            as_of=wanted.asked_at is not None,
        )
    except PeopleError as error:
        return replace(exchange, note=say("ask.not_kept", reason=error))
    return replace(exchange, place=place)


def coverage_of(desk: Desk) -> Coverage | None:
    """Return what the archive covers, None where it cannot be read (asking then says why)."""
    try:
        return desk.coverage()
    except DatelineError:
        return None


def _events(site: Site, asked: Exchange, before: Sequence[Exchange]) -> Iterator[Found | Answer]:
    most = site.settings.limits.question_chars
    if len(asked.text) > most:
        raise QuestionError(
            f"the question has {len(asked.text):,} characters, at most {most:,} are read"
        )
    wanted = read(asked.form, site.settings.zone)
    filters: Filters = wanted.filters
    history = tuple(one.turn for one in before if one.turn is not None)
    yield from site.desk.stream(
        asked.text, asked_at=wanted.asked_at, filters=filters, history=history
    )
