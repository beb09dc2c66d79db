"""A kept conversation shown again, its quotations checked against the archive as it is today."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from rag.question.dates import day_end, day_of, day_start
from rag.question.nouns import Filters
from ui.people.nouns import KeptTurn, Place
from ui.people.reopen import Reopened, reopen
from ui.web.ask import render
from ui.web.ask.exchange import Exchange
from ui.web.ask.form import Form
from ui.web.site import Site
from ui.web.texts import say


def exchanges_of(site: Site, user: str | None, conversation: str) -> tuple[Exchange, ...]:
    """Return the last turns of a user's conversation as the page shows them.

    NotFoundError if this user has none of that id; PeopleError and ArchiveError where it cannot
    be read.
    """
    opened = site.people.of(user).open(conversation)
    zone = site.settings.zone
    return tuple(
        _exchange(reopen(turn, site.desk.archive), Place(opened.conversation, turn.number), zone)
        for turn in opened.turns
    )


def form_of(turn: KeptTurn, zone: ZoneInfo) -> Form:
    """Return the filter fields as the reader of a kept turn left them, days in ``zone``."""
    filters: Filters = turn.filters
    return Form(
        publishers=filters.publishers,
        start=_first(filters.start, zone),
        end=_last(filters.end, zone),
        languages=filters.languages,
        as_of=_last(turn.asked_at, zone) if turn.as_of else "",
    )


def _exchange(found: Reopened, place: Place, zone: ZoneInfo) -> Exchange:
    turn = found.turn
    exchange = Exchange(
        turn.number,
        turn.question,
        form_of(turn, zone),
        answer=found.answer,
        place=place,
        feedback=turn.feedback,
        standings=found.standings,
        note="" if found.answer is not None else say("shelf.damaged"),
    )
    return render.drawn(exchange, zone)


def _first(epoch: int | None, zone: ZoneInfo) -> str:
    """Return the day whose first second it is, else the time."""
    if epoch is None:
        return ""
    day = day_of(epoch, zone)
    return day.isoformat() if day_start(day, zone) == epoch else _time(epoch, zone)


def _last(epoch: int | None, zone: ZoneInfo) -> str:
    """Return the day whose last second it is, else the time."""
    if epoch is None:
        return ""
    day = day_of(epoch, zone)
    return day.isoformat() if day_end(day, zone) == epoch else _time(epoch, zone)


def _time(epoch: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(epoch, zone).isoformat()
