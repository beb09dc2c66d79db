"""A server and a newsroom for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.fetch.server import Server
from tests.ingest.web.polled import Newsroom


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def newsroom(server: Server, tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "home", server)
