"""What every request passes through: known hosts and paths, a size limit, security headers."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.texts import count, say

BODY_BYTES = 1_000_000  # of one request, but where an address takes more

_DIGITS = 18  # of a length; a longer number is no length of anything

# What Gradio 6.31 needs, found by running the page under a stricter policy:
#   script 'self' + nonce   its modules, and the four inline scripts of its index page
#   style 'unsafe-inline'   Svelte sets style attributes and inserts <style> elements
#   img data:, blob:        icons inside its style sheets
#   font 'self'             the fonts in its package
#   connect 'self'          its queue and heartbeat
# It needs no eval as long as the page has no gr.HTML and no `js=` on an event.
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self';"
    " base-uri 'self'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
# Gradio also serves uploads (ours have their own address, see ui/web/archive/routes.py), files,
# a proxy, an API and more: the page uses none of them.
PAGE_PATHS = (
    "/archive",
    "/quality",
    "/assets/",
    "/static/",
    "/theme.css",
    "/manifest.json",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/heartbeat/",
    "/gradio_api/app_id",  # a page that lost the server asks until it is back, then loads anew
    "/gradio_api/run/predict",  # events that do not queue
    "/gradio_api/cancel",  # stops an event of one's own, known by its unguessable id
    "/gradio_api/reset",  # which Gradio asks for afterwards; it does nothing
)


class Guard:
    """ASGI middleware around the page.

    ``hosts``: the names it answers to. ``paths``: what may be asked for beside ``/``, by prefix.
    ``bodies``: the addresses that take a larger body than others, and how many bytes of it: an
    uploaded file, which its address writes to the disk as it comes and counts again.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Collection[str],
        paths: tuple[str, ...],
        bodies: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._bodies = bodies or {}
        self._hosts = frozenset(hosts)
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request itself where it is refused, else pass it on and dress the answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # a web socket: the page has none
            await send({"type": "websocket.close"})
            return
        dressed = _Dressed(send)
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        most = self._bodies.get(scope["path"], BODY_BYTES)
        refusal = refuse(scope["method"], headers, self._hosts, most=most) or self._unknown(
            scope["path"]
        )
        if refusal is not None:
            status, reason = refusal
            await JSONResponse({"detail": reason}, status)(scope, receive, dressed)
            return
        plain = [(name, text) for name, text in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, dressed)

    def _unknown(self, path: str) -> tuple[int, str] | None:
        known = path == "/" or path.startswith(self._paths)
        return None if known else (404, say("server.not_found"))


def refuse(
    method: str, headers: Mapping[str, str], hosts: Collection[str], *, most: int = BODY_BYTES
) -> tuple[int, str] | None:
    """Decide whether a request is refused: status and reason, None to let it in.

    ``most`` bytes of a body are taken.
    ``headers`` have lower-case names. A host that is not ours may be a name made to point here; an
    origin that is not ours is another site's page, open in the same browser.
    """
    host = headers.get("host", "")
    if _name(host) not in hosts:
        return 421, say("server.other_host")
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return 403, say("server.other_site")
    length = headers.get("content-length", "" if method == "POST" else "0")
    if not length.isdecimal():
        return 411, say("server.no_length")
    if len(length) > _DIGITS or int(length) > most:
        return 413, count("server.too_large", most)
    return None


class _Dressed:
    """A ``send`` that adds the headers and, in a page, the nonce of its scripts.

    Only pages are held back to be changed; the queue's events stream through.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._nonce = secrets.token_urlsafe(16)
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Pass a message on, or keep it until the body is whole."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            headers.update(_HEADERS)
            headers["content-security-policy"] = _POLICY.format(nonce=self._nonce)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)
            return
        await self._send(message)

    async def _finish(self, start: Message) -> None:
        # Values in the page are JSON with < escaped, so every <script is the template's own.
        body = bytes(self._body).replace(b"<script", f'<script nonce="{self._nonce}"'.encode())
        MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _name(host: str) -> str:
    """Return the host without its port: ``127.0.0.1``, ``[::1]``."""
    return host[: host.index("]") + 1] if "]" in host else host.partition(":")[0]
