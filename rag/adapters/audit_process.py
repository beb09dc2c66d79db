"""The audit of an index in a child process: a damaged one may crash it, and nothing else."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import IO, Any

from rag.adapters.index_audit import Findings, Request
from rag.errors import IndexUnavailableError
from rag.progress import Progress

CHILD = (sys.executable, "-P", "-m", "rag.adapters.index_audit_child")
SILENT_S = 600.0  # seconds without a word after which the child hangs; a million take ten to open


def audited(request: Request, progress: Progress, *, silent_s: float = SILENT_S) -> Findings:
    """Return what a child process finds in the index.

    Raises IndexUnavailableError if the index cannot be opened or read, crashes the process that
    does, or says nothing for ``silent_s`` seconds.
    """
    with _child(request) as process:
        for line in _lines(process, silent_s):
            if "findings" in line:
                found = line["findings"]
                return Findings(**{**found, "examples": tuple(found["examples"])})
            if "error" in line:
                message, hint = line["error"]
                raise IndexUnavailableError(message, hint=hint)
            _tell(line, progress)
        code = process.wait()
    how = f"signal {-code}" if code < 0 else f"exit status {code}"
    raise IndexUnavailableError(f"the process that opened the index died of it ({how})")


@contextmanager
def _child(request: Request) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # noqa: S603  our own module, nothing from outside
        CHILD,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a crash's own words; its status is what counts
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdin is not None
        with suppress(BrokenPipeError), process.stdin as stdin:
            stdin.write(json.dumps(asdict(request)) + "\n")
        yield process
    finally:
        process.kill()  # has no effect on one that has ended
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _lines(process: subprocess.Popen[str], silent_s: float) -> Iterator[dict[str, Any]]:
    """Give the child's lines of JSON as they come."""
    assert process.stdout is not None
    arrived: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(process.stdout, arrived), daemon=True).start()
    while True:
        try:
            line = arrived.get(timeout=silent_s)
        except queue.Empty:
            raise IndexUnavailableError(
                f"the process that opened the index said nothing for {silent_s:g} s"
            ) from None
        if line is None:
            return
        try:
            told = json.loads(line)
        except ValueError:  # a library's chatter, or half a line of one that was killed
            continue
        if isinstance(told, dict):
            yield told


def _read(stream: IO[str], arrived: queue.Queue[str | None]) -> None:
    try:
        for line in stream:
            arrived.put(line)
    except ValueError:  # closed while it was read
        pass
    finally:
        arrived.put(None)


def _tell(line: dict[str, Any], progress: Progress) -> None:
    if "phase" in line:
        progress.phase(*line["phase"])
    elif "advance" in line:
        progress.advance(line["advance"])
