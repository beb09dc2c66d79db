from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.people.answers import Hands
from ui.people.people import People


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def people(tmp_path: Path, hands: Hands) -> Iterator[People]:
    opened = People(tmp_path / "home", clock=hands)
    yield opened
    opened.close()
