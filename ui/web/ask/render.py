"""Turns of the conversation and their evidence as HTML, each on one line; pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo

from rag.domain import Answer, Answered
from rag.errors import DatelineError
from ui.web import english
from ui.web.ask.abstention import abstained
from ui.web.ask.actions import actions
from ui.web.ask.answer import answered
from ui.web.ask.chips import chips
from ui.web.ask.evidence import View, card, section
from ui.web.ask.exchange import NO_OFFERS, Exchange, Offers
from ui.web.bus import button
from ui.web.escape import attribute, escape, filled, plain
from ui.web.links import add_articles
from ui.web.texts import count, say


def welcome(*, empty: bool = False) -> str:
    """Return what stands where nothing was asked yet; ``empty``: there is nothing to ask, either.

    Then it says how articles get in.
    """
    lead = f"<h2>{escape(say('ask.welcome'))}</h2><p>{escape(say('ask.welcome_more'))}</p>"
    begin = f'<p class="begin">{add_articles(say("archive.none_yet"))}</p>' if empty else ""
    return f'<div class="welcome">{lead}{begin}</div>'


def no_evidence() -> str:
    """Return the evidence column where nothing was asked yet."""
    return (
        f'<section class="turn-evidence"><h2 class="column-title">{escape(say("ask.evidence"))}'
        f'</h2><p class="evidence-lead">{escape(say("ask.evidence_to_come"))}</p></section>'
    )


def drawn(exchange: Exchange, zone: tzinfo) -> Exchange:
    """Return an exchange with its HTML: an answer, an abstention, or that there is neither."""
    answer = exchange.answer
    below = _note(exchange) + actions(exchange, zone)
    if answer is None:
        nothing = section(exchange.number, exchange.text, (), lead=say("ask.no_evidence"))
        return replace(exchange, thread=_turn(exchange, below), evidence=nothing)
    view = View(exchange.number, zone, answer.question.asked_at, exchange.standings)
    body = chips(exchange, zone) + reply(view, answer, exchange.offers)
    return replace(exchange, thread=_turn(exchange, body + below), evidence=evidence(view, answer))


def waiting(exchange: Exchange, passages: int = 0) -> Exchange:
    """Return an exchange whose archive is searched, or of which ``passages`` are read."""
    doing = count("ask.reading", passages) if passages else say("ask.searching")
    pending = f'<p class="pending"><span class="pulse"></span>{escape(doing)}</p>'
    lead = section(exchange.number, exchange.text, (), lead=say("ask.looking"))
    return replace(exchange, thread=_turn(exchange, pending, "waiting"), evidence=lead)


def unopened(error: DatelineError) -> Exchange:
    """Return what stands in the page where an address could not be opened."""
    exchange = Exchange(1, say("ask.unopened"))
    lead = section(exchange.number, exchange.text, (), lead=say("ask.no_evidence"))
    return replace(exchange, thread=_turn(exchange, failed(error)), evidence=lead)


def failing(exchange: Exchange, error: DatelineError, zone: tzinfo) -> Exchange:
    """Return an exchange that came to an error."""
    lead = section(exchange.number, exchange.text, (), lead=say("ask.no_evidence"))
    body = failed(error) + actions(exchange, zone)
    return replace(exchange, thread=_turn(exchange, body), evidence=lead)


def failed(error: DatelineError) -> str:
    """Return an error as a sentence, and its next step with commands as code."""
    hint = f'<p class="hint">{english.code(error.hint)}</p>' if error.hint else ""
    return f'<div class="failed"><p>{english.message(error)}</p>{hint}</div>'


def _turn(exchange: Exchange, body: str, kind: str = "") -> str:
    states = {"running": exchange.running, "editing": exchange.editing}
    classes = " ".join(["turn", *filter(None, [kind]), *(one for one, on in states.items() if on)])
    place = exchange.place
    kept = (
        f'<a class="kept" hidden href="#{attribute(place.conversation.id)}"></a>' if place else ""
    )
    return (
        f'<section class="{classes}" id="turn-{exchange.number}">'
        f'<h2 class="asked" dir="auto">{escape(plain(exchange.text))}</h2>{kept}{body}</section>'
    )


def _note(exchange: Exchange) -> str:
    if exchange.editing:
        leave = button("ask", "keep", str(exchange.number), say("ask.keep"))
        told = filled(say("ask.editing"), keep=leave)
        return f'<p class="turn-note editing-note">{told}</p>'
    return f'<p class="turn-note">{escape(exchange.note)}</p>' if exchange.note else ""


def reply(view: View, answer: Answer, offers: Offers = NO_OFFERS) -> str:
    """Return an answer, or an abstention with questions that can be answered."""
    if isinstance(answer, Answered):
        return answered(view, answer)
    return abstained(view, answer, offers)


def evidence(view: View, answer: Answer) -> str:
    """Return the evidence column of one turn."""
    asked = answer.question.text
    if isinstance(answer, Answered):
        return section(view.turn, asked, [card(view, citation) for citation in answer.citations])
    cards = [card(view, citation, nearest=True) for citation in answer.nearest]
    lead = say("ask.nearest_evidence") if cards else say("ask.nothing_to_show")
    return section(view.turn, asked, cards, lead=lead)
