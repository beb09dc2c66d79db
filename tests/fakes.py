"""Stand-ins for what is slow or costs money; each keeps the whole of its port's contract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from rag.ports import Vectors
from rag.text.fold import tokens


class WordEncoder:
    """An Encoder that knows words and no meanings: texts with the same words are near.

    ``encoded`` holds every text that was ever embedded, in order. Its word pieces are words.
    A text with a word of ``spoils`` gets a vector of NaN.
    """

    runtime = "words"

    def __init__(self, *, name: str = "words", dim: int = 64, spoils: Sequence[str] = ()) -> None:
        self.name = name
        self.fingerprint = f"{name}-{dim}"
        self.dim = dim
        self.max_pieces = 40
        self.spoils = frozenset(spoils)
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dim), each row of L2 norm 1."""
        self.encoded += texts
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            words = tokens(text)
            for word in words:
                digest = sha256(f"{self.name} {word}".encode()).digest()
                row[digest[0] % self.dim] += 1 if digest[1] % 2 else -1
            row[0] += 0.01  # a text without words has a direction too
            row /= np.linalg.norm(row)
            if self.spoils.intersection(words):
                row[:] = np.nan
        return rows

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of words of each text."""
        return [len(self.piece_ends(text)) for text in texts]

    def piece_ends(self, text: str) -> list[int]:
        """Return the code-point offset at which each word of ``text`` ends."""
        return [match.end() for match in re.finditer(r"\S+", text)]
