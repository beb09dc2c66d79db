"""Protocols for what has more than one implementation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.question.nouns import Filters

Vectors = npt.NDArray[np.float32]
Metadata = Mapping[str, str | int]


class Encoder(Protocol):
    """Texts to vectors.

    ``fingerprint`` names the vector space (weights, pooling, maximum length, normalisation and
    passage recipe) and is stored with every vector; ``max_pieces`` counts the two special
    pieces that the model adds.
    """

    @property
    def name(self) -> str:
        """The model, as settings name it."""
        ...

    @property
    def runtime(self) -> str:
        """What computes: ``openvino``, ``sentence-transformers``."""
        ...

    @property
    def fingerprint(self) -> str:
        """The vector space; runtimes that agree to cosine .999 share it."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_pieces(self) -> int:
        """Longest input in word pieces; longer text would be cut silently."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dim), each row of L2 norm 1."""
        ...

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, special pieces not counted."""
        ...

    def piece_ends(self, text: str) -> list[int]:
        """Return the code-point offset at which each word piece of ``text`` ends."""
        ...


@dataclass(frozen=True, slots=True)
class IndexBatch:
    """Passages to put into an index; row i of ``vectors`` belongs to ``ids[i]``.

    Metadata keys: article, publisher, language (str); valid_from, valid_to, published_at (int,
    epoch seconds; ``NEVER`` and ``UNDATED`` of rag.archive stand for none).
    """

    ids: Sequence[int]
    vectors: Vectors
    metadata: Sequence[Metadata]


class VectorIndex(Protocol):
    """Nearest passages by meaning; derived from the archive and never the truth.

    Raises IndexUnavailableError where the store cannot be opened, read or written.
    """

    def upsert(self, batch: IndexBatch) -> None:
        """Add or replace passages; on disk when it returns."""
        ...

    def delete(self, ids: Sequence[int]) -> None:
        """Remove passages; an id that is not there is no error."""
        ...

    def nearest(
        self,
        vector: Vectors,
        *,
        k: int,
        filters: Filters | None = None,
        asked_at: int | None = None,
    ) -> list[tuple[int, float]]:
        """Return up to k (passage id, cosine), best first.

        ``vector`` has shape (dim,). ``filters`` and ``asked_at`` narrow what is searched.
        """
        ...

    def count(self) -> int:
        """Return the number of passages held."""
        ...

    def refresh(self) -> None:
        """Take notice of what other processes have written, if it is time to."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


@dataclass(frozen=True, slots=True)
class Titled:
    """A piece of an article to be read, under its headline or none."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SpanLogits:
    """Where in a text an answer to a question may begin and end, in a reader model's eyes.

    Row i of ``offsets`` (int32, (n, 2)) is word piece i's range of code points in the text;
    ``starts`` and ``ends`` (float32, (n,)) are logits of an answer beginning or ending there;
    ``nowhere`` holds the two logits of the text not answering at all; ``answers`` is the log-odds
    that it does, as seen over the whole, 0 where the model does not tell. A text may be longer than
    the model reads: what lies past its last piece has none.
    """

    offsets: npt.NDArray[np.int32]
    starts: Vectors
    ends: Vectors
    nowhere: tuple[float, float]
    answers: float


class SpanModel(Protocol):
    """Reads question and text together; ``name`` identifies the weights in reports."""

    @property
    def name(self) -> str:
        """The model and its adapter's digest."""
        ...

    @property
    def dated(self) -> bool:
        """Whether it is to be shown the day of publication before a text's headline."""
        ...

    def read(self, question: str, texts: Sequence[Titled]) -> list[SpanLogits]:
        """Return what is seen in each text, in order.

        Raises ModelUnavailableError where the model fails (out of memory).
        """
        ...
