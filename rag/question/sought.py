"""Which words of a question to look for."""

from __future__ import annotations

from rag.question.nouns import Question


def sought(question: Question) -> str:
    """Return the matter where a publisher is named, else the whole question.

    "What did the Harbour Post report about the strike" asks for the strike; no article says
    what the Harbour Post reported.
    """
    named = question.inferred.publishers and not (question.subject or question.speaker)
    return question.matter if named and question.matter else question.text
