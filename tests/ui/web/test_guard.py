from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from ui.web.guard import BODY_BYTES, PAGE_PATHS, Guard

PAGE = "<html><script>one</script><script src=x></script></html>"


def _page(request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"x-encoding": request.headers.get("accept-encoding", "")})


def _stream(_: Request) -> StreamingResponse:
    def events() -> Iterator[str]:
        yield "data: <script>\n\n"
        yield "data: 2\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


def _plain(_: Request) -> PlainTextResponse:
    return PlainTextResponse("reached")


@pytest.fixture
def client() -> TestClient:
    app = Starlette(
        routes=[
            Route("/", _page),
            Route("/gradio_api/queue/data", _stream),
            Route("/{path:path}", _plain, methods=["GET", "POST"]),
        ]
    )
    guard = Guard(app, hosts=("127.0.0.1", "[::1]"), paths=PAGE_PATHS)
    return TestClient(guard, base_url="http://127.0.0.1:7860")


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    for answer in (client.get("/"), client.get("/nowhere"), client.get("/theme.css")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe-eval" not in answer.headers["content-security-policy"]


def test_only_the_pages_own_scripts_carry_the_nonce_of_the_answer(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")

    nonces = re.findall(r'<script nonce="([^"]+)"', first.text)
    policy = first.headers["content-security-policy"]
    assert len(nonces) == 2
    assert {f"script-src 'self' 'nonce-{nonces[0]}'"} == set(re.findall(r"script-src[^;]+", policy))
    assert nonces[0] not in second.text


def test_the_page_is_not_compressed_on_its_way_to_be_changed(client: TestClient) -> None:
    assert client.get("/").headers["x-encoding"] == ""


def test_streams_pass_unchanged(client: TestClient) -> None:
    assert client.get("/gradio_api/queue/data").text == "data: <script>\n\ndata: 2\n\n"


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=https://x.example",
        "/gradio_api/call/ask",
        "/gradio_api/info",
        "/gradio_api/runs",
        "/config",
        "/monitoring",
        "/login",
        "/docs",
    ],
)
def test_what_the_page_does_not_need_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, json={}).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]:7860"])
def test_other_names_for_this_machine_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:7860", "[::1]:7860", "[::1]"])
def test_its_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_other_sites_cannot_ask(client: TestClient, origin: str) -> None:
    answer = client.post("/gradio_api/queue/join", json={}, headers={"origin": origin})

    assert answer.status_code == 403


def test_the_page_itself_can(client: TestClient) -> None:
    answer = client.post(
        "/gradio_api/run/predict", json={}, headers={"origin": "http://127.0.0.1:7860"}
    )

    assert answer.text == "reached"


def test_a_body_has_a_limit_and_a_length(client: TestClient) -> None:
    path = "/gradio_api/run/predict"

    assert client.post(path, content=b"x" * BODY_BYTES).status_code == 200
    assert client.post(path, content=b"x" * (BODY_BYTES + 1)).status_code == 413
    assert client.post(path, content=iter([b"x"])).status_code == 411


def test_an_address_may_take_a_larger_body_and_no_other_does() -> None:
    app = Starlette(routes=[Route("/{path:path}", _plain, methods=["GET", "POST"])])
    guard = Guard(app, hosts=("testserver",), paths=("/up",), bodies={"/up/file": 2 * BODY_BYTES})
    client = TestClient(guard)

    sizes = ((BODY_BYTES + 1, 200), (2 * BODY_BYTES + 1, 413))
    for size, status in sizes:
        assert client.post("/up/file", content=b"x" * size).status_code == status
    assert client.post("/up/file/", content=b"x" * (BODY_BYTES + 1)).status_code == 413
    absurd = {"content-length": "9" * 5_000}
    assert client.post("/up/file", content=b"", headers=absurd).status_code == 413


def test_web_sockets_are_closed(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/"):
        pass
