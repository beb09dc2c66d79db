"""A page whose turns the server no longer has: it was started again, or the page slept for hours.

What was kept of its conversation is there, and the page's address names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.errors import DatelineError
from ui.web.ask import render
from ui.web.ask.exchange import Exchange, Shown
from ui.web.ask.opened import CONVERSATION
from ui.web.shelf.reopened import exchanges_of
from ui.web.site import Site
from ui.web.texts import say


def resumed(
    site: Site, before: Sequence[Exchange], address: Mapping[str, str], *, user: str | None = None
) -> tuple[Exchange, ...]:
    """Return the turns to go on from: ``before``; where that is empty, those that are kept.

    ``address`` has the names and values of the page's address. A conversation that cannot be
    opened any more is begun anew.
    """
    conversation = address.get(CONVERSATION)
    if before or conversation is None:
        return tuple(before)
    try:
        return exchanges_of(site, user, conversation)
    except DatelineError:
        return ()


def pressed_in_vain(site: Site, kept: Sequence[Exchange]) -> Shown:
    """Return kept turns where a button of one was pressed: it may have had another number."""
    *others, last = kept
    noted = render.drawn(replace(last, note=say("ask.resumed")), site.settings.zone)
    return Shown((*others, noted))
