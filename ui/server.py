"""The server: the pages on loopback, until it is stopped."""

from __future__ import annotations

import ipaddress
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import UsageError
from ui.web.site import Site

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

_SHUTDOWN_S = 1  # seconds that open event streams get to end; a page keeps one open for good


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page will be: a bound socket, its address, and the names it is reached by."""

    listener: socket.socket
    url: str
    hosts: tuple[str, ...]


@contextmanager
def place(host: str, port: int) -> Iterator[Place]:
    """Take hold of a port of this machine, 0: any free one.

    Raises UsageError for a host that is not loopback and for a port that is taken.
    """
    family, address = _loopback(host)
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        if sys.platform != "win32":  # there it would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except (OSError, OverflowError) as error:
            raise UsageError(
                f"cannot serve on {address} port {port}: {_reason(error)}",
                hint="Choose another port with --port, or --port 0 for any that is free.",
            ) from error
        name = f"[{address}]" if family == socket.AF_INET6 else address
        yield Place(listener, f"http://{name}:{listener.getsockname()[1]}", (name, "localhost"))


def serve(site: Site, at: Place, *, ready: Callable[[str], None]) -> None:
    """Serve until interrupted (Ctrl-C or SIGTERM), then return.

    ``ready`` is called with the page's address once it really answers.
    """
    from ui.web.app import build_app

    app = build_app(site, hosts=at.hosts)
    with _terminable(), _hushable() as hush:
        try:
            _server(app, lambda: ready(at.url), hush).run(sockets=[at.listener])
        except KeyboardInterrupt:
            return


def _loopback(host: str) -> tuple[socket.AddressFamily, str]:
    name = "127.0.0.1" if host == "localhost" else host.strip("[]")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise UsageError(
            f"the page is served to this machine only, not on {host!r}: it has no passwords",
            hint="Leave --host out. To reach it from elsewhere, use a tunnel (ssh -L).",
        )
    return (socket.AF_INET6 if address.version == 6 else socket.AF_INET), str(address)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM end the server as Ctrl-C does, so that what is open is closed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _hushable() -> Iterator[Callable[[], None]]:
    """Give a way to silence uvicorn for the rest of the block.

    The event streams of open pages are cut at the end, and it reports each as an error.
    """
    log = logging.getLogger("uvicorn.error")
    before = log.level
    try:
        yield lambda: log.setLevel(logging.CRITICAL)
    finally:
        log.setLevel(before)


def _server(app: ASGIApp, ready: Callable[[], None], hush: Callable[[], None]) -> uvicorn.Server:
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            hush()
            await super().shutdown(sockets)

    return Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )
    )
