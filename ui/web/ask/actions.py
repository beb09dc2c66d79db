"""What a reader can do with a turn: copy it, link to it, change the question, ask it again."""

from __future__ import annotations

from datetime import tzinfo

from rag.question.parts import Part
from ui.export import permalink
from ui.export.copied import copied
from ui.web.ask.exchange import Exchange
from ui.web.bus import button
from ui.web.escape import attribute, escape
from ui.web.shelf import feedback
from ui.web.texts import say


def actions(exchange: Exchange, zone: tzinfo) -> str:
    """Return the row below a turn."""
    number = str(exchange.number)
    parts = [
        _copy(exchange, zone),
        _link(exchange),
        button("ask", "edit", number, say("ask.edit"), title=say("ask.edit_about")),
        button("ask", "retry", number, say("ask.retry"), title=say("ask.retry_about")),
        _feedback(exchange),
    ]
    return f'<div class="actions">{"".join(parts)}</div>'


def address(exchange: Exchange) -> str:
    """Return a link that asks this question again with what limits it; a follow-up made whole."""
    whole = exchange.answer is not None and exchange.answer.question.follow_up_of is not None
    text = exchange.answer.question.text if whole and exchange.answer else exchange.text
    return permalink.build(permalink.Asking(text, exchange.form, _without(exchange)), "./")


def _without(exchange: Exchange) -> tuple[str, ...]:
    answer = exchange.answer
    ignored = (exchange.without or frozenset()) if answer is None else answer.question.without
    return tuple(sorted(ignored - {Part.FOLLOW_UP}))


def _copy(exchange: Exchange, zone: tzinfo) -> str:
    if exchange.answer is None:
        return ""
    text = copied(exchange.answer, zone, exchange.standings)
    return (
        f'<button type="button" class="copy" title="{attribute(say("ask.copy_about"))}">'
        f"{escape(say('ask.copy'))}</button>"
        f'<div class="copy-text">{escape(text)}</div>'
    )


def _link(exchange: Exchange) -> str:
    return (
        f'<a class="copy-link" href="{attribute(address(exchange))}"'
        f' title="{attribute(say("ask.link_about"))}">{escape(say("ask.link"))}</a>'
    )


def _feedback(exchange: Exchange) -> str:
    place = exchange.place
    if place is None or exchange.answer is None:
        return ""
    return feedback.buttons(place.conversation.id, place.turn, exchange.feedback)
