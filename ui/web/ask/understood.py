"""What a question was understood as, and what limits it, in a line a reader can check."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from rag.domain import Filters, Question, Recency
from ui.web import when
from ui.web.escape import escape, filled, isolated, plain
from ui.web.texts import say


def understood(question: Question, zone: tzinfo, *, as_of: bool) -> str:
    """Return the line "Understood as: ..." or nothing where nothing was inferred.

    ``as_of``: the reader chose the time at which the question is asked.
    """
    parts = [*_topic(question), *limits(question.filters, zone, inferred=question.inferred)]
    if question.recency is Recency.RECENT:
        parts.append(escape(say("ask.newest_first")))
    if as_of:
        parts.append(_told("ask.as_of_day", escape(when.day(question.asked_at, zone))))
    if not parts:
        return ""
    joined = '<span class="dot"> · </span>'.join(parts)
    label = escape(say("ask.understood"))
    return f'<p class="understood"><span class="label">{label}</span> {joined}</p>'


def limits(filters: Filters, zone: tzinfo, *, inferred: Filters = Filters()) -> list[str]:
    """Return each limit that applies, as HTML; those read from the question's words say so."""
    found = []
    if filters.publishers:
        same = filters.publishers == inferred.publishers
        found.append(_told("ask.from_publisher", _names(filters.publishers), same))
    if filters.languages:
        same = filters.languages == inferred.languages
        found.append(_told("ask.in_language", _names(filters.languages), same))
    if dates := _dates(filters, zone):
        same = (filters.start, filters.end) == (inferred.start, inferred.end)
        found.append(_told("ask.published", dates, same))
    return found


def _topic(question: Question) -> list[str]:
    parts = []
    if question.subject is not None:
        parts.append(_told("ask.about", _names([question.subject.text])))
    if question.speaker is not None and question.speaker != question.subject:
        parts.append(_told("ask.speaker", _names([question.speaker.text])))
    if question.matter:
        parts.append(_told("ask.on", _names([question.matter])))
    if question.quoted:
        parts.append(_told("ask.words", _names([question.quoted])))
    if question.follow_up_of:
        parts.append(_told("ask.following", _names([question.follow_up_of])))
    return parts


def _dates(filters: Filters, zone: tzinfo) -> str:
    start = None if filters.start is None else when.day(filters.start, zone)
    end = None if filters.end is None else when.day(filters.end, zone)
    if start and end:
        return escape(start if start == end else say("ask.from_to", start=start, end=end))
    if start:
        return escape(say("ask.since", day=start))
    return escape(say("ask.until", day=end)) if end else ""


def _names(names: Iterable[str]) -> str:
    return ", ".join(isolated(plain(name)) for name in names)


def _told(key: str, html: str, from_words: bool = False) -> str:
    """Return a part: a text with what was understood in it, and where that comes from."""
    told = f' <span class="told">{escape(say("ask.from_words"))}</span>' * from_words
    return filled(say(key), it=f"<b>{html}</b>") + told
