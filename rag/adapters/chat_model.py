"""Any chat model that LangChain knows: opened with limits, read with deadlines."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, BaseMessageChunk
from langchain_core.runnables import RunnableConfig

from rag.adapters.tracing import context
from rag.errors import ModelUnavailableError, SettingsError
from rag.settings import Settings

CONNECT_S = 5.0  # seconds to a connection
FIRST_PIECE_S = 20.0  # seconds to the first words, retries included
RETRIES = 2  # by the provider's own client, which waits with jitter
REPLY_TOKENS = 600  # three sentences, and what a reasoning model thinks aloud before them
CONTEXT_TOKENS = 8_192  # Ollama's own default is 4,096 and cuts the passages without a word
_CONFIGURE = "Set DATELINE_CHAT_MODEL to provider:model, or unset it to answer without a model."
_INSTALL = "Install the provider's package, such as langchain-openai or langchain-ollama."
_SECRET = re.compile(r"\b(?:sk|pk|gsk|xai|key|api)[-_][\w*.-]{6,}|\bAIza[\w-]{6,}|\bBearer\s+\S+")
_ENVIRONMENT = threading.Lock()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds until the first piece of a reply must be there, and until all of it must be."""

    first_s: float = FIRST_PIECE_S
    total_s: float = 60.0


def deadlines(settings: Settings) -> Deadlines:
    """Return the deadlines that settings ask for."""
    return Deadlines(_first(settings.chat_timeout_s), settings.chat_timeout_s)


def open_chat_model(settings: Settings) -> BaseChatModel | None:
    """Return the configured chat model, or None where none is configured.

    Keys are read from the environment by the provider's package. Raises SettingsError where the
    name is not ``provider:model``, ModelUnavailableError where the provider is unknown, its
    package is not installed or it refuses its configuration.
    """
    if not settings.chat_model:
        return None
    provider, _, name = settings.chat_model.partition(":")
    if not (provider and name):
        raise SettingsError(
            f"DATELINE_CHAT_MODEL: {settings.chat_model!r} is not provider:model", hint=_CONFIGURE
        )
    with ThreadPoolExecutor(1) as opener, _without_gateway():
        future = opener.submit(_init, provider, name, settings.chat_timeout_s)
        error = future.exception()
    if error is not None:
        raise _unavailable(settings.chat_model, error) from error
    return future.result()


def stream_text(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    deadlines: Deadlines,
    config: RunnableConfig | None = None,
) -> Iterator[str]:
    """Yield the text of a reply piece by piece.

    Raises ModelUnavailableError for whatever the model raises and when a deadline passes; a
    provider's own timeout may be longer, or missing. LangSmith sees nothing of it.
    """
    ours = context(traced=False)
    pieces = iter(model.stream(list(messages), config))
    worker = ThreadPoolExecutor(1, thread_name_prefix="chat-model")
    begun = time.monotonic()
    limit = deadlines.first_s
    try:
        while True:
            future = worker.submit(ours.run, _next, pieces)
            piece = _in_time(future, begun + limit, model, limit)
            if piece is None:
                return
            if text := str(piece.text):
                limit = deadlines.total_s
                yield text
    finally:
        worker.shutdown(wait=False, cancel_futures=True)


def _next(pieces: Iterator[BaseMessageChunk]) -> BaseMessageChunk | None:
    return next(pieces, None)


def _in_time(
    future: Future[BaseMessageChunk | None], until: float, model: BaseChatModel, limit: float
) -> BaseMessageChunk | None:
    wait([future], timeout=max(0.0, until - time.monotonic()))
    if not future.done():
        raise ModelUnavailableError(
            f"{_name(model)} did not answer within {limit:g} s",
            hint="Ask again, or raise DATELINE_CHAT_TIMEOUT_S.",
        )
    if (error := future.exception()) is not None:
        raise _unavailable(_name(model), error) from error
    return future.result()


def _init(provider: str, name: str, timeout_s: float) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    model = init_chat_model(name, model_provider=provider, **_limits(provider, timeout_s))
    assert isinstance(model, BaseChatModel)
    return model


def _limits(provider: str, timeout_s: float) -> dict[str, Any]:
    """Return the provider's own words for temperature, token cap, timeout and retries."""
    if provider == "ollama":
        return {
            "temperature": 0,
            "num_ctx": CONTEXT_TOKENS,
            "num_predict": REPLY_TOKENS,
            "client_kwargs": {"timeout": _timeout(timeout_s)},
        }
    return {
        "temperature": 0,
        "max_tokens": REPLY_TOKENS,
        "max_retries": RETRIES,
        "timeout": _timeout(timeout_s) if provider == "openai" else timeout_s,
    }


def _timeout(timeout_s: float) -> Any:
    import httpx

    return httpx.Timeout(_first(timeout_s), connect=CONNECT_S)


def _first(timeout_s: float) -> float:
    """Return the seconds to the first piece: 20, or a third where a slow model is given longer."""
    return max(min(FIRST_PIECE_S, timeout_s), timeout_s / 3)


@contextmanager
def _without_gateway() -> Iterator[None]:
    """Hide LANGSMITH_GATEWAY, which would send every question through LangSmith's servers.

    Partner packages read it while a model is made, and nothing but the environment turns it off.
    """
    with _ENVIRONMENT:
        hidden = os.environ.pop("LANGSMITH_GATEWAY", None)
        try:
            yield
        finally:
            if hidden is not None:
                os.environ["LANGSMITH_GATEWAY"] = hidden


def _name(model: BaseChatModel) -> str:
    named = getattr(model, "model_name", None) or getattr(model, "model", None)
    return f"the chat model {named}" if named else f"the chat model {type(model).__name__}"


def _unavailable(name: str, error: BaseException) -> ModelUnavailableError:
    reason = _SECRET.sub("[key]", " ".join(str(error).split()))[:200]
    hint = _INSTALL if isinstance(error, ImportError) else _CONFIGURE
    return ModelUnavailableError(f"{name}: {type(error).__name__}: {reason}", hint=hint)
