"""A BERT-like model compiled by OpenVINO for the CPU; imports neither torch nor transformers."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from rag.errors import ModelUnavailableError

BATCH: Final = 4  # texts an inference; larger ones measured no faster and pad more
# Lengths are padded to multiples of this: OpenVINO keeps buffers and kernels for every shape it
# has met, which took 540 MB after 1,500 texts of any length and 340 MB so, at the same speed.
STEP: Final = 16
_LOADING = Lock()


@dataclass(frozen=True, slots=True)
class Input:
    """A text in word pieces: their ids, and 0 or 1 each for the segment they stand in."""

    ids: Sequence[int]
    kinds: Sequence[int]


class OpenVinoModel:
    """A compiled graph of (ids, mask, kinds); may be called from several threads at once.

    One compiled model serves single texts and batches: with THROUGHPUT one takes a
    millisecond, as it does with LATENCY. Each inference request belongs to one thread at a
    time; OpenVINO's own queue of requests is not safe to share.
    """

    def __init__(self, folder: Path) -> None:
        """Compile ``model.xml`` of ``folder``; ModelUnavailableError if OpenVINO does not."""
        openvino = load_openvino()
        try:
            compiled = openvino.Core().compile_model(
                folder / "model.xml", "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"}
            )
            requests = max(2, int(compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")))
            self._at_once = requests
            self._requests: SimpleQueue[Any] = SimpleQueue()
            for _ in range(requests):
                self._requests.put(compiled.create_infer_request())
            self.width = int(compiled.output(0).partial_shape[-1].get_length())
        except RuntimeError as error:
            raise ModelUnavailableError(f"OpenVINO does not take {folder}: {error}") from error
        self._threads = ThreadPoolExecutor(requests, thread_name_prefix="openvino")

    def infer(self, texts: Sequence[Input]) -> list[npt.NDArray[np.float32]]:
        """Return what the graph gives for each text, padding and all, in the order given.

        Raises ModelUnavailableError if OpenVINO fails (out of memory).
        """
        # Like lengths together: a batch costs what its longest text costs, padding and all.
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row].ids))
        # A few are shared out evenly: six as three and three, where four and two take longer.
        size = max(1, min(BATCH, -(-len(order) // self._at_once)))
        batches = [order[start : start + size] for start in range(0, len(order), size)]
        run = self._threads.map if len(batches) > 1 else map
        inputs = ([texts[row] for row in rows] for rows in batches)
        given: dict[int, npt.NDArray[np.float32]] = {}
        try:
            for rows, found in zip(batches, run(self._infer, inputs), strict=True):
                given.update(zip(rows, found, strict=True))
        except RuntimeError as error:
            raise ModelUnavailableError(f"OpenVINO failed on {len(texts)} texts") from error
        return [given[row] for row in range(len(texts))]

    def _infer(self, texts: Sequence[Input]) -> npt.NDArray[np.float32]:
        longest = max(len(one.ids) for one in texts)
        ids = np.zeros((len(texts), -(-longest // STEP) * STEP), np.int64)
        mask, kinds = np.zeros_like(ids), np.zeros_like(ids)
        for row, one in enumerate(texts):
            ids[row, : len(one.ids)] = one.ids
            kinds[row, : len(one.ids)] = one.kinds
            mask[row, : len(one.ids)] = 1
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
    """Import OpenVINO without its reporting, ready for several threads.

    ``import openvino`` by itself sends a message to a web analytics service. It does not where
    openvino_telemetry cannot be imported, and then uses its own stub. The first array that it
    makes looks up NumPy's interface: two threads that did so at once, as the two models opening
    side by side, could wait for each other for good, one with the interpreter's lock and one
    with the guard. So one is made here, by one thread.
    """
    with _LOADING:
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
        try:
            import openvino
        except (ImportError, OSError) as error:
            raise ModelUnavailableError(f"OpenVINO cannot be imported: {error}") from error
        _ = openvino.Tensor(openvino.Type.f32, openvino.Shape([1])).data
    return openvino
