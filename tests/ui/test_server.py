from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag.errors import UsageError
from tests.ui.web.newsroom import ScriptedDesk, answered, site
from ui.server import place, serve
from ui.web.app import build_app

SCRIPTED = """
import sys

def outside(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple) and args[1][0] != "127.0.0.1":
        print("connects to", args[1], file=sys.stderr)
    if event == "socket.getaddrinfo" and args[0] not in ("127.0.0.1", None):
        print("looks up", args[0], file=sys.stderr)

sys.addaudithook(outside)
from tests.ui.web.newsroom import ScriptedDesk, answered, site
from ui.server import place, serve

with place("127.0.0.1", 0) as at:
    serve(site(ScriptedDesk([answered()])), at, ready=lambda url: print(url, flush=True))
print("closed", flush=True)
"""
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org", ""])
def test_only_this_machine_is_served(host: str) -> None:
    with pytest.raises(UsageError, match="this machine only") as caught, place(host, 0):
        pass

    assert "ssh -L" in caught.value.hint


@pytest.mark.parametrize(
    ("host", "url", "names"),
    [
        ("127.0.0.1", "http://127.0.0.1", ("127.0.0.1", "localhost")),
        ("localhost", "http://127.0.0.1", ("127.0.0.1", "localhost")),
        ("127.0.0.9", "http://127.0.0.9", ("127.0.0.9", "localhost")),
    ],
)
def test_a_free_port_is_found(host: str, url: str, names: tuple[str, ...]) -> None:
    with place(host, 0) as at:
        port = at.listener.getsockname()[1]

        assert (at.url, at.hosts) == (f"{url}:{port}", names)
        assert port > 0


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_loopback_has_a_sixth_version(host: str) -> None:
    with place(host, 0) as at:
        assert at.url.startswith("http://[::1]:")
        assert at.hosts == ("[::1]", "localhost")


def test_a_port_that_is_taken_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        taken = f"port {port}: address already in use"
        with pytest.raises(UsageError, match=taken) as caught, place("127.0.0.1", port):
            pass

    assert "--port" in caught.value.hint


def test_a_port_beyond_the_last_is_refused() -> None:
    with pytest.raises(UsageError, match="port 70000"), place("127.0.0.1", 70000):
        pass


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = build_app(site(ScriptedDesk([answered()])), hosts=("127.0.0.1",))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.slow
def test_the_page_needs_nothing_but_itself(client: TestClient) -> None:
    index = client.get("/").text
    sheet = client.get("/page/page.css").text

    loaded = re.findall(r"""<(?:script|link)[^>]*(?:src|href)=["']([^"']+)""", index)
    assert loaded
    assert [address for address in loaded if "//" in address] == []
    assert re.findall(r"url\(([^)]*//[^)]*)\)|@import", sheet) == []
    assert "fonts.g" not in client.get("/theme.css").text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/page/page.css", "text/css"),
        ("/page/page.js", "text/javascript"),
        ("/page/icon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/svg+xml"),
        ("/page/fonts/SourceSerifPro-Regular.otf", "font/otf"),
        ("/healthz", "application/json"),
    ],
)
def test_what_the_page_is_made_of_is_served(client: TestClient, path: str, kind: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, kind)
    assert answer.content


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/page/guard.py", "/page/../server.py", "/gradio_api/upload", "/config", "/docs"]
)
def test_nothing_else_is(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.slow
def test_gradio_is_told_to_keep_to_itself(client: TestClient) -> None:
    index = client.get("/").text

    config = re.search(r"window\.gradio_config = (\{.*?\});</script>", index)
    assert config is not None
    for setting in ('"analytics_enabled":false', '"footer_links":[]', '"show_error":false'):
        assert setting in config[1]


@pytest.mark.slow
def test_the_address_is_told_once_it_answers_and_an_interrupt_is_no_error() -> None:
    told: list[str] = []

    def ready(url: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=30):
            told.append(url)
        os.kill(os.getpid(), signal.SIGINT)

    with place("127.0.0.1", 0) as at:
        serve(site(ScriptedDesk([answered()])), at, ready=ready)

    assert told == [at.url]


@contextmanager
def scripted_server() -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPTED],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_goes_nowhere_and_ends_cleanly_though_a_page_is_open(stop: signal.Signals) -> None:
    with scripted_server() as (process, url):
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
        connection.request("GET", "/gradio_api/heartbeat/abc")
        assert connection.getresponse().status == 200
        process.send_signal(stop)
        out, errors = process.communicate(timeout=30)
        connection.close()

    assert (process.returncode, out, errors) == (0, "closed\n", "")
