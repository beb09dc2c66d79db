"""The reader model: the bundled encoder's weights with Dateline's adapter, in either runtime."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np

from rag.adapters.adapted import DATED, adapted
from rag.adapters.openvino_export import exported
from rag.adapters.openvino_model import Input, OpenVinoModel, build_of, load_openvino
from rag.adapters.question_pieces import PairedInput, QuestionPieces
from rag.adapters.weights import Weights, bundled
from rag.errors import ModelUnavailableError
from rag.ports import SpanLogits, SpanModel, Titled
from rag.settings import Settings

BATCH: Final = 8  # texts at once through torch

_OPENING = Lock()
LOG = logging.getLogger("dateline")


def open_span_model(settings: Settings) -> SpanModel:
    """Open the reader model; whichever encoder is set, it is made of the bundled one.

    Runs through OpenVINO on the CPU, else through torch, as the encoder does; a process opens
    it once, for all its desks. Raises ModelUnavailableError if the weights are missing or
    neither takes them.
    """
    with _OPENING:
        return _opened(settings.runtime, settings.cache)


@lru_cache(maxsize=2)
def _opened(runtime: str, cache: Path) -> SpanModel:
    weights, adapter = bundled(), shipped()
    if runtime != "sentence-transformers":
        try:
            return OpenVinoSpanModel(weights, adapter, cache)
        except ModelUnavailableError as error:
            if runtime == "openvino":
                raise
            LOG.warning("%s; reading through torch, which is slower", error)
    return TorchSpanModel(weights, adapter)


def shipped() -> Path:
    """Return the adapter's file; ``reader_adapter.json`` beside it says how it was made."""
    return Path(str(files("rag").joinpath("data", "reader_adapter.safetensors")))


class OpenVinoSpanModel:
    """A SpanModel on the CPU; may be called from several threads at once."""

    def __init__(self, weights: Weights, adapter: Path, cache: Path) -> None:
        """Open ``weights`` with ``adapter``, exported into ``cache`` first where need be.

        Raises ModelUnavailableError if the adapter cannot be read, OpenVINO cannot be imported
        or does not take them.
        """
        self.name = _name(weights, adapter)
        self.dated = _dated(adapter)  # a file that is no adapter is known before an export
        folder = exported(weights, cache, version=build_of(load_openvino()), adapter=adapter)
        self._pieces = QuestionPieces.read(weights.folder)
        self._model = OpenVinoModel(folder)
        self.read("", [Titled("", "")])  # as the encoder: the first inference must be alone

    def read(self, question: str, texts: Sequence[Titled]) -> list[SpanLogits]:
        """Return what is seen in each text, in order."""
        paired = self._pieces.beside(question, texts)
        found = self._model.infer([Input(one.ids, one.kinds) for one in paired])
        return [one.logits(own) for one, own in zip(paired, found, strict=True)]


class TorchSpanModel:
    """A SpanModel through torch; calls from several threads wait for each other."""

    def __init__(self, weights: Weights, adapter: Path) -> None:
        """Load ``weights`` with ``adapter``; ModelUnavailableError if they do not go together."""
        from safetensors import SafetensorError

        self.name = _name(weights, adapter)
        self.dated = _dated(adapter)
        self._pieces = QuestionPieces.read(weights.folder)
        self._lock = Lock()
        try:
            self._model = adapted(weights.folder, adapter)
        except (OSError, RuntimeError, ValueError, KeyError, SafetensorError) as error:
            raise ModelUnavailableError(
                f"{adapter} does not fit {weights.name}: {error}"
            ) from error

    def read(self, question: str, texts: Sequence[Titled]) -> list[SpanLogits]:
        """Return what is seen in each text, in order."""
        paired = self._pieces.beside(question, texts)
        try:
            with self._lock:
                return [
                    logits
                    for start in range(0, len(paired), BATCH)
                    for logits in self._read(paired[start : start + BATCH])
                ]
        except RuntimeError as error:
            raise ModelUnavailableError(f"torch failed on {len(texts)} texts: {error}") from error

    def _read(self, paired: Sequence[PairedInput]) -> list[SpanLogits]:
        import torch

        longest = max(len(one.ids) for one in paired)
        given = np.zeros((3, len(paired), longest), np.int64)  # ids, mask, kinds
        for row, one in enumerate(paired):
            given[0, row, : len(one.ids)] = one.ids
            given[1, row, : len(one.ids)] = 1
            given[2, row, : len(one.ids)] = one.kinds
        with torch.inference_mode():
            found: Any = self._model(*torch.from_numpy(given)).numpy()
        return [one.logits(own) for one, own in zip(paired, found, strict=True)]


def _name(weights: Weights, adapter: Path) -> str:
    try:
        digest = sha256(adapter.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelUnavailableError(f"{adapter} cannot be read: {error}") from error
    return f"{weights.name}+{digest[:12]}"


def _dated(adapter: Path) -> bool:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(adapter), framework="numpy") as file:
            return (file.metadata() or {}).get(DATED) == "1"
    except (OSError, SafetensorError) as error:
        raise ModelUnavailableError(f"{adapter} cannot be read: {error}") from error
