"""What limits a question to some of the archive, as phrases a reader can check."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from rag.question.nouns import Filters
from ui.web import when
from ui.web.ask.form import language_name
from ui.web.escape import escape, filled, isolated, plain
from ui.web.texts import say


def limits(filters: Filters, zone: tzinfo, *, inferred: Filters = Filters()) -> list[str]:
    """Return each limit that applies, as HTML; those read from the question's words say so."""
    found = []
    if filters.publishers:
        same = filters.publishers == inferred.publishers
        found.append(_told("ask.from_publisher", named(filters.publishers), same))
    if filters.languages:
        same = filters.languages == inferred.languages
        found.append(_told("ask.in_language", languages(filters.languages), same))
    if days := dates(filters, zone):
        same = (filters.start, filters.end) == (inferred.start, inferred.end)
        found.append(_told("ask.published", days, same))
    return found


def dates(filters: Filters, zone: tzinfo) -> str:
    """Return days of printing as HTML, blank without any."""
    start = None if filters.start is None else when.day(filters.start, zone)
    end = None if filters.end is None else when.day(filters.end, zone)
    if start and end:
        return escape(start if start == end else say("ask.from_to", start=start, end=end))
    if start:
        return escape(say("ask.since", day=start))
    return escape(say("ask.until", day=end)) if end else ""


def languages(codes: Iterable[str]) -> str:
    """Return languages by their names, where we have them, as HTML."""
    return named(map(language_name, codes))


def named(names: Iterable[str]) -> str:
    """Return names one after the other, as HTML."""
    return ", ".join(isolated(plain(name)) for name in names)


def _told(key: str, html: str, from_words: bool) -> str:
    told = f' <span class="told">{escape(say("ask.from_words"))}</span>' * from_words
    return filled(say(key), it=f"<b>{html}</b>") + told
