"""Why there is no answer, in a sentence that helps. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, tzinfo

from rag.domain import Coverage, Reason, ReasonCode
from rag.question.nouns import Filters, Question
from rag.question.publishers import unknown
from rag.wording import ENGLISH, Wording


def reason(
    code: ReasonCode,
    question: Question,
    *,
    coverage: Coverage | None = None,
    zone: tzinfo = UTC,
    words: Wording = ENGLISH,
) -> Reason:
    """Return a reason with its words; they name subject, matter and filters where they matter.

    With ``coverage``, a publisher that the archive does not have is told from one that did not
    print this. Days are named as they are called in ``zone``.
    """
    asked = question.filters.publishers
    known = coverage is None or not asked or set(asked) & set(coverage.publishers)
    if code is ReasonCode.OUTSIDE and not known:
        assert coverage is not None
        found = unknown(asked, coverage.publishers)
        near = dict.fromkeys(name for names in found.values() for name in names)
        told = words(
            "The archive had nothing by {publishers} on {day}.",
            publishers=_either(asked, words),
            day=words.day(question.asked_at, zone),
        )
        if near:
            told += " " + words("Did you mean {publishers}?", publishers=_either(near, words))
        return Reason(code, told)
    return Reason(code, _words(code, question, zone, words))


def nothing_found(question: Question, coverage: Coverage) -> ReasonCode:
    """Return why a search can have found nothing at all."""
    if not coverage.articles:
        return ReasonCode.EMPTY
    if question.filters != Filters():
        return ReasonCode.OUTSIDE
    return ReasonCode.NO_MATTER


def _words(code: ReasonCode, question: Question, zone: tzinfo, words: Wording) -> str:
    who = question.speaker or question.subject
    name, matter = who.text if who else words("that"), question.matter
    match code:
        case ReasonCode.EMPTY:
            day = words.day(question.asked_at, zone)
            return words("The archive holds no article that was out on {day}.", day=day)
        case ReasonCode.OUTSIDE:
            left = filters_in_words(question.filters, zone, words)
            told = words("Nothing on this was printed within {limits}.", limits=left)
            return told + _undated(question.filters, words)
        case ReasonCode.NO_SUBJECT:
            return words("Nothing that the archive has on this names {name}.", name=name)
        case ReasonCode.NO_MATTER if question.quoted:
            return words("No article in the archive has these words in it.")
        case ReasonCode.NO_MATTER if question.speaker and matter:
            said = "The archive has nothing that {name} said about {matter}."
            return words(said, name=name, matter=matter)
        case ReasonCode.NO_MATTER if question.speaker:
            return words("The archive has nothing that {name} said.", name=name)
        case ReasonCode.NO_MATTER:
            return words("The archive has nothing on this.")
        case ReasonCode.NO_QUESTION:
            return words("There is no question in this.")
        case ReasonCode.UNSURE:
            return words("The archive comes near this, but no sentence in it answers.")


def filters_in_words(filters: Filters, zone: tzinfo = UTC, words: Wording = ENGLISH) -> str:
    """Return filters as a phrase: the publishers, languages and days they leave."""
    parts = []
    if filters.publishers:
        parts.append(_either(filters.publishers, words))
    if filters.languages:
        parts.append(words("language {names}", names=_either(filters.languages, words)))
    if filters.start is not None:
        parts.append(words("from {day}", day=words.day(filters.start, zone)))
    if filters.end is not None:
        parts.append(words("up to {day}", day=words.day(filters.end, zone)))
    return ", ".join(parts) or words("the articles chosen")


def _undated(filters: Filters, words: Wording) -> str:
    dated = filters.start is not None or filters.end is not None
    return " " + words("Articles without a date are not looked at.") if dated else ""


def _either(names: Iterable[str], words: Wording) -> str:
    return words(" or ").join(names)


def day(epoch: int, zone: tzinfo = UTC) -> str:
    """Return an epoch second's day in a zone, as in "26 November 2024"."""
    return ENGLISH.day(epoch, zone)
