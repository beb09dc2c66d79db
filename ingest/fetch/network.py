"""Connections that go to a checked address only and end at their deadline."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import httpcore

from ingest.fetch.addresses import Address

_MOST_TRIED: Final = 4  # addresses of one host

_Options = Iterable[
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
]


def _lookup(host: str) -> list[str]:
    """Return the addresses that the system knows for a host; raises socket.gaierror."""
    infos = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]).partition("%")[0] for info in infos))


def resolve(
    host: str, seconds: float, *, lookup: Callable[[str], list[str]] = _lookup
) -> list[Address]:
    """Return every address of a host, the system's preferred one first.

    Raises socket.gaierror if it has none, TimeoutError if no name server answers in time: the
    system's own call knows no limit, so it is left behind in a thread of its own.
    """
    replies = queue.SimpleQueue[list[Address] | OSError]()

    def ask() -> None:
        try:
            replies.put([ip_address(address) for address in lookup(host)])
        except OSError as error:
            replies.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        reply = replies.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no name server has answered for {host}") from None
    if isinstance(reply, OSError):
        raise reply
    return reply


def connect(address: Address, port: int, seconds: float) -> socket.socket:
    """Return a connection to an address; raises OSError."""
    return socket.create_connection((str(address), port), timeout=seconds)


def trust() -> ssl.SSLContext:
    """Return whose certificates are believed: SSL_CERT_FILE's or certifi's."""
    import httpx

    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Machine:
    """What a fetch needs of the machine it runs on."""

    resolve: Callable[[str, float], list[Address]] = resolve
    connect: Callable[[Address, int, float], socket.socket] = connect
    trust: Callable[[], ssl.SSLContext] = trust
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Deadline:
    """A moment at which everything ends."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock, self._end = clock, clock() + seconds

    def left(self) -> float:
        """Return the seconds left, more than 0; raises TimeoutError if there are none."""
        left = self._end - self._clock()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def extend(self, seconds: float) -> None:
        """Put the end off by what was spent waiting out of politeness."""
        self._end += seconds


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the given addresses, whatever the host is called."""

    def __init__(self, addresses: Sequence[Address], machine: Machine, deadline: Deadline) -> None:
        self._addresses = addresses[:_MOST_TRIED]
        self._machine, self._deadline = machine, deadline

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: _Options | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Return a stream to the first address that answers; raises OSError.

        All but the last get half the time that is left: one that is silent must not cost all.
        """
        *heads, last = self._addresses
        for address in heads:
            try:
                return self._stream(address, port, self._deadline.left() / 2)
            except OSError:
                continue
        return self._stream(last, port, self._deadline.left())

    def _stream(self, address: Address, port: int, seconds: float) -> httpcore.NetworkStream:
        return _Stream(self._machine.connect(address, port, seconds), self._deadline)


class _Stream(httpcore.NetworkStream):
    """A socket each of whose operations ends at the deadline, however little comes at a time."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket, self._deadline = connected, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(buffer)

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        self._socket.settimeout(self._deadline.left())
        secured = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        return _Stream(secured, self._deadline)
