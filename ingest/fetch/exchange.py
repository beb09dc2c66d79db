"""One request to one host and its reply, with whatever goes wrong named; follows nothing."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import httpcore

from ingest.fetch.addresses import Address, Target, check_addresses, is_loopback
from ingest.fetch.headers import Headers, reply_headers, retry_after
from ingest.fetch.network import CheckedBackend, Deadline, Machine
from ingest.fetch.unpack import CodecError, TooLargeError, Unpacker
from rag.errors import FetchError

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses that may pass


@dataclass(frozen=True, slots=True)
class Reply:
    """A status of 200, 304 or a redirect's, and the body of a 200, unpacked."""

    target: Target
    status: int
    headers: Headers
    body: bytes
    own: bool  # whether it came from this machine


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one reply may cost."""

    max_bytes: int  # unpacked
    expansion: float  # unpacked bytes for each byte sent
    cut: bool = False  # keep what has come when a bound is met, and ask for no more


def exchange(
    target: Target,
    headers: Sequence[tuple[bytes, bytes]],
    *,
    machine: Machine,
    deadline: Deadline,
    tls: ssl.SSLContext | None,
    bounds: Bounds,
    loopback: bool,
) -> Reply:
    """Ask for a target and return what came.

    The host is resolved once, every address of it checked, and one of those connected to.
    Raises FetchError: E_URL_PRIVATE, E_DNS, E_CONNECT, E_TLS, E_TIMEOUT, E_PROTOCOL, E_TOO_LARGE,
    E_CODEC, or E_HTTP for any other status.
    """
    with _named(target.url):
        addresses = _addresses(target, machine, deadline)
        check_addresses(target, addresses, loopback=loopback)
        with httpcore.HTTPConnection(
            httpcore.Origin(target.scheme.encode(), target.host.encode(), target.port),
            ssl_context=tls,
            network_backend=CheckedBackend(addresses, machine, deadline),
        ) as connection:
            url = httpcore.URL(
                scheme=target.scheme, host=target.host, port=target.port, target=target.path
            )
            with connection.stream("GET", url, headers=list(headers)) as response:
                own = all(map(is_loopback, addresses))
                return _read(target, response, bounds, own=own)


def _addresses(target: Target, machine: Machine, deadline: Deadline) -> list[Address]:
    if target.address is not None:
        return [target.address]
    return machine.resolve(target.host, deadline.left())


def _read(target: Target, response: httpcore.Response, bounds: Bounds, *, own: bool) -> Reply:
    """Return the reply, its body read if it is one to be kept; raises FetchError, E_HTTP."""
    headers = reply_headers(response.headers)
    status = response.status
    if status == 304 or status in REDIRECTS:
        return Reply(target, status, headers, b"", own)
    if status != 200:
        raise _not_had(target, status, headers)
    return Reply(target, status, headers, _body(response, headers, bounds), own)


def _body(response: httpcore.Response, headers: Headers, bounds: Bounds) -> bytes:
    """Return the body unpacked; raises TooLargeError, at once if so much is announced."""
    said = headers.get("content-length", "")
    if said.isdigit() and int(said) > bounds.max_bytes and not bounds.cut:
        raise TooLargeError(f"{int(said):,} bytes are announced, at most {bounds.max_bytes:,}")
    unpacker = Unpacker(
        headers.get("content-encoding", ""),
        max_bytes=bounds.max_bytes,
        expansion=bounds.expansion,
    )
    try:
        for piece in response.iter_stream():
            unpacker.feed(piece)
    except TooLargeError:
        if bounds.cut:
            return unpacker.so_far()
        raise
    return unpacker.whole()


def _not_had(target: Target, status: int, headers: Headers) -> FetchError:
    passing = status in _PASSING
    return FetchError(
        target.url,
        f"the host replies with status {status}",
        code="E_HTTP",
        status=status,
        retry=passing,
        retry_after=retry_after(headers, now=datetime.now(UTC)) if passing else None,
        hint="It may pass: try again later." if passing else "Look at it in a browser.",
    )


@contextmanager
def _named(url: str) -> Iterator[None]:
    """Turn what sockets, TLS, HTTP and unpacking raise into FetchError."""
    try:
        yield
    except TimeoutError as error:
        raise FetchError(url, f"takes too long ({error})", code="E_TIMEOUT", retry=True) from error
    except ssl.SSLCertVerificationError as error:
        reason = f"the host's certificate is not to be trusted: {error.verify_message}"
        hint = "If its authority is your own, name the authority's file in SSL_CERT_FILE."
        raise FetchError(url, reason, code="E_TLS", hint=hint) from error
    except ssl.SSLError as error:
        raise FetchError(url, f"no secure connection: {error}", code="E_TLS") from error
    except socket.gaierror as error:
        reason = f"no address is known for its host: {error.strerror}"
        hint = "Check the spelling and the network."
        raise FetchError(url, reason, code="E_DNS", retry=True, hint=hint) from error
    except OSError as error:
        reason = f"no connection: {error.strerror or error}"
        raise FetchError(url, reason, code="E_CONNECT", retry=True) from error
    except httpcore.ProtocolError as error:
        reason = f"no whole HTTP reply: {error}"
        raise FetchError(url, reason, code="E_PROTOCOL", retry=True) from error
    except TooLargeError as error:
        hint = "The limits are DATELINE_FETCHING__MAX_BYTES and DATELINE_FETCHING__EXPANSION."
        raise FetchError(url, str(error), code="E_TOO_LARGE", hint=hint) from error
    except CodecError as error:
        raise FetchError(url, f"cannot be unpacked: {error}", code="E_CODEC") from error
