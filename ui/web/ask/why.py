"""Why there is no answer, and what else is to be said of one, as HTML in the page's language."""

from __future__ import annotations

from datetime import tzinfo

from rag.abstain import reason
from rag.domain import Abstained, Answered, Note, NoteCode
from rag.notes import MODEL_FAILED, in_words
from ui.web import english
from ui.web.escape import escape, filled
from ui.web.retold import RETOLD
from ui.web.texts import OURS, Said, chosen, own


def why(answer: Abstained, zone: tzinfo) -> str:
    """Return the reason of an abstention in a sentence or two.

    It was given in English; a page in another language says it anew from its code.
    """
    text = reason_of(answer, zone)
    return escape(_ended(text)) if own(text) else english.html(_ended(text))


def note(answer: Answered) -> str:
    """Return what is to be said of how an answer was made, blank where that is nothing."""
    return " ".join(map(_noted, answer.notes)) if answer.notes else english.html(answer.note)


def note_of(answer: Answered) -> str:
    """Return the same as plain text; in English where nothing but its words were kept."""
    return in_words(answer.notes, RETOLD) if answer.notes else answer.note


def reason_of(answer: Abstained, zone: tzinfo) -> str:
    """Return the same as plain text."""
    if chosen() == OURS or _is_kept(answer, zone):
        return answer.reason.text
    code, coverage = answer.reason.code, answer.coverage
    told = reason(code, answer.question, coverage=coverage, zone=zone, words=RETOLD).text
    return Said(f"{told} {in_words(answer.notes, RETOLD)}".strip())


def _is_kept(answer: Abstained, zone: tzinfo) -> bool:
    """Whether a reason holds notes that were kept in English alone, before notes had codes."""
    code, coverage = answer.reason.code, answer.coverage
    alone = reason(code, answer.question, coverage=coverage, zone=zone).text
    return not answer.notes and answer.reason.text.startswith(f"{alone} ")


def _noted(note: Note) -> str:
    if note.code is NoteCode.MODEL:
        return filled(RETOLD(MODEL_FAILED), reason=english.html(note.detail))
    return escape(in_words([note], RETOLD))


def _ended(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?", "…")) else f"{text}."
