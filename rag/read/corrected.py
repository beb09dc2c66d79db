"""Corrections: which sentence sets a figure right, and which only says what was wrong. Pure."""

from __future__ import annotations

import re

from rag.question.nouns import Question
from rag.read.pieces import Piece

# "Correction, 4 May: ..." is one; shares that slide into correction, and its officers, are none
_NOTED = re.compile(
    r"^\W*(?:corrections?|clarifications?)\b(?!\s+(?!(?:and|to|on)\b)(?-i:[a-z]))"
    r"|[(\[]\s*(?:correction|clarification)\b|\bcorrected\b"
    r"|\b(?:in|issued|printed|published|ran)\s+a\s+(?:correction|clarification)\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(r"\bcorrects\b", re.IGNORECASE)
_WRONG = re.compile(
    r"\b(?:first|earlier|previous|original)\s+(?:version|edition|report|article|story|post)\b"
    r"|\b(?:misstated|(?:incorrectly|erroneously|mistakenly|wrongly)\s+(?:stated|said|gave|put|reported"
    r"|wrote|given))\b|\bas we (?:first |originally )?(?:wrote|said|reported)\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r",?\s+(?:not|rather than|instead of)\s+\S*\d|\b(?:is|was|are|were)\s+(?:in fact|actually)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:correct\w*|error|mistake\w*|wrong\w*|first|originally|earlier|initially|version|chang\w*)\b",
    re.IGNORECASE,
)


def corrects(piece: Piece) -> bool:
    """Return whether a sentence stands in a correction."""
    around = (piece.headline, piece.before, piece.text)
    return any(map(_NOTED.search, around)) or _CORRECTS.search(piece.headline) is not None


def tells_what_was_wrong(question: Question, piece: Piece) -> bool:
    """Return whether a sentence only repeats what was wrong, and the question asks for no such."""
    return (
        _WRONG.search(piece.text) is not None
        and not _RIGHT.search(piece.text)
        and not _ASKED.search(question.text)
    )
