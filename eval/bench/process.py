"""A side's process as the bench holds it: asked, timed, and its memory watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from time import perf_counter
from typing import Any, Self

from rag.errors import EvalError

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "true",
}
LOOK_S = 0.05  # seconds between two looks at the memory


class Side:
    """``eval.bench.child`` as a child process; a context manager.

    ``started_s`` is from its start until it was ready to be asked, imports and all.
    ``peak_bytes`` is the most that it and its own children held at once (resident, sampled
    every LOOK_S); None where there is no /proc.
    """

    def __init__(self, name: str, home: Path) -> None:
        self.name = name
        self.peak_bytes: int | None = None
        self._done = threading.Event()
        started = perf_counter()
        self._process = subprocess.Popen(  # noqa: S603  our own code
            [sys.executable, "-m", "eval.bench.child", name, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | OFFLINE,
        )
        self._said: list[str] = []
        self._threads = [
            threading.Thread(target=run, daemon=True) for run in (self._watch, self._listen)
        ]
        for thread in self._threads:
            thread.start()
        self._reply()
        self.started_s = perf_counter() - started

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, method: str, *given: Any, **named: Any) -> dict[str, Any]:
        """Return what a method of the side replies; EvalError if its process died."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps([method, given, named]) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._died() from None
        return self._reply()

    def close(self) -> None:
        """End the process: it has no more requests."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._done.set()
        for thread in self._threads:
            thread.join()
        self._process.stdout.close()

    def _reply(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._died()
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _died(self) -> EvalError:
        self.close()
        last = next((line for line in reversed(self._said) if line.strip()), "no word")
        return EvalError(f"the {self.name} side ended with {self._process.returncode}: {last}")

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as said:
            self._said.extend(line.rstrip() for line in said)

    def _watch(self) -> None:
        while not self._done.wait(LOOK_S):
            held = resident_bytes(self._process.pid)
            if held is not None:
                self.peak_bytes = max(self.peak_bytes or 0, held)


def resident_bytes(pid: int) -> int | None:
    """Return what a process and everything under it holds in memory; None without /proc.

    Pages that two of them share are counted twice.
    """
    process = Path("/proc") / str(pid)
    try:
        pages = int((process / "statm").read_text().split()[1])
        children = [
            int(child)
            for task in (process / "task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except (OSError, IndexError, ValueError):
        return None
    below = (resident_bytes(child) or 0 for child in children)
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(below)


def cold(command: list[str]) -> float:
    """Return the seconds that a command takes from its start to its end; EvalError if it fails."""
    started = perf_counter()
    done = subprocess.run(  # noqa: S603  our own code
        command, env=os.environ | OFFLINE, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 3):  # 3: an abstention is an answer
        raise EvalError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-300:]}")
    return perf_counter() - started
