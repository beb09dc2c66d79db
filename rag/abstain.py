"""Why there is no answer, in a sentence that helps. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from rag.domain import Coverage, Filters, Question, Reason, ReasonCode


def reason(code: ReasonCode, question: Question, coverage: Coverage) -> Reason:
    """Return a reason with its words; they name subject, matter and filters where they matter."""
    return Reason(code, _words(code, question, coverage))


def nothing_found(question: Question, coverage: Coverage) -> ReasonCode:
    """Return why a search can have found nothing at all."""
    if not coverage.articles:
        return ReasonCode.EMPTY
    if question.filters != Filters():
        return ReasonCode.OUTSIDE
    return ReasonCode.NO_MATTER


def _words(code: ReasonCode, question: Question, coverage: Coverage) -> str:
    when = day(question.asked_at)
    who = question.speaker or question.subject
    name = who.text if who else "that"
    matter = f" about {question.matter}" if question.matter else ""
    match code:
        case ReasonCode.EMPTY:
            return f"The archive holds no article that was out on {when}."
        case ReasonCode.OUTSIDE:
            return f"Nothing on this was printed within {filters_in_words(question.filters)}."
        case ReasonCode.NO_SUBJECT:
            return f"None of the {coverage.articles:,} articles found for this names {name}."
        case ReasonCode.NO_MATTER if question.quoted:
            return "No article in the archive has these words in it."
        case ReasonCode.NO_MATTER if question.speaker:
            return f"The archive names {name}, but has nothing that {name} said{matter}."
        case ReasonCode.NO_MATTER:
            return "The archive has nothing on this."
        case ReasonCode.NO_QUESTION:
            return "There is no question in this."
        case ReasonCode.UNSURE:
            return "The archive comes near this, but no sentence in it answers."


def filters_in_words(filters: Filters) -> str:
    """Return filters as a phrase: the publishers, languages and days they leave."""
    parts = []
    if filters.publishers:
        parts.append(" or ".join(filters.publishers))
    if filters.languages:
        parts.append("language " + " or ".join(filters.languages))
    if filters.start is not None:
        parts.append(f"from {day(filters.start)}")
    if filters.end is not None:
        parts.append(f"up to {day(filters.end)}")
    return ", ".join(parts) or "the articles chosen"


def day(epoch: int) -> str:
    """Return an epoch second's day in UTC, as in "26 November 2024"."""
    moment = datetime.fromtimestamp(epoch, UTC)
    return f"{moment.day} {moment:%B %Y}"
