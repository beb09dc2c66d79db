"""Reporting verbs as a regular expression, for the shapes of questions."""

from __future__ import annotations

import re
from functools import cache

from rag.question.words import data

_TALKING = ["talk", "talks", "talked", "talking"]  # in a question; in an article it gives no words
_ASKING = ("ask", "question")  # whoever asks something in a question says nothing yet


@cache
def verb_pattern(ending: str = "", lemmas: tuple[str, ...] = ()) -> str:
    """Return an alternation of forms of reporting verbs, longest first.

    Only those whose first word has the ``ending``, and of ``lemmas`` if any are given.
    """
    verbs: dict[str, list[str]] = {**data("cues")["verbs"], "talk": _TALKING}
    return _alternation(
        {
            form
            for lemma, forms in verbs.items()
            for form in forms
            if lemma not in _ASKING
            and (not lemmas or lemma in lemmas)
            and form.split()[0].endswith(ending)
        }
    )


def _alternation(words: set[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"
