"""Why there is no answer, in a sentence that helps. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from rag.domain import Coverage, Reason, ReasonCode
from rag.question.nouns import Filters, Question
from rag.question.publishers import unknown


def reason(
    code: ReasonCode, question: Question, *, coverage: Coverage | None = None, zone: tzinfo = UTC
) -> Reason:
    """Return a reason with its words; they name subject, matter and filters where they matter.

    With ``coverage``, a publisher that the archive does not have is told from one that did not
    print this. Days are named as they are called in ``zone``.
    """
    asked = question.filters.publishers
    known = coverage is None or not asked or set(asked) & set(coverage.publishers)
    if code is ReasonCode.OUTSIDE and not known:
        when = day(question.asked_at, zone)
        assert coverage is not None
        found = unknown(asked, coverage.publishers)
        near = dict.fromkeys(name for names in found.values() for name in names)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        return Reason(code, f"The archive had nothing by {' or '.join(asked)} on {when}.{meant}")
    return Reason(code, _words(code, question, zone))


def nothing_found(question: Question, coverage: Coverage) -> ReasonCode:
    """Return why a search can have found nothing at all."""
    if not coverage.articles:
        return ReasonCode.EMPTY
    if question.filters != Filters():
        return ReasonCode.OUTSIDE
    return ReasonCode.NO_MATTER


def _words(code: ReasonCode, question: Question, zone: tzinfo) -> str:
    when = day(question.asked_at, zone)
    who = question.speaker or question.subject
    name = who.text if who else "that"
    matter = f" about {question.matter}" if question.matter else ""
    match code:
        case ReasonCode.EMPTY:
            return f"The archive holds no article that was out on {when}."
        case ReasonCode.OUTSIDE:
            left = filters_in_words(question.filters, zone)
            return f"Nothing on this was printed within {left}.{_undated(question.filters)}"
        case ReasonCode.NO_SUBJECT:
            return f"Nothing that the archive has on this names {name}."
        case ReasonCode.NO_MATTER if question.quoted:
            return "No article in the archive has these words in it."
        case ReasonCode.NO_MATTER if question.speaker:
            return f"The archive has nothing that {name} said{matter}."
        case ReasonCode.NO_MATTER:
            return "The archive has nothing on this."
        case ReasonCode.NO_QUESTION:
            return "There is no question in this."
        case ReasonCode.UNSURE:
            return "The archive comes near this, but no sentence in it answers."


def filters_in_words(filters: Filters, zone: tzinfo = UTC) -> str:
    """Return filters as a phrase: the publishers, languages and days they leave."""
    parts = []
    if filters.publishers:
        parts.append(" or ".join(filters.publishers))
    if filters.languages:
        parts.append("language " + " or ".join(filters.languages))
    if filters.start is not None:
        parts.append(f"from {day(filters.start, zone)}")
    if filters.end is not None:
        parts.append(f"up to {day(filters.end, zone)}")
    return ", ".join(parts) or "the articles chosen"


def _undated(filters: Filters) -> str:
    dated = filters.start is not None or filters.end is not None
    return " Articles without a date are not looked at." if dated else ""


def day(epoch: int, zone: tzinfo = UTC) -> str:
    """Return an epoch second's day in a zone, as in "26 November 2024"."""
    moment = datetime.fromtimestamp(epoch, zone)
    return f"{moment.day} {moment:%B %Y}"
