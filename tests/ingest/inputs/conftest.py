"""What the tests of inputs share: options, and a file written and read at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingest.inputs.read import InputFile, Item, ReadOptions, read
from rag.settings import Limits

ReadBytes = Callable[..., list[Item]]


@pytest.fixture
def options() -> ReadOptions:
    return ReadOptions(zone=ZoneInfo("UTC"), limits=Limits())


@pytest.fixture
def read_bytes(tmp_path: Path, options: ReadOptions) -> ReadBytes:
    """Write bytes or text under a name and return what reading them yields."""

    def run(name: str, content: bytes | str, opts: ReadOptions = options) -> list[Item]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read(InputFile(path, name, path.stat().st_size), opts))

    return run


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """No optional library can be imported, as where no extra was installed."""
    for name in ("fastwarc", "fastwarc.warc", "fastwarc.stream_io", "pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
