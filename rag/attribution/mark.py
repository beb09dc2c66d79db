"""Marking a text: its sentences read for who says what, by rules that have a version."""

from __future__ import annotations

from rag.attribution.statements import Statement, statements
from rag.text.sentences import sentences

MARKER = 6
"""Version of the rules. Raised when they give other marks: then every archive is marked anew."""


def mark(text: str, language: str | None) -> list[Statement]:
    """Return the statements of a text in order; ``language`` is its tag, None where unknown."""
    return statements(text, sentences(text, language))
