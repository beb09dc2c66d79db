"""Any sentence-transformers model, on a CPU or GPU, through torch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np

from rag.adapters.pieces import Pieces, readable
from rag.adapters.weights import Weights, fingerprint
from rag.errors import ModelUnavailableError
from rag.ports import Vectors
from rag.text.passages import SPECIAL_PIECES

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH: Final = 32
UNBOUNDED: Final = 512  # pieces, where a model names no limit of its own
OFFLINE: Final = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


class SentenceTransformersEncoder:
    """An Encoder; calls from several threads wait for each other."""

    runtime = "sentence-transformers"

    def __init__(self, weights: Weights, *, device: str = "auto") -> None:
        """Load ``weights``; ``device`` as torch names it, ``auto`` its own choice.

        Raises ModelUnavailableError if the model cannot be loaded there.
        """
        self._weights = weights
        self._model = _load(weights, None if device == "auto" else device)
        self._lock = Lock()
        tokenizer = getattr(self._model.tokenizer, "backend_tokenizer", None)
        if tokenizer is None:
            raise ModelUnavailableError(f"{weights.name} has no tokenizer.json")
        longest = int(self._model.max_seq_length or UNBOUNDED)
        self._max_pieces = (
            longest + SPECIAL_PIECES - int(tokenizer.num_special_tokens_to_add(False))
        )
        self._pieces = Pieces(tokenizer.to_str(), max_pieces=longest)

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
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def max_pieces(self) -> int:
        """Longest input in word pieces, special pieces counted as two."""
        return self._max_pieces

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dim), each row of L2 norm 1.

        What a text has beyond ``max_pieces`` is not read. Raises ModelUnavailableError if
        torch fails (out of memory).
        """
        if not texts:
            return np.empty((0, self.dim), np.float32)
        try:
            with self._lock:
                vectors = self._model.encode(
                    [readable(text) for text in texts],
                    batch_size=BATCH,
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
        except RuntimeError as error:
            raise ModelUnavailableError(f"torch failed on {len(texts)} texts: {error}") from error
        return np.asarray(vectors, np.float32)

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, special pieces not counted."""
        return self._pieces.count(texts)

    def piece_ends(self, text: str) -> list[int]:
        """Return the code-point offset at which each word piece of ``text`` ends."""
        return self._pieces.ends(text)


def _load(weights: Weights, device: str | None) -> SentenceTransformer:
    for name, value in OFFLINE.items():  # read by huggingface_hub when it is first imported
        os.environ.setdefault(name, value)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            str(weights.folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, RuntimeError, ValueError, KeyError, AssertionError) as error:
        raise ModelUnavailableError(
            f"{weights.name} cannot be loaded on {device or 'this machine'}: {error}",
            hint="Look at DATELINE_ENCODER and DATELINE_DEVICE.",
        ) from error
