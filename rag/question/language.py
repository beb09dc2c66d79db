"""Whether a question is in another language than English, the only one that is understood."""

from __future__ import annotations

import re
from functools import cache

from rag.question.words import data, stop_words

_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST = 2  # small words of another language that a question needs, and more than English ones
ELSEWHERE = "another script"


def other_language(text: str) -> str | None:
    """Return the language of a question that is not in English, None for one that is.

    Told by small words, since questions are short: two of one language, and more than there are
    English ones. A question mostly in other letters than Latin ones is in ``another script``. In
    doubt it is English: names and headlines in other languages stand in English questions.
    """
    words = [word.casefold() for word in _LETTERS.findall(text)]
    if sum(not _is_latin(word) for word in words) * 2 > len(words):
        return ELSEWHERE
    english = sum(word in stop_words() for word in words)
    counts = {name: sum(word in small for word in words) for name, small in _small().items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= _LEAST and counts[best] > english else None


def _is_latin(word: str) -> bool:
    return all(ord(letter) < 0x250 for letter in word)


@cache
def _small() -> dict[str, frozenset[str]]:
    languages: dict[str, list[str]] = data("languages")["languages"]
    return {name: frozenset(words) - stop_words() for name, words in languages.items()}
