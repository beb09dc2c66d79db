"""Chat models opened by name, with limits, deadlines and nothing told to LangSmith."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from langchain_core.messages import HumanMessage
from langsmith.utils import tracing_is_enabled

from rag.adapters.chat_model import (
    REPLY_TOKENS,
    Deadlines,
    deadlines,
    open_chat_model,
    stream_text,
)
from rag.adapters.tracing import untraced
from rag.errors import ModelUnavailableError, SettingsError
from rag.settings import Settings
from tests.scripted_chat import scripted

ASK = [HumanMessage("Who?")]


def test_no_chat_model_is_the_default() -> None:
    assert open_chat_model(Settings()) is None


@pytest.mark.parametrize("name", ["gpt", "openai:", ":gpt"])
def test_a_name_without_provider_or_model_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="not provider:model"):
        open_chat_model(Settings(chat_model=name))


def test_an_unknown_provider_is_told() -> None:
    with pytest.raises(ModelUnavailableError, match="nobody:model") as caught:
        open_chat_model(Settings(chat_model="nobody:model"))

    assert "DATELINE_CHAT_MODEL" in caught.value.hint


def test_a_package_that_is_missing_is_told() -> None:
    with pytest.raises(ModelUnavailableError, match="ImportError") as caught:
        open_chat_model(Settings(chat_model="upstage:solar"))

    assert "Install" in caught.value.hint


@pytest.mark.parametrize(("whole", "first"), [(5, 5), (30, 20), (60, 20), (600, 200)])
def test_a_model_that_is_given_longer_may_begin_later(whole: float, first: float) -> None:
    assert deadlines(Settings(chat_timeout_s=whole)) == Deadlines(first, whole)


def test_pieces_come_as_they_are() -> None:
    assert list(stream_text(scripted("a", "", "b"), ASK, Deadlines())) == ["a", "b"]


def test_whoever_stops_listening_lets_go_of_the_model() -> None:
    stream = stream_text(scripted("a", "b"), ASK, Deadlines())
    first = next(stream)
    stream.close()  # type: ignore[attr-defined]

    assert first == "a"


def test_langsmith_is_told_nothing_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", "http://127.0.0.1:9")
    tracing = []

    class Watched(type(scripted())):  # type: ignore[misc]
        def _stream(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
            tracing.append(tracing_is_enabled())
            yield from super()._stream(*args, **kwargs)

    list(stream_text(Watched(script=["a"]), ASK, Deadlines()))
    with untraced():
        tracing.append(tracing_is_enabled())

    assert tracing == [False, False]


class _Provider(BaseHTTPRequestHandler):
    """Answers as OpenAI's chat completions do; ``replies`` says with what status, in order."""

    replies: ClassVar[list[int]] = []
    bodies: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        self.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status = self.replies.pop(0)
        self.send_response(status)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if status == 200:
            for text in ("Estonia ", "[1]."):
                chunk = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}}]}
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")
        else:
            self.wfile.write(b'{"error": {"message": "Incorrect API key provided: sk-abcd1234"}}')

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Provider]]:
    """A provider on this machine, and the environment that points to it."""
    pytest.importorskip("langchain_openai")
    _Provider.replies, _Provider.bodies = [], []
    server = HTTPServer(("127.0.0.1", 0), _Provider)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-abcd1234")
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    yield _Provider
    server.shutdown()
    server.server_close()


def reply(name: str = "openai:any") -> str:
    """What the configured model says."""
    model = open_chat_model(Settings(chat_model=name, chat_timeout_s=9))
    assert model is not None
    return "".join(stream_text(model, ASK, Deadlines(9, 9)))


@pytest.mark.slow
def test_a_reply_has_a_token_cap_and_no_temperature(provider: type[_Provider]) -> None:
    provider.replies = [200]

    assert reply() == "Estonia [1]."
    (body,) = provider.bodies
    assert body["temperature"] == 0
    assert REPLY_TOKENS in (body.get("max_tokens"), body.get("max_completion_tokens"))
    assert body["stream"] is True


@pytest.mark.slow
def test_a_busy_provider_is_asked_again(provider: type[_Provider]) -> None:
    provider.replies = [503, 429, 200]

    assert reply() == "Estonia [1]."


@pytest.mark.slow
def test_a_refusal_is_told_without_the_key(provider: type[_Provider]) -> None:
    provider.replies = [401]
    with pytest.raises(ModelUnavailableError, match="Incorrect API key") as caught:
        reply()

    assert "abcd1234" not in str(caught.value)


@pytest.mark.slow
def test_langsmiths_gateway_is_not_used(
    provider: type[_Provider], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL")
    monkeypatch.setenv("LANGSMITH_GATEWAY", "http://127.0.0.1:9/gateway")
    model = open_chat_model(Settings(chat_model="openai:any"))

    assert "gateway" not in str(getattr(model, "openai_api_base", ""))
    assert os.environ["LANGSMITH_GATEWAY"] == "http://127.0.0.1:9/gateway"
