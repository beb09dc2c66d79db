"""The bundled encoder on the CPU, through OpenVINO; imports neither torch nor transformers."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from rag.adapters.openvino_export import exported
from rag.adapters.openvino_model import Input, OpenVinoModel, build_of, load_openvino
from rag.adapters.pieces import Pieces
from rag.adapters.weights import BUNDLED_PIECES, Weights, fingerprint
from rag.ports import Vectors


class OpenVinoEncoder:
    """An Encoder; ``encode`` may be called from several threads at once."""

    runtime = "openvino"

    def __init__(self, weights: Weights, cache: Path) -> None:
        """Open ``weights``, exporting them into ``cache`` first where that was never done.

        Raises ModelUnavailableError if OpenVINO cannot be imported or does not take the model.
        """
        folder = exported(weights, cache, version=build_of(load_openvino()))
        with ThreadPoolExecutor(1) as beside:  # compiling leaves the other processors idle
            pieces = beside.submit(Pieces.read, weights.folder, max_pieces=BUNDLED_PIECES)
            self._model = OpenVinoModel(folder)
            self._pieces = pieces.result()
        self._weights = weights
        # OpenVINO fetches NumPy's functions at its first inference, behind a C++ guard: two
        # threads that are first together wait there for each other, one holding the GIL.
        self.encode([""])

    @property
    def name(self) -> str:
        """The model, as settings name it."""
        return self._weights.name

    @property
    def fingerprint(self) -> str:
        """The vector space."""
        return fingerprint(self._weights, max_pieces=self.max_pieces)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._model.width

    @property
    def max_pieces(self) -> int:
        """Longest input in word pieces, special pieces counted."""
        return BUNDLED_PIECES

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dim), each row of L2 norm 1.

        What a text has beyond ``max_pieces`` is not read. Raises ModelUnavailableError if
        OpenVINO fails (out of memory).
        """
        vectors = np.empty((len(texts), self.dim), np.float32)
        encodings = self._pieces.encodings(texts)
        inputs = [Input(one.ids, one.type_ids) for one in encodings]
        for row, found in enumerate(self._model.infer(inputs)):
            vectors[row] = found
        return vectors

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, special pieces not counted."""
        return self._pieces.count(texts)

    def piece_ends(self, text: str) -> list[int]:
        """Return the code-point offset at which each word piece of ``text`` ends."""
        return self._pieces.ends(text)
