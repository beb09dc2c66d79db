"""Stand-ins for what is slow or costs money; each keeps the whole of its port's contract."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

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


class ScriptedChatModel(BaseChatModel):
    """Replies with ``script``: text is sent, an exception raised, an event waited for.

    ``seen`` holds the messages of every call, so a test can look at what was asked.
    """

    script: list[Any] = Field(default_factory=list)
    seen: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.seen.append(messages)
        for step in self.script:
            if isinstance(step, threading.Event):
                step.wait()
            elif isinstance(step, Exception):
                raise step
            else:
                yield ChatGenerationChunk(message=AIMessageChunk(content=step))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.text) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])


def scripted(*script: str | Exception | threading.Event) -> ScriptedChatModel:
    """Return a chat model that replies with ``script``."""
    return ScriptedChatModel(script=list(script))
