"""Questions to the sample archive, and what becomes of one in the page."""

from __future__ import annotations

from collections.abc import Iterator

from rag.domain import (
    Abstained,
    Answered,
)
from rag.settings import Settings
from ui.web.ask import handlers
from ui.web.ask.exchange import Exchange
from ui.web.ask.form import Form
from ui.web.site import Site

ZONE = Settings().zone
ESTONIA, LATVIA = "what did Estonia say about guarantees?", "what did Latvia say about guarantees?"
ASKED = [ESTONIA, LATVIA, "Qu'est-ce que le ministre a dit sur les garanties ?", "zxqv"]
NAMES = ["Harbour Post", "Meridian Wire", "all-MiniLM-L6-v2", "words", "UTC", "en", "et"]


def turn(site: Site, text: str, form: Form) -> Exchange:
    """A question asked in the page, as it stands at the end."""
    *_, last = handlers.ask(site, text, form, ())
    return last.exchanges[-1]


def html_of(exchange: Exchange) -> str:
    return exchange.thread + exchange.evidence


def names_of(answer: Answered | Abstained) -> Iterator[str]:
    some = answer.citations if isinstance(answer, Answered) else answer.nearest
    for one in some:
        yield from (one.passage.revision.title or "", one.passage.article.publisher or "")
