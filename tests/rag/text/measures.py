"""A tokenizer small enough to reason about, for tests of cutting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex


@dataclass(frozen=True, slots=True)
class FourLetterPieces:
    """A PieceMeasure whose pieces are at most four code points of one word.

    ``joint`` more pieces are counted for each line break, as tokenizers do that see a text
    as a whole: a sum over parts is then too low. An unbroken run of over 100 is one piece.
    """

    max_pieces: int = 40
    joint: int = 0

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Count as ``piece_ends`` does, and ``joint``."""
        return [len(self.piece_ends(text)) + self.joint * text.count("\n") for text in texts]

    def piece_ends(self, text: str) -> list[int]:
        """Return where each piece ends."""
        ends: list[int] = []
        for word in regex.finditer(r"\S+", text):
            step = 4 if len(word[0]) <= 100 else len(word[0])
            ends += [min(at + step, word.end()) for at in range(word.start(), word.end(), step)]
        return ends
