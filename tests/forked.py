"""Processes of a test's own, each forked from one that has imported what they need.

A start then takes a tenth of a second instead of two to five, which Gradio and Chroma take to be
imported. Nothing else is shared: what was imported has opened no file and begun no thread.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TextIO

IMPORTED = ["chromadb.api.rust", "tests.browser.shelf_server", "tests.faults.job", "ui.web.app"]


@dataclass(frozen=True, slots=True)
class Running:
    """A process, what it writes to its output, and the file with what it has said of errors."""

    process: ForkServerProcess
    out: TextIO
    errors: Path


@contextmanager
def running(job: Callable[..., None], *arguments: object) -> Iterator[Running]:
    """Run a job in a process, which is killed if it has not ended when this does."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    heard, told = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as folder:
        errors = Path(folder) / "errors"
        process = context.Process(target=_run, args=(told, errors, job, arguments))
        process.start()
        told.close()
        with heard, os.fdopen(os.dup(heard.fileno()), encoding="utf-8") as out:
            try:
                yield Running(process, out, errors)
            finally:
                process.kill()
                process.join()


def _run(
    told: Connection, errors: Path, job: Callable[..., None], arguments: tuple[object, ...]
) -> None:
    os.dup2(told.fileno(), 1)
    told.close()
    with errors.open("wb") as file:
        os.dup2(file.fileno(), 2)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    job(*arguments)
