"""An abstention as HTML: why, within which limits, what lies nearest, what the archive covers."""

from __future__ import annotations

from rag.domain import Abstained, Citation, ReasonCode
from rag.question.nouns import Question
from ui.web import when
from ui.web.ask.evidence import View, headline
from ui.web.ask.exchange import NO_OFFERS, Offers
from ui.web.ask.limits import limits
from ui.web.ask.marks import date_of, marker
from ui.web.ask.why import why
from ui.web.bus import button
from ui.web.escape import escape, filled
from ui.web.links import add_articles
from ui.web.publisher import publisher
from ui.web.texts import say


def abstained(view: View, answer: Abstained, offers: Offers = NO_OFFERS) -> str:
    """Return why there is no answer and how to get further; nearest passages by marker."""
    code = answer.reason.code
    parts = [
        f'<p class="verdict">{escape(say(f"ask.{code.value}"))}</p>',
        f'<p class="why" dir="auto">{why(answer, view.zone)}</p>',
        _limits(view, answer.question, told=code is ReasonCode.OUTSIDE),
    ]
    if answer.nearest:
        items = "".join(_nearest(view, citation) for citation in answer.nearest)
        lead = escape(say("ask.nearest"))
        parts.append(f'<p class="nearest-lead">{lead}</p><ul>{items}</ul>')
    if offers.questions:
        parts.append(_offers(view, offers))
    if answer.coverage.articles:
        covered = escape(when.coverage_line(answer.coverage, view.zone))
        told = filled(say("ask.covers"), coverage=covered)
        parts.append(f'<p class="covers">{told}</p>')
    else:
        parts.append(f'<p class="hint">{add_articles(say("ask.fill"))}</p>')
    return f'<div class="abstained">{"".join(parts)}</div>'


def _offers(view: View, offers: Offers) -> str:
    lead = escape(say("ask.offers" if offers.near else "ask.offered_examples"))
    items = "".join(
        f"<li>{button('ask', 'offer', f'{view.turn} {text}', text, kind='offer')}</li>"
        for text in offers.questions
    )
    return f'<p class="nearest-lead">{lead}</p><ul class="offers">{items}</ul>'


def _limits(view: View, question: Question, *, told: bool) -> str:
    """Return what was left out of the search and how to widen it; ``told``: the reason says it."""
    active = limits(question.filters, view.zone, inferred=question.inferred)
    if not active:
        return ""
    looked = "" if told else filled(say("ask.looked_only"), limits=", ".join(active)) + " "
    return f'<p class="limits">{looked}{escape(say("ask.widen"))}</p>'


def _nearest(view: View, citation: Citation) -> str:
    name = escape(headline(citation.passage.revision))
    where = f"{publisher(citation.passage.article.publisher)}, {escape(date_of(view, citation))}"
    return (
        f'<li>{marker(view, citation, set())} <span class="near-title" dir="auto">{name}</span>'
        f' <span class="near-where">{where}</span></li>'
    )
