"""What only the served store has to get right: its address, its silence, its strangers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from rag.adapters.chroma_http import ANSWER_S, CONNECT_S, connect, is_loopback
from rag.adapters.chroma_server import ChromaServerIndex, shown_url
from rag.errors import EncoderMismatchError, IndexUnavailableError, SettingsError
from tests.rag.adapters.chroma_process import chroma_server
from tests.rag.adapters.news_vectors import DIM, batch, vectors

QUERY = vectors(1, seed=7)[0]


@contextmanager
def stranger(status: int, body: bytes) -> Iterator[str]:
    """A web server that is no Chroma and answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("https://chroma.example.org", "https://chroma.example.org"),
        ("https://desk:secret@chroma.example.org:8443/x/", "https://chroma.example.org:8443/x"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert shown == shown_url(url)


@pytest.mark.parametrize(
    "url",
    ["", "localhost:8000", "127.0.0.1", "ftp://a", "http://", "http://a:99999", "http://[::1"],
)
def test_what_is_no_address_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="DATELINE_CHROMA_URL"):
        ChromaServerIndex.open(url, "passages", fingerprint="mini", dim=DIM)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.5", False),
        ("chroma.example.org", False),
    ],
)
def test_this_machine_is_known_by_its_names(host: str, local: bool) -> None:
    assert local == is_loopback(host)


def test_no_request_waits_for_ever() -> None:
    with closing(connect("http://127.0.0.1:1")) as api:
        timeout = api._session.timeout

    assert (timeout.connect, timeout.read) == (CONNECT_S, ANSWER_S)
    assert None not in timeout.as_dict().values()


def test_a_local_server_is_not_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with stranger(200, b'"1.2.3"') as url, closing(connect(url)) as api:
        assert api.get_version() == "1.2.3"


def test_a_server_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(IndexUnavailableError, match=r"http://127\.0\.0\.1:1 ") as error:
        ChromaServerIndex.open(
            "http://desk:secret@127.0.0.1:1", "passages", fingerprint="mini", dim=DIM
        )

    assert "chroma run" in error.value.hint
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>It works!</html>"),
        (200, b"{}"),
        (404, b"not here"),
        (301, b""),
        (500, b'{"error": "InternalError", "message": "out of order"}'),
        (401, b'{"error": "AuthError", "message": "who are you"}'),
        (502, b""),
    ],
)
def test_a_stranger_at_that_address_is_no_index(status: int, body: bytes) -> None:
    with stranger(status, body) as url, pytest.raises(IndexUnavailableError, match=url):
        ChromaServerIndex.open(url, "passages", fingerprint="mini", dim=DIM)


@pytest.mark.slow
def test_the_same_checks_as_for_the_embedded_store(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as url:
        with pytest.raises(IndexUnavailableError, match="no collection 'passages'"):
            ChromaServerIndex.open(url, "passages", fingerprint="mini", dim=DIM, create=False)
        ChromaServerIndex.open(url, "passages", fingerprint="mini", dim=DIM).close()
        with pytest.raises(EncoderMismatchError, match=r"'mini'.*'large'"):
            ChromaServerIndex.open(url, "passages", fingerprint="large", dim=DIM)
        with pytest.raises(IndexUnavailableError, match="the encoder makes 7"):
            ChromaServerIndex.open(url, "passages", fingerprint="mini", dim=7)
        with closing(connect(url)) as api:
            api.create_collection("squared", metadata={"fingerprint": "mini"})
        with pytest.raises(IndexUnavailableError, match="space 'l2'"):
            ChromaServerIndex.open(url, "squared", fingerprint="mini", dim=DIM)


@pytest.mark.slow
def test_what_one_writes_another_finds_at_once(tmp_path: Path) -> None:
    rows = batch(range(60))
    with chroma_server(tmp_path) as url:
        writer, reader = (
            ChromaServerIndex.open(url, "passages", fingerprint="mini", dim=DIM) for _ in range(2)
        )
        with closing(writer), closing(reader):
            writer.upsert(rows)
            writer.delete([0, 1])

            assert {i for i, _ in reader.nearest(QUERY, k=100)} == set(range(2, 60))


@pytest.mark.slow
def test_a_server_restarted_has_kept_all_and_one_that_died_is_named(tmp_path: Path) -> None:
    rows = batch(range(60))
    with chroma_server(tmp_path) as url:
        index = ChromaServerIndex.open(url, "passages", fingerprint="mini", dim=DIM)
        index.upsert(rows)
        before = index.nearest(QUERY, k=10)
    for use in (
        index.count,
        lambda: index.delete([1]),
        lambda: index.upsert(rows),
        lambda: index.nearest(np.ones(DIM, dtype=np.float32), k=1),
    ):
        with pytest.raises(IndexUnavailableError, match=url):
            use()
    index.close()

    with (
        chroma_server(tmp_path) as again,
        closing(
            ChromaServerIndex.open(again, "passages", fingerprint="mini", dim=DIM, create=False)
        ) as reopened,
    ):
        assert before == reopened.nearest(QUERY, k=10)
