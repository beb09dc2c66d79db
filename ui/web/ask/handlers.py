"""From what a reader typed to what the page shows; knows the site, not Gradio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rag.domain import Abstained, Answer, Answered
from rag.errors import DatelineError, PeopleError, QuestionError, UsageError
from rag.question.publishers import unknown
from rag.question.understand import cleaned_or_empty
from ui.web import english
from ui.web.ask import render
from ui.web.ask.exchange import KEPT, Exchange, Shown, conversation_of
from ui.web.ask.form import Form, read
from ui.web.ask.offers import offers
from ui.web.desk import Found
from ui.web.escape import plain
from ui.web.site import Site
from ui.web.texts import count, number, say


@dataclass(frozen=True, slots=True)
class _Around:
    """The turns before and after the one that is asked, and the one it takes the place of."""

    before: tuple[Exchange, ...]
    former: Exchange | None
    after: tuple[Exchange, ...]

    def shown(self, exchange: Exchange, text: str | None = None) -> Shown:
        return Shown((*self.before, exchange, *self.after), text)


def ask(
    site: Site,
    text: str,
    form: Form,
    before: Sequence[Exchange],
    *,
    user: str | None = None,
    without: frozenset[str] | None = None,
    instead_of: int | None = None,
) -> Iterator[Shown]:
    """Yield the conversation with the question in it, then as its answer takes shape.

    The question takes the place of the turn ``instead_of``, or of one that is being edited. A
    blank question changes nothing. Every error of ours is shown as a sentence and its hint, and
    puts the question back into its field, which is emptied as it is asked and then left alone:
    the next one may be typed meanwhile. What was answered is kept for ``user``.
    """
    if not text.strip():
        yield Shown(tuple(before), text)
        return
    around = _around(before, instead_of)
    asked = _begun(around, text, form, without)
    yield around.shown(render.waiting(asked), "")
    zone = site.settings.zone
    try:
        for event in _events(site, asked, around.before):
            if isinstance(event, Answered | Abstained):
                asked = replace(asked, answer=event)
                yield around.shown(render.drawn(asked, zone))
            else:
                yield around.shown(render.waiting(asked, len(event.hits)))
    except DatelineError as error:
        # It keeps the place of what stood there: asked once more, it is not kept a second time.
        place = around.former.place if around.former else None
        over = replace(asked, running=False, former=None, place=place)
        yield around.shown(render.failing(over, error, zone), text)
        return
    asked = keep(site, asked, conversation_of((*around.before, *around.after)), user)
    if isinstance(asked.answer, Abstained):
        yield around.shown(render.drawn(asked, zone))
        asked = replace(asked, offers=offers(site.desk, asked.answer, read(form, zone)))
    over = replace(asked, running=False, former=None)
    yield around.shown(render.drawn(over, zone))


def stop(site: Site, before: Sequence[Exchange], *, user: str | None = None) -> Shown:
    """Return the conversation where what was still running has been stopped.

    What the archive had answered by then stands and is kept; a turn asked again without coming
    to an answer is as it was.
    """
    return Shown(tuple(_stopped(site, one, before, user) for one in before))


def _stopped(
    site: Site, exchange: Exchange, all_: Sequence[Exchange], user: str | None
) -> Exchange:
    if not exchange.running:
        return exchange
    zone = site.settings.zone
    if exchange.answer is None and exchange.former is not None:
        former = _as_rated(site, exchange.former, user)
        return render.drawn(replace(former, note=say("ask.stopped_former")), zone)
    if exchange.answer is None:
        exchange = replace(exchange, note=say("ask.stopped"))
    elif exchange.place is None:
        noted = replace(exchange, note=say("ask.stopped_early"))
        exchange = keep(site, noted, conversation_of(all_), user)
    return render.drawn(replace(exchange, running=False, former=None), zone)


def _as_rated(site: Site, exchange: Exchange, user: str | None) -> Exchange:
    """Return a turn with the feedback that is kept of it: it may have come after it was drawn."""
    place = exchange.place
    if place is None:
        return exchange
    try:
        feedback = site.people.of(user).feedback(place.conversation.id, place.turn)
    except DatelineError:  # it stands all the same
        return exchange
    return replace(exchange, feedback=feedback)


def keep(site: Site, exchange: Exchange, conversation: str | None, user: str | None) -> Exchange:
    """Keep an answered turn in a conversation, None: in one of its own; return it with its place.

    A turn in the place of a former one is kept there. Where it cannot be kept the turn says so and
    stands all the same.
    """
    if exchange.answer is None:
        return exchange
    wanted = read(exchange.form, site.settings.zone)
    former = exchange.former.place if exchange.former else None
    append = partial(
        site.people.of(user).append,
        exchange.answer,
        conversation=former.conversation.id if former else conversation,
        instead_of=former.turn if former else None,
        text=exchange.text,
        filters=wanted.filters,
        as_of=wanted.asked_at is not None,
    )
    try:
        place = exchange.once(append)
    except PeopleError as error:
        return replace(exchange, note=say("ask.not_kept", reason=english.plain(error)))
    return replace(exchange, place=place)


def _around(exchanges: Sequence[Exchange], instead_of: int | None) -> _Around:
    if instead_of is None:
        instead_of = next((one.number for one in exchanges if one.editing), None)
    for index, one in enumerate(exchanges):
        if one.number == instead_of:
            return _Around(tuple(exchanges[:index]), one, tuple(exchanges[index + 1 :]))
    return _Around(tuple(exchanges)[-(KEPT - 1) :], None, ())


def _begun(around: _Around, text: str, form: Form, without: frozenset[str] | None) -> Exchange:
    former = around.former
    if former is not None:
        number = former.number
    else:
        number = around.before[-1].number + 1 if around.before else 1
    former = None if former is None else replace(former, editing=False, former=None)
    return Exchange(number, text, form, without, running=True, former=former)


def _events(site: Site, asked: Exchange, before: Sequence[Exchange]) -> Iterator[Found | Answer]:
    most = site.settings.limits.question_chars
    if len(asked.text) > most:
        long = count("ask.question_long", len(asked.text), most=number(most))
        raise QuestionError(long, hint=say("ask.question_hint_short"))
    if not cleaned_or_empty(asked.text, most):
        raise QuestionError(say("ask.question_empty"), hint=say("ask.question_hint_short"))
    wanted = read(asked.form, site.settings.zone)
    _check_publishers(site, wanted.filters.publishers)
    history = tuple(one.turn for one in before if one.turn is not None)
    yield from site.desk.stream(
        asked.text,
        asked_at=wanted.asked_at,
        filters=wanted.filters,
        history=history,
        without=asked.without,
    )


def _check_publishers(site: Site, asked: Sequence[str]) -> None:
    """Raise UsageError for a name that the archive does not have beside others that it has.

    Where it has none of them the answer itself says so.
    """
    strange = unknown(asked, site.desk.coverage().publishers) if asked else {}
    if not strange or len(strange) == len(asked):
        return
    near = dict.fromkeys(name for names in strange.values() for name in names)
    meant = say("ask.publisher_near", names=", ".join(map(plain, near)))
    raise UsageError(
        say("ask.no_publisher", names=", ".join(plain(name)[:80] for name in strange)),
        hint=meant if near else say("ask.publisher_hint"),
    )
