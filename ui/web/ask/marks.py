"""Markers in an answer and the short lines that say whose words they lead to."""

from __future__ import annotations

from rag.domain import Citation
from ui.web import when
from ui.web.ask.evidence import View, card_id, headline, marker_id
from ui.web.escape import attribute, escape, filled, isolated, plain
from ui.web.publisher import publisher
from ui.web.texts import say


def marker(view: View, citation: Citation, anchored: set[int]) -> str:
    """Return the marker's link to its card.

    The first of its number in a turn carries the id that the card leads back to; ``anchored``
    holds the numbers that have had theirs.
    """
    anchor = ""
    if citation.marker not in anchored:
        anchored.add(citation.marker)
        anchor = f' id="{marker_id(view, citation.marker)}"'
    title = say("ask.marker_about", number=citation.marker, origin=origin(citation))
    return (
        f'<a class="marker"{anchor} href="#{card_id(view, citation.marker)}"'
        f' title="{attribute(title)}">[{citation.marker}]</a>'
    )


def credit(view: View, citation: Citation) -> str:
    """Return who said it where that is known, who printed it and when."""
    by = publisher(citation.passage.article.publisher)
    if citation.speaker:
        name = isolated(plain(citation.speaker))
        by = filled(say("ask.speaker_in"), speaker=name, publisher=by)
    return (
        f'<figcaption>{by}<span class="dot"> · </span>'
        f"{escape(date_of(view, citation))}</figcaption>"
    )


def origin(citation: Citation) -> str:
    """Return publisher and headline as plain text."""
    name = citation.passage.article.publisher or say("ask.publisher_not_given")
    return f"{name}, “{headline(citation.passage.revision)}”"


def date_of(view: View, citation: Citation) -> str:
    """Return the day of publication in words, or "undated"."""
    published = citation.passage.revision.published
    return say("ask.undated") if published is None else when.day(published.epoch, view.zone)
