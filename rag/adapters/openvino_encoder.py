"""The bundled encoder on the CPU, through OpenVINO; imports neither torch nor transformers."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rag.adapters.openvino_export import exported
from rag.adapters.pieces import Pieces
from rag.adapters.weights import BUNDLED_PIECES, Weights, fingerprint
from rag.errors import ModelUnavailableError
from rag.ports import Vectors

if TYPE_CHECKING:
    from tokenizers import Encoding

BATCH: Final = 4  # texts an inference; larger ones measured no faster and pad more
# Lengths are padded to multiples of this: OpenVINO keeps buffers and kernels for every shape it
# has met, which took 540 MB after 1,500 texts of any length and 340 MB so, at the same speed.
STEP: Final = 16


class OpenVinoEncoder:
    """An Encoder; ``encode`` may be called from several threads at once.

    One compiled model serves single questions and batches: with THROUGHPUT a question takes a
    millisecond, as it does with LATENCY. Each inference request belongs to one thread at a
    time; OpenVINO's own queue of requests is not safe to share.
    """

    runtime = "openvino"

    def __init__(self, weights: Weights, cache: Path) -> None:
        """Open ``weights``, exporting them into ``cache`` first where that was never done.

        Raises ModelUnavailableError if OpenVINO cannot be imported or does not take the model.
        """
        openvino = load_openvino()
        folder = exported(weights, cache, version=build_of(openvino))
        with ThreadPoolExecutor(1) as beside:  # compiling leaves the other processors idle
            pieces = beside.submit(Pieces.read, weights.folder, max_pieces=BUNDLED_PIECES)
            try:
                compiled = openvino.Core().compile_model(
                    folder / "model.xml", "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"}
                )
                requests = max(2, int(compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")))
                self._requests: SimpleQueue[Any] = SimpleQueue()
                for _ in range(requests):
                    self._requests.put(compiled.create_infer_request())
                self._dim = int(compiled.output(0).partial_shape[1].get_length())
            except RuntimeError as error:
                raise ModelUnavailableError(f"OpenVINO does not take {folder}: {error}") from error
            self._pieces = pieces.result()
        self._threads = ThreadPoolExecutor(requests, thread_name_prefix="encoder")
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
        return self._dim

    @property
    def max_pieces(self) -> int:
        """Longest input in word pieces, special pieces counted."""
        return BUNDLED_PIECES

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dim), each row of L2 norm 1.

        What a text has beyond ``max_pieces`` is not read. Raises ModelUnavailableError if
        OpenVINO fails (out of memory).
        """
        encodings = self._pieces.encodings(texts)
        vectors = np.empty((len(texts), self._dim), np.float32)
        # Like lengths together: a batch costs what its longest text costs, padding and all.
        order = sorted(range(len(texts)), key=lambda row: -len(encodings[row]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        run = self._threads.map if len(batches) > 1 else map
        inputs = ([encodings[row] for row in rows] for rows in batches)
        try:
            for rows, found in zip(batches, run(self._infer, inputs), strict=True):
                vectors[rows] = found
        except RuntimeError as error:
            raise ModelUnavailableError(f"OpenVINO failed on {len(texts)} texts") from error
        return vectors

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, special pieces not counted."""
        return self._pieces.count(texts)

    def piece_ends(self, text: str) -> list[int]:
        """Return the code-point offset at which each word piece of ``text`` ends."""
        return self._pieces.ends(text)

    def _infer(self, encodings: Sequence[Encoding]) -> Vectors:
        longest = max(len(one) for one in encodings)
        ids = np.zeros((len(encodings), -(-longest // STEP) * STEP), np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(encodings):
            ids[row, : len(one)] = one.ids
            mask[row, : len(one)] = 1
        kinds = np.zeros_like(ids)
        request = self._requests.get()
        try:
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
            return np.array(request.infer(inputs)[0], np.float32)
        finally:
            self._requests.put(request)


def build_of(openvino: Any) -> str:
    """Return OpenVINO's version and build number, fit for a file's name."""
    return "-".join(re.findall(r"[\w.]+", str(openvino.__version__))[:2])


def load_openvino() -> Any:  # an untyped package
    """Import OpenVINO without its reporting.

    ``import openvino`` by itself sends a message to a web analytics service. It does not where
    openvino_telemetry cannot be imported, and then uses its own stub.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import openvino
    except (ImportError, OSError) as error:
        raise ModelUnavailableError(f"OpenVINO cannot be imported: {error}") from error
    return openvino
