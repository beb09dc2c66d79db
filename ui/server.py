"""The server: the page behind its guard, on loopback, until it is stopped."""

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
from importlib.resources import files
from typing import TYPE_CHECKING

from rag.errors import UsageError
from rag.settings import Settings
from ui.web.desk import Desk

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

_SHUTDOWN_S = 1  # seconds that open event streams get to end; a page keeps one open for good
_ASSETS = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "fonts/SourceSerifPro-Regular.otf": "font/otf",
    "fonts/SourceSerifPro-Semibold.otf": "font/otf",
    "fonts/SourceSerifPro-It.otf": "font/otf",
}
_HEAD = (
    '<link rel="stylesheet" href="page/page.css">'
    '<link rel="icon" type="image/svg+xml" href="page/icon.svg">'
    '<meta name="robots" content="noindex">'
    '<script src="page/page.js" defer></script>'
)


def build_app(desk: Desk, settings: Settings, *, hosts: tuple[str, ...]) -> ASGIApp:
    """Return the whole application; ``hosts`` are the names it answers to."""
    import gradio
    from fastapi import FastAPI
    from fastapi.responses import JSONResponse, Response

    from ui.web.examples import Examples
    from ui.web.guard import PAGE_PATHS, Guard
    from ui.web.layout import build
    from ui.web.theme import theme

    examples = Examples()
    app = FastAPI(title="Dateline", openapi_url=None)

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/page/{name:path}")
    def asset(name: str) -> Response:
        if name not in _ASSETS:
            return JSONResponse({"detail": "not found"}, 404)
        body = files("ui.web").joinpath(name).read_bytes()
        return Response(body, media_type=_ASSETS[name], headers={"cache-control": "no-cache"})

    @app.get("/favicon.ico")
    def favicon() -> Response:
        return asset("icon.svg")

    gradio.mount_gradio_app(
        app,
        build(desk, settings, examples),
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=theme(),
        head=_HEAD,
    )
    # The first question must not wait for the encoder, nor the page for either.
    threading.Thread(target=examples.find, args=(desk,), name="warm-up", daemon=True).start()
    return Guard(app, hosts=hosts, paths=("/healthz", "/favicon.ico", *PAGE_PATHS))


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


def serve(desk: Desk, settings: Settings, at: Place, *, ready: Callable[[str], None]) -> None:
    """Serve until interrupted (Ctrl-C or SIGTERM), then return.

    ``ready`` is called with the page's address once it really answers.
    """
    app = build_app(desk, settings, hosts=at.hosts)
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
