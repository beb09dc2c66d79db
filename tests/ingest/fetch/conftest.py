"""A server and a fetcher for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.fetch.client import Fetcher
from rag.settings import Fetching
from tests.ingest.fetch.server import Server

NEAR = Fetching(loopback=True, pause_s=0)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(NEAR) as fetcher:
        yield fetcher
