"""The command line as a user types it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from ui.cli.main import main

ROOT = Path(__file__).parents[3]
DATELINE = [sys.executable, "-c", "from ui.cli.main import main; main()"]

Dateline = Callable[..., "Done"]


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one line of JSON on stdout."""
        (line,) = self.out.splitlines()
        loaded: dict[str, Any] = json.loads(line)
        return loaded


def typed(
    *arguments: str | Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Done:
    """Run a command in this process."""
    monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
    capsys.readouterr()
    with logging_put_back(), pytest.raises(SystemExit) as ended:
        main()
    written = capsys.readouterr()
    assert isinstance(ended.value.code, int | None)
    return Done(ended.value.code or 0, written.out, written.err)


def called(app: typer.Typer, *arguments: str | Path) -> Result:
    """Run a command of `app` in this process: it keeps the exception that ends a command."""
    with logging_put_back():
        return CliRunner().invoke(app, list(map(str, arguments)))


def spawned(
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    input_: str | None = None,
) -> Done:
    """Run a command in a process of its own."""
    done = subprocess.run(
        [*DATELINE, *map(str, arguments)],
        capture_output=True,
        text=True,
        input=input_,
        env=plain_environment() | dict(environment or {}),
        cwd=ROOT,
        timeout=300,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def plain_environment() -> dict[str, str]:
    """The environment without settings of ours, but for the cache."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DATELINE_") or name == "DATELINE_CACHE"
    }


@contextmanager
def logging_put_back() -> Iterator[None]:
    """Undo what a command does to logging, which is the whole process's."""
    root, ours = logging.getLogger(), logging.getLogger("dateline")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(levels[0])
        ours.setLevel(levels[1])
