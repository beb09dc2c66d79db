"""What a question was understood as, and what limits it, in a line a reader can check."""

from __future__ import annotations

from datetime import tzinfo

from rag.domain import Filters, Question, Recency
from ui.web import when
from ui.web.escape import escape, isolated, plain


def understood(question: Question, zone: tzinfo, *, as_of: bool) -> str:
    """Return the line "Understood as: ..." or nothing where nothing was inferred.

    ``as_of``: the reader chose the time at which the question is asked.
    """
    parts = [*_topic(question), *limits(question.filters, zone, inferred=question.inferred)]
    if question.recency is Recency.RECENT:
        parts.append("newest first")
    if as_of:
        parts.append(f"as of <b>{escape(when.day(question.asked_at, zone))}</b>")
    if not parts:
        return ""
    joined = '<span class="dot"> · </span>'.join(parts)
    return f'<p class="understood"><span class="label">Understood as</span> {joined}</p>'


def limits(filters: Filters, zone: tzinfo, *, inferred: Filters = Filters()) -> list[str]:
    """Return each limit that applies, as HTML; those read from the question's words say so."""
    found = []
    if filters.publishers:
        names = ", ".join(f"<b>{isolated(plain(name))}</b>" for name in filters.publishers)
        found.append(_told("from", names, filters.publishers == inferred.publishers))
    if filters.languages:
        names = ", ".join(f"<b>{isolated(plain(name))}</b>" for name in filters.languages)
        found.append(_told("in", names, filters.languages == inferred.languages))
    if dates := _dates(filters, zone):
        same = (filters.start, filters.end) == (inferred.start, inferred.end)
        found.append(_told("published", f"<b>{dates}</b>", same))
    return found


def _topic(question: Question) -> list[str]:
    parts = []
    if question.subject is not None:
        parts.append(f"about <b>{isolated(plain(question.subject.text))}</b>")
    if question.speaker is not None and question.speaker != question.subject:
        parts.append(f"said by <b>{isolated(plain(question.speaker.text))}</b>")
    if question.matter:
        parts.append(f"on <b>{isolated(plain(question.matter))}</b>")
    if question.quoted:
        parts.append(f"the words <b>“{isolated(plain(question.quoted))}”</b>")
    if question.follow_up_of:
        parts.append(f"following up “{isolated(plain(question.follow_up_of))}”")
    return parts


def _dates(filters: Filters, zone: tzinfo) -> str:
    start = None if filters.start is None else when.day(filters.start, zone)
    end = None if filters.end is None else when.day(filters.end, zone)
    if start and end:
        return escape(start if start == end else f"{start} to {end}")
    if start:
        return escape(f"since {start}")
    return escape(f"until {end}") if end else ""


def _told(word: str, names: str, from_words: bool) -> str:
    return f"{word} {names}" + (' <span class="told">(from your words)</span>' * from_words)
