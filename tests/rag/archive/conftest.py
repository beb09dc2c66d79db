from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.archive.archive import Archive
from rag.archive.writer import Writer


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """The writer of a new home at ``tmp_path``."""
    opened = Writer.open(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def archive(writer: Writer, tmp_path: Path) -> Iterator[Archive]:
    """A reader of the writer's home, with connections of its own."""
    opened = Archive.open(tmp_path)
    yield opened
    opened.close()
