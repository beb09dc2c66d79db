from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.ui.cli import command
from tests.ui.cli.command import Dateline, typed


@pytest.fixture
def dateline(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Dateline:
    """Type a command; no setting comes from the environment."""
    for name in os.environ:
        if name.startswith("DATELINE_") and name != "DATELINE_CACHE":
            monkeypatch.delenv(name)
    return partial(typed, capsys=capsys, monkeypatch=monkeypatch)


@pytest.fixture
def logging_put_back() -> Iterator[None]:
    """Undo what a test does to logging."""
    with command.logging_put_back():
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where a home may be made."""
    return tmp_path / "home"
