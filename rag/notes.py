"""What is to be said beside an answer: how its question was read, what was met, what failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rag.domain import Note, NoteCode
from rag.question.language import ELSEWHERE
from rag.wording import ENGLISH, Wording

MODEL_FAILED: Final = "The chat model did not answer: {reason}"  # the reason is in English


def in_words(notes: Sequence[Note], words: Wording = ENGLISH) -> str:
    """Return notes as sentences, blank where there are none."""
    return " ".join(_sentence(note, words) for note in notes)


def _sentence(note: Note, words: Wording) -> str:
    match note.code:
        case NoteCode.LANGUAGE if note.detail == ELSEWHERE:
            return words(
                "Questions are understood in English. This one is in another script:"
                " only its words were read."
            )
        case NoteCode.LANGUAGE:
            return words(
                "Questions are understood in English. This one looks {language}:"
                " only its words were read.",
                language=words(note.detail),
            )
        case NoteCode.DAMAGED:
            return words("A damaged article was met and is not quoted: run `dateline doctor`.")
        case NoteCode.MODEL:
            return words(MODEL_FAILED, reason=note.detail)
