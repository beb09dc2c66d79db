"""Chroma's HTTP client with the timeouts it lacks. Imported only when a server is used."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import httpx
from chromadb.api.fastapi import FastAPI
from chromadb.config import Settings, System

CONNECT_S: Final = 5.0  # seconds until a server has taken the connection
ANSWER_S: Final = 30.0  # seconds between two pieces of its answer


class TimedApi(FastAPI):
    """The same requests through a session of our own, since no setting reaches into theirs.

    What is meant for this machine goes there, and not to a proxy named in the environment.
    """

    def __init__(self, system: System) -> None:
        super().__init__(system)
        theirs = self._session
        self._session = httpx.Client(
            headers=theirs.headers,
            limits=self.http_limits,
            timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
            trust_env=not is_loopback(urlsplit(self.get_api_url()).hostname or ""),
        )
        theirs.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def connect(url: str) -> TimedApi:
    """Return a client for the server at ``url``; sends nothing yet."""
    settings = Settings(
        _env_file=None,  # a .env in the current folder is not about us
        chroma_server_host=url,
        chroma_server_http_port=80,  # demanded, and ignored where the host is a whole address
        anonymized_telemetry=False,
        chroma_otel_collection_endpoint="",
    )
    system = System(settings)
    system.start()
    return system.instance(TimedApi)


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this machine, whatever its other names."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
