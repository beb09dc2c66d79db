"""The words of a question and of a sentence made comparable, and what each word weighs. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from threading import Lock
from typing import Protocol

from rag.question.places import places_in
from rag.question.words import stop_words
from rag.text.fold import tokens

_STEMMING = Lock()  # Snowball's stemmer works in fields of its own


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  (snowballstemmer's name)


@cache
def _english() -> _Stemmer:
    import snowballstemmer

    stemmer: _Stemmer = snowballstemmer.stemmer("english")
    return stemmer


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a folded word without its English ending (Snowball's, 2001)."""
    with _STEMMING:
        return _english().stemWord(word)


@lru_cache(maxsize=4_096)  # sentences; each is looked at as its neighbours' neighbour too
def terms(text: str) -> tuple[str, ...]:
    """Return the stems of the telling words of a text, in order."""
    return tuple(stem(word) for word in tokens(text) if word not in stop_words())


@lru_cache(maxsize=4_096)
def with_places(text: str) -> tuple[str, ...]:
    """Return the terms of a text, a country by one term whichever of its names stands there.

    Washington, the US and American are one.
    """
    found, at = list[str](), 0
    for place in places_in(text):
        found += [*terms(text[at : place.span.start]), " ".join(sorted(place.named.names))]
        at = place.span.end
    return (*found, *terms(text[at:]))


def weights(counts: Mapping[str, int], passages: int) -> dict[str, float]:
    """Return term -> inverse document frequency, ln(1 + (N - n + .5) / (n + .5)), as BM25 has it.

    ``counts`` is word -> passages with it, of ``passages`` in all (Robertson and Zaragoza 2009).
    """
    total = max(passages, 1)
    return {stem(word): rarity(count, total) for word, count in counts.items()}


def rarity(count: int, passages: int) -> float:
    """Return the inverse document frequency of a word that ``count`` of ``passages`` have.

    ln(1 + (N - n + .5) / (n + .5)), as in BM25 (Robertson and Zaragoza 2009).
    """
    return math.log(1 + (max(passages - count, 0) + 0.5) / (count + 0.5))


def overlap(weighted: Mapping[str, float], found: Iterable[str]) -> float:
    """Return the share of the question's weight that ``found`` holds, 0 to 1."""
    whole = sum(weighted.values())
    if not whole:
        return 0.0
    present = set(found)
    return sum(weight for term, weight in weighted.items() if term in present) / whole
