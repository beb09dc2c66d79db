"""What the buttons of a turn do: ask again, edit, correct how it was understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.errors import UsageError
from ui.web import english
from ui.web.ask import render
from ui.web.ask.corrected import Again, changed, dropped, restored, unchanged
from ui.web.ask.exchange import Exchange, Shown
from ui.web.ask.form import read
from ui.web.ask.handlers import ask
from ui.web.bus import Act
from ui.web.site import Site


def act(
    site: Site, done: Act, exchanges: Sequence[Exchange], *, user: str | None = None
) -> Iterator[Shown]:
    """Yield the conversation as an act changes it; what no button of ours would say does nothing.

    ``done.about`` begins with the turn's number: "3", "3 dates", "3 What is known?"; of "change"
    the values follow, a line each.
    """
    first, *values = done.about.split("\n")
    number, _, part = first.partition(" ")
    turn = next((one for one in exchanges if str(one.number) == number), None)
    if done.verb == "keep":
        yield Shown(_editing(site, exchanges, None), "")
    elif turn is None or turn.running:
        return
    elif done.verb == "edit":
        yield Shown(_editing(site, exchanges, turn.number), turn.text, turn.form)
    elif done.verb == "offer":
        yield from ask(site, part, turn.form, _editing(site, exchanges, None), user=user)
    elif again := _again(done.verb, turn, part, values):
        yield from _in_place(site, turn, again, exchanges, user)


def _again(verb: str, turn: Exchange, part: str, values: Sequence[str]) -> Again | None:
    match verb:
        case "retry":
            return unchanged(turn)
        case "drop":
            return dropped(turn, part)
        case "restore":
            return restored(turn, part)
        case "change":
            return changed(turn, part, values)
    return None


def _in_place(
    site: Site, turn: Exchange, again: Again, exchanges: Sequence[Exchange], user: str | None
) -> Iterator[Shown]:
    try:
        read(again.form, site.settings.zone)
    except UsageError as error:  # the answer stays as it was, and says why it did
        note = english.line(error)
        noted = render.drawn(replace(turn, note=note), site.settings.zone)
        yield Shown(tuple(noted if one is turn else one for one in exchanges))
        return
    # What a reader corrects in the last turn holds for the next question too.
    is_last = turn.number == exchanges[-1].number
    form = again.form if is_last and again.form != turn.form else None
    for shown in ask(
        site,
        again.text,
        again.form,
        exchanges,
        user=user,
        without=again.without,
        instead_of=turn.number,
    ):
        yield replace(shown, text=None, form=form)


def _editing(site: Site, exchanges: Sequence[Exchange], number: int | None) -> tuple[Exchange, ...]:
    return tuple(
        one
        if one.editing == (one.number == number)
        else render.drawn(replace(one, editing=one.number == number), site.settings.zone)
        for one in exchanges
    )
