"""A home for each test; one real, limited parsing process for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.inputs.read import Parse
from ingest.sandbox import open_parser
from rag.settings import Parsing
from tests.bad_input.intake import Intake
from tests.ingest.fetch.server import Server


@pytest.fixture(scope="session")
def parser() -> Iterator[Parse]:
    with open_parser(Parsing()) as parse:
        yield parse


@pytest.fixture
def intake(tmp_path: Path, parser: Parse) -> Intake:
    return Intake(tmp_path, parser)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server
