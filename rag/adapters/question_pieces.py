"""A question and a text as one input of a BERT-like model, and its logits back on the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from rag.adapters.pieces import Pieces
from rag.ports import SpanLogits, Titled

LONGEST: Final = 300  # pieces of an input: what the adapter was trained with
QUESTION: Final = 60  # pieces of a question that are read


@dataclass(frozen=True, slots=True)
class PairedInput:
    """``ids`` and ``kinds`` of one input; from piece ``first`` on it is the text's.

    Row i of ``offsets`` is the range of code points of piece ``first + i`` in the text;
    a headline's pieces lie before 0.
    """

    ids: Sequence[int]
    kinds: Sequence[int]
    first: int
    offsets: npt.NDArray[np.int32]

    def logits(self, found: npt.NDArray[np.float32]) -> SpanLogits:
        """Return the model's output for this input, of shape (pieces, 2 or 3), in the text's terms.

        Where it has no third logit, which tells whether the text answers, ``answers`` is 0.
        """
        own = found[self.first : self.first + len(self.offsets)]
        inside = self.offsets[:, 0] >= 0
        nowhere = float(found[0, 0]), float(found[0, 1])
        answers = float(found[0, 2]) if found.shape[1] > 2 else 0.0
        return SpanLogits(self.offsets[inside], own[inside, 0], own[inside, 1], nowhere, answers)


class QuestionPieces:
    """Puts a question beside texts. Safe to use from several threads."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces

    @classmethod
    def read(cls, folder: Path) -> QuestionPieces:
        """Read a model's ``tokenizer.json``; ModelUnavailableError if it cannot be."""
        return cls(Pieces.read(folder, max_pieces=LONGEST))

    def beside(self, question: str, texts: Sequence[Titled]) -> list[PairedInput]:
        """Return an input for each text: [CLS] question [SEP] headline, text [SEP].

        What goes past ``LONGEST`` pieces is left off the text's end.
        """
        start, *asked, end = self._pieces.with_offsets([question])[0][0]
        asked = asked[:QUESTION]
        room = LONGEST - len(asked) - 3
        whole = [f"{one.title}\n{one.text}" if one.title else one.text for one in texts]
        paired = []
        for one, (ids, offsets) in zip(texts, self._pieces.with_offsets(whole), strict=True):
            before = len(one.title) + 1 if one.title else 0
            kept = ids[1:-1][:room]
            paired.append(
                PairedInput(
                    ids=[start, *asked, end, *kept, end],
                    kinds=[0] * (len(asked) + 2) + [1] * (len(kept) + 1),
                    first=len(asked) + 2,
                    offsets=np.array(offsets[1:-1][:room], np.int32).reshape(-1, 2) - before,
                )
            )
        return paired
