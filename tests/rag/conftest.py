from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.desk import Desk
from rag.settings import Settings
from rag.wiring import open_desk
from tests.conftest import SAMPLE
from tests.fakes import WordEncoder
from tests.ingest.jobs import run, settings_for


@pytest.fixture(scope="session")
def word_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home that holds the sample archive, embedded by words; to be read only."""
    home: Path = tmp_path_factory.mktemp("words") / "home"
    run(home, SAMPLE / "articles", encoder=WordEncoder(dim=256))
    return settings_for(home, index="exact")


@pytest.fixture(scope="session")
def word_desk(word_settings: Settings) -> Iterator[Desk]:
    """A desk over it, quick to make: it knows words and no meanings."""
    with open_desk(word_settings, encoder=WordEncoder(dim=256)) as desk:
        yield desk
