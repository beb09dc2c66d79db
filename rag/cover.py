"""How much of a question's words an article holds, anywhere in it; which words tell most. Pure."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import takewhile

from rag.read.terms import stem

READ = 20_000  # code points of an article that are looked at: what matters is told before
REMEMBERED = 512  # articles' plain copies, some 4 MB
FEWEST = 2  # words that are looked for however common they are

_LETTERS = string.ascii_letters + string.digits
_WORDS = bytes(ord(chr(n).lower() if chr(n) in _LETTERS else " ") for n in range(256))
_APART = "\u2013\u2014\u2026\u00a0"  # written without spaces around them, and no ASCII


def shares(weights: Mapping[str, float], texts: Sequence[str]) -> list[float]:
    """Return for each text the share of the words' weight that it holds, 0 to 1.

    ``weights`` is folded word -> how much it tells; with another ending it is the same word.
    """
    whole = sum(weights.values())
    if not whole:
        return [0.0] * len(texts)
    wanted = [(_Word(word), weight) for word, weight in weights.items()]
    plain = [_plain(text[:READ]) for text in texts]
    return [
        sum(weight for word, weight in wanted if word.is_in(one, text)) / whole
        for one, text in zip(plain, texts, strict=True)
    ]


def rarest(counts: Mapping[str, int], *, most: int) -> list[str]:
    """Return the rarest words, in their order, that ``most`` passages have at the most.

    ``counts`` is word -> passages with it; the FEWEST rarest are there in any case. What a word
    costs to look up grows with its passages, and what it tells falls with them.
    """
    chosen, total = set[str](), 0
    for word in sorted(counts, key=lambda one: counts[one]):
        total += counts[word]
        if total > most and len(chosen) >= FEWEST:
            break
        chosen.add(word)
    return [word for word in counts if word in chosen]


class _Word:
    """A word to look for, and what every other ending of it begins with."""

    def __init__(self, word: str) -> None:
        self._unspaced = "" if word.isascii() else word.replace(" ", "")
        self._stem = stem(word)
        self._root = f" {_common(word, self._stem)}".encode("ascii", "replace")
        initials = word.isalpha() and len(word) in (2, 3)  # U.S.
        self._dotted = f" {' '.join(word)} ".encode("ascii", "replace") if initials else b""

    def is_in(self, plain: bytes, text: str) -> bool:
        """Return whether a text, of which ``plain`` is the plain copy, holds the word."""
        if self._unspaced:
            return self._unspaced in text[:READ].casefold()
        at = plain.find(self._root)
        while 0 <= at < len(plain) - 1:
            end = plain.find(b" ", at + 1)
            if stem(plain[at + 1 : end].decode("ascii")) == self._stem:
                return True
            at = plain.find(self._root, end)
        return bool(self._dotted) and self._dotted in plain


def _common(one: str, other: str) -> str:
    """Return what both begin with, without an i that may be a y: studies, studi -> stud."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in pairs).removesuffix("i")


@lru_cache(maxsize=REMEMBERED)
def _plain(text: str) -> bytes:
    """Return a text in small plain letters, one space or more before and after each word.

    A hundred times as fast as the search copy of ``rag.text.fold``, and enough to look for a
    word that is plain itself; of other scripts nothing is left.
    """
    if not text.isascii():
        for written in _APART:
            text = text.replace(written, " ")
        text = unicodedata.normalize("NFD", text)
    return b" %s " % text.encode("ascii", "ignore").translate(_WORDS)
