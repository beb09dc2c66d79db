"""A web server on loopback that a test scripts, route by route: honest, slow, lying or broken."""

from __future__ import annotations

import gzip
import socketserver
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for; header names in lower case."""

    path: str  # with the query
    headers: dict[str, str]


@dataclass(slots=True)
class Client:
    """The other end of a connection, as a route sees it."""

    send: Callable[[bytes], object]
    stopping: threading.Event  # set when the test is over

    def reply(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """Send a whole reply; ``content_type="text/html"`` is the header Content-Type."""
        headers.setdefault("content_length", str(len(body)))
        self.send(head(status, **headers) + body)


Route = Callable[[Client, Request], None]


def head(status: int = 200, **headers: str) -> bytes:
    """Return a reply's first lines, to be followed by any body."""
    lines = [f"HTTP/1.1 {status} Said"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("utf-8")


@dataclass(slots=True)
class Server:
    """Serves ``routes``, path -> route, and keeps what it was asked; other paths are 404."""

    tls: ssl.SSLContext | None = None
    routes: dict[str, Route] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    _tcp: socketserver.ThreadingTCPServer = field(init=False)

    def __enter__(self) -> Self:
        served = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):  # the client has gone, or never trusted us
                    served.answer(self)

        self._tcp = _Tcp(("127.0.0.1", 0), Handler)
        if self.tls is not None:
            self._tcp.socket = self.tls.wrap_socket(
                self._tcp.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=self._tcp.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self._tcp.shutdown()
        self._tcp.server_close()

    @property
    def port(self) -> int:
        return int(self._tcp.server_address[1])

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order, robots.txt left out."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def url(self, path: str = "/") -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}{path}"

    def serve(self, path: str, body: str | bytes, **headers: str) -> str:
        """Answer a path with 200 and a body, and return its URL."""
        headers.setdefault("content_type", HTML)
        return self.route(path, ok(body, **headers))

    def route(self, path: str, route: Route) -> str:
        self.routes[path] = route
        return self.url(path)

    def answer(self, connection: socketserver.StreamRequestHandler) -> None:
        self.connections += 1
        path = connection.rfile.readline().decode("latin-1").split(" ")[1]
        headers = {}
        while line := connection.rfile.readline().strip().decode("latin-1"):
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        request = Request(path, headers)
        self.requests.append(request)
        client = Client(connection.wfile.write, self.stopping)
        self.routes.get(path.partition("?")[0], status(404))(client, request)


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


def ok(body: str | bytes, **headers: str) -> Route:
    """A page."""
    raw = body.encode("utf-8") if isinstance(body, str) else body
    return lambda client, _: client.reply(200, raw, **headers)


def status(code: int, **headers: str) -> Route:
    """Another status, without a body."""
    return lambda client, _: client.reply(code, b"", **headers)


def redirect(to: str, code: int = 302) -> Route:
    """A redirect, to a path or a URL."""
    return status(code, location=to)


def conditional(body: str, *, etag: str, last_modified: str) -> Route:
    """A page that is sent only to those who do not have it."""

    def answer(client: Client, request: Request) -> None:
        headers = {"etag": etag, "last_modified": last_modified}
        known = (
            request.headers.get("if-none-match") == etag
            or request.headers.get("if-modified-since") == last_modified
        )
        client.reply(304 if known else 200, b"" if known else body.encode(), **headers)

    return answer


def stall(sent: bytes = b"") -> Route:
    """A host that sends so much, and then nothing until the test is over."""

    def answer(client: Client, _: Request) -> None:
        client.send(sent)
        client.stopping.wait()

    return answer


def drip(first: bytes, drop: bytes = b"x") -> Route:
    """A host that sends a byte at a time, often enough never to look dead."""

    def answer(client: Client, _: Request) -> None:
        client.send(first)
        while not client.stopping.wait(0.005):
            client.send(drop)

    return answer


def endless(first: bytes, more: bytes) -> Route:
    """A host that never stops sending."""

    def answer(client: Client, _: Request) -> None:
        client.send(first)
        while not client.stopping.is_set():
            client.send(more)

    return answer


def raw(sent: bytes) -> Route:
    """These very bytes, and then the end."""

    def answer(client: Client, _: Request) -> None:
        client.send(sent)

    return answer


def gzipped(body: bytes) -> Route:
    """A page packed with gzip."""
    return ok(gzip.compress(body), content_encoding="gzip", content_type=HTML)
