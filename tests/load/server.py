"""A server in a process of its own, its memory watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

GROWTH = 1.3  # times its memory before, under which a server has kept nothing of a crowd
RUN = (sys.executable, "-c", "from ui.cli.main import main; main()")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it answers, and its process."""

    url: str
    process: int

    def memory(self) -> int:
        """Return the bytes it has in memory (Linux)."""
        pages = int(Path(f"/proc/{self.process}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


def stays(before: int, after: int) -> bool:
    """Whether the bytes after a crowd are those before, but for what any use leaves."""
    return after <= GROWTH * before


@contextmanager
def running(home: Path, *, queue: int) -> Iterator[Server]:
    """Serve a home on a free port with a queue of that length; interrupted at the end."""
    command = [*RUN, "serve", "--home", str(home), "--port", "0", "--json"]
    environment = {**os.environ, "DATELINE_LIMITS__QUEUE": str(queue)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        try:
            yield Server(json.loads(process.stdout.readline())["url"], process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)
