"""Names are resolved once, and only an address that was checked is connected to."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import pytest

from ingest.fetch.addresses import Address
from ingest.fetch.client import Fetcher
from ingest.fetch.network import Machine, connect, resolve
from rag.errors import FetchError
from rag.settings import Fetching
from tests.ingest.fetch.server import Server, redirect, stall

PUBLIC = "93.184.216.34"
NEAR = Fetching(loopback=True, pause_s=0)


@dataclass(slots=True)
class Wire:
    """Names and connections of a test: keeps what was asked for, and connects to loopback only."""

    names: dict[str, Sequence[str]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    down: frozenset[str] = frozenset()
    port: int | None = None  # where a public address leads in this test

    def resolve(self, host: str, seconds: float) -> list[Address]:
        self.resolved.append(host)
        return [ip_address(address) for address in self.names[host]]

    def connect(self, address: Address, port: int, seconds: float) -> socket.socket:
        self.dialled.append(str(address))
        if str(address) in self.down:
            raise TimeoutError("timed out")
        return connect(ip_address("127.0.0.1"), self.port or port, seconds)

    def fetcher(
        self, settings: Fetching, trust: Callable[[], ssl.SSLContext] | None = None
    ) -> Fetcher:
        machine = Machine(resolve=self.resolve, connect=self.connect)
        if trust is not None:
            machine = Machine(resolve=self.resolve, connect=self.connect, trust=trust)
        return Fetcher(settings, machine=machine)


@pytest.mark.parametrize("addresses", [["10.0.0.7"], [PUBLIC, "10.0.0.7"], ["::1"]])
def test_a_name_of_a_private_address_is_never_dialled(addresses: list[str]) -> None:
    wire = Wire({"localtest.example": addresses})

    with pytest.raises(FetchError) as caught:
        wire.fetcher(Fetching()).fetch("http://localtest.example/")

    assert caught.value.code == "E_URL_PRIVATE"
    assert wire.dialled == []


@pytest.mark.parametrize("to", ["http://inside.example/", "http://10.0.0.7/", "http://0x0a000007/"])
def test_a_redirect_inside_sends_no_packet_there(server: Server, to: str) -> None:
    wire = Wire({"outside.example": [PUBLIC], "inside.example": ["10.0.0.7"]}, port=server.port)
    server.route("/", redirect(to))

    with pytest.raises(FetchError) as caught:
        wire.fetcher(Fetching(pause_s=0)).fetch("http://outside.example/")

    assert caught.value.code == "E_URL_PRIVATE"
    assert set(wire.dialled) == {PUBLIC}


@pytest.mark.parametrize("name", ["own.example", "127.0.0.1"])
def test_a_public_host_does_not_lead_to_this_machine(server: Server, name: str) -> None:
    wire = Wire({"outside.example": [PUBLIC], "own.example": ["127.0.0.1"]}, port=server.port)
    server.route("/", redirect(f"http://{name}:{server.port}/secret"))
    server.serve("/secret", "not for you")

    with pytest.raises(FetchError) as caught:
        wire.fetcher(NEAR).fetch("http://outside.example/")

    assert caught.value.code in {"E_URL", "E_URL_PRIVATE"}
    assert set(wire.dialled) == {PUBLIC}


def test_the_address_that_was_checked_is_the_one_connected_to(server: Server) -> None:
    wire = Wire({"paper.example": [PUBLIC]}, port=server.port)
    server.serve("/a", "news")

    fetched = wire.fetcher(Fetching(pause_s=0)).fetch("http://paper.example/a")

    assert fetched.body == b"news"
    assert wire.resolved == ["paper.example"] * 2  # once for each connection
    assert wire.dialled == [PUBLIC] * 2
    assert [request.headers["host"] for request in server.requests] == ["paper.example"] * 2


def test_an_address_that_is_silent_does_not_cost_the_others(server: Server) -> None:
    dead = "2606:2800:220:1::1"
    wire = Wire({"paper.example": [dead, PUBLIC]}, port=server.port, down=frozenset({dead}))
    server.serve("/a", "news")

    assert wire.fetcher(Fetching(pause_s=0)).fetch("http://paper.example/a").body == b"news"
    assert wire.dialled == [dead, PUBLIC] * 2


def test_the_system_resolves_localhost_to_this_machine() -> None:
    assert all(address.is_loopback for address in resolve("localhost", 5.0))


def test_a_name_that_nobody_has() -> None:
    with Fetcher(NEAR) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch("http://nobody.invalid/")

    assert (caught.value.code, caught.value.retry) == ("E_DNS", True)
    assert caught.value.url == "http://nobody.invalid/"


def test_a_name_server_that_is_silent_is_not_waited_for() -> None:
    answered = threading.Event()

    def lookup(host: str) -> list[str]:
        answered.wait()
        return [PUBLIC]

    with pytest.raises(TimeoutError, match="no name server has answered"):
        resolve("paper.example", 0.01, lookup=lookup)
    answered.set()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for paper.example that nobody vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        " -subj /CN=paper.example -addext subjectAltName=DNS:paper.example"
        " -keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return both


def secure(certificate: Path) -> Server:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return Server(tls=context)


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    with secure(certificate) as server, Fetcher(NEAR) as fetcher:
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(server.serve("/a", "news"))

        assert (caught.value.code, caught.value.retry) == ("E_TLS", False)
        assert "self-signed certificate" in caught.value.reason
        assert "SSL_CERT_FILE" in caught.value.hint
        assert server.requests == []


@pytest.mark.parametrize(("name", "had"), [("paper.example", True), ("other.example", False)])
def test_a_certificate_is_believed_for_its_own_host_only(
    certificate: Path, name: str, had: bool
) -> None:
    with secure(certificate) as server:
        server.serve("/a", "news")
        wire = Wire({name: [PUBLIC]}, port=server.port)
        fetcher = wire.fetcher(
            Fetching(pause_s=0), lambda: ssl.create_default_context(cafile=str(certificate))
        )

        try:
            outcome = fetcher.fetch(f"https://{name}/a").body.decode()
        except FetchError as error:
            outcome = error.code

        assert outcome == ("news" if had else "E_TLS")
        assert [request.path for request in server.requests] == ["/robots.txt", "/a"] * had


def test_a_host_that_speaks_no_tls() -> None:
    ours, theirs = socket.socketpair()
    machine = Machine(resolve=lambda *_: [ip_address(PUBLIC)], connect=lambda *_: ours)
    with ours, theirs:
        theirs.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        with pytest.raises(FetchError) as caught:
            Fetcher(Fetching(), machine=machine).fetch("https://paper.example/")

    assert caught.value.code == "E_TLS"
    assert caught.value.reason.startswith("no secure connection: ")


def test_a_handshake_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        wire = Wire({"paper.example": [PUBLIC]}, port=silent.getsockname()[1])

        with pytest.raises(FetchError) as caught:
            wire.fetcher(Fetching(pause_s=0, total_s=0.2)).fetch("https://paper.example/")

    assert caught.value.code == "E_ROBOTS"
    assert "takes too long" in caught.value.reason


def test_a_robots_file_and_its_page_share_one_deadline(server: Server) -> None:
    server.route("/robots.txt", stall())

    with Fetcher(Fetching(loopback=True, total_s=0.2)) as fetcher, pytest.raises(FetchError) as e:
        fetcher.fetch(server.serve("/a", "news"))

    assert (e.value.code, e.value.retry, server.paths) == ("E_ROBOTS", True, [])
