"""What an address opens: a question with its filters, a kept conversation, or the empty page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode

from rag.errors import DatelineError
from ui.export import permalink
from ui.web.ask import render
from ui.web.ask.exchange import Shown
from ui.web.ask.handlers import ask
from ui.web.shelf.reopened import exchanges_of
from ui.web.site import Site

CONVERSATION = "c"  # the name under which an address carries a conversation's id


def opened(
    site: Site, pairs: Sequence[tuple[str, str]], *, user: str | None = None
) -> Iterator[Shown]:
    """Yield what the page shows for an address's names and values; nothing for one without any.

    What cannot be opened is explained where an answer would stand. What was typed meanwhile stays.
    """
    conversation = dict(pairs).get(CONVERSATION)
    zone = site.settings.zone
    try:
        if conversation is not None:
            yield Shown(exchanges_of(site, user, conversation))
            return
        address = f"?{urlencode(pairs, quote_via=quote, errors='replace')}"
        most = site.settings.limits.question_chars
        link = permalink.parse(address, zone=zone, most=most)
    except DatelineError as error:
        yield Shown((render.unopened(error),))
        return
    if isinstance(link, permalink.Asking):
        for shown in ask(
            site, link.text, link.form, (), user=user, without=frozenset(link.without) or None
        ):
            yield Shown(shown.exchanges, shown.text, link.form)
