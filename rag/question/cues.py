"""Reporting verbs and nouns as one regular expression each, for the shapes of questions."""

from __future__ import annotations

import re
from functools import cache

from rag.question.words import data

_ASKING = ("ask", "question")  # whoever asks something in a question says nothing yet


@cache
def verb_pattern() -> str:
    """Return an alternation of all forms of the reporting verbs, longest first."""
    verbs: dict[str, list[str]] = data("cues")["verbs"]
    forms = {
        form for lemma, all_forms in verbs.items() if lemma not in _ASKING for form in all_forms
    }
    return _alternation(forms)


@cache
def noun_pattern() -> str:
    """Return an alternation of nouns such as ``position``, ``stance``, ``statement``."""
    return _alternation(set(data("cues")["nouns"]))


def _alternation(words: set[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"
