"""One parsing process seen from its parent: started, fed, listened to, and how it died."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from ingest.sandbox import wire
from rag.errors import InputError

if TYPE_CHECKING:
    from rag.settings import Parsing

START_S = 60.0  # seconds to start and to import a parser's libraries; nothing hostile is read yet
_AHEAD = 16  # answers held for the parent, besides what the pipe holds
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # without which Python may not start
_ARROW = {"ARROW_DEFAULT_MEMORY_POOL": "system"}  # its own sets apart a gigabyte at once
_START = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from ingest.sandbox.child import main
main()
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a process ended: an ``E_`` code and the reason in words."""

    code: str
    reason: str


class DiedError(Exception):
    """The process gives no more answers."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class Process:
    """A running parser. Both pipes have a thread, so neither side waits for the other."""

    def __init__(self, limits: Parsing, target: str) -> None:
        self._limits = limits
        self._process = _started(limits, target)
        self._tasks: queue.SimpleQueue[tuple[bytes, ...] | None] = queue.SimpleQueue()
        self._answers: queue.Queue[list[object] | wire.NonsenseError | None] = queue.Queue(_AHEAD)
        self._threads = [threading.Thread(target=self._feed), threading.Thread(target=self._listen)]
        for thread in self._threads:
            thread.daemon = True
            thread.start()
        self._said: str | None = None

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def send(self, task: wire.Task) -> None:
        """Ask for a task after those asked for before; does not wait."""
        self._tasks.put(wire.task_frames(task))

    def receive(self, shares: int = 1) -> list[object]:
        """Return the next answer; a task's first may take ``shares`` times as long as others.

        Raises DiedError once the process is dead, has said that it cannot go on or nothing for
        longer than it may, and InputError if it never started.
        """
        patience = {wire.BEGUN: shares * self._limits.wall_s, wire.ITEM: self._limits.wall_s}
        try:
            answer = self._answers.get(timeout=patience.get(self._said or "", START_S))
        except queue.Empty:
            self._process.kill()
            raise DiedError(self._too_slow()) from None
        if isinstance(answer, wire.NonsenseError):
            raise DiedError(Verdict("E_CRASH", f"its parser gave {answer}"))
        if answer is None:
            raise DiedError(self._death())
        self._said = str(answer[0])
        match answer:
            case [wire.MEMORY]:
                raise DiedError(self._starved())
            case [wire.CRASH, str(reason)]:
                raise DiedError(Verdict("E_CRASH", f"its parser failed with {reason}"))
        return answer

    def close(self) -> None:
        """End the process, if it lives still, and let go of everything."""
        self._process.kill()
        self._tasks.put(None)
        while self._threads[1].is_alive():
            with suppress(queue.Empty):
                self._answers.get(timeout=0.01)
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(BrokenPipeError):
                cast("BinaryIO", pipe).close()
        self._process.wait()

    def _feed(self) -> None:
        pipe = cast("BinaryIO", self._process.stdin)
        with suppress(BrokenPipeError, OSError):  # it has died; who listens finds out how
            while (pieces := self._tasks.get()) is not None:
                pipe.writelines(pieces)
                pipe.flush()

    def _listen(self) -> None:
        pipe = cast("BinaryIO", self._process.stdout)
        try:
            while (payload := wire.read_frame(pipe, self._limits.memory_bytes)) is not None:
                self._answers.put(wire.loads(payload))
        except wire.NonsenseError as error:
            self._answers.put(error)
        else:
            self._answers.put(None)

    def _too_slow(self) -> Verdict:
        limit = f"{self._limits.wall_s:g} s (DATELINE_PARSING__WALL_S)"
        return Verdict("E_TIMEOUT", f"its parser was stopped after {limit}")

    def _starved(self) -> Verdict:
        limit = f"{self._limits.memory_bytes:,} bytes (DATELINE_PARSING__MEMORY_BYTES)"
        return Verdict("E_MEMORY", f"its parser needs more memory than {limit}")

    def _death(self) -> Verdict:
        status = self._process.wait()
        told = cast("BinaryIO", self._process.stderr).read().decode("utf-8", "replace")
        if self._said is None:
            why = told.strip().rpartition("\n")[2][:300] or f"status {status}"
            raise InputError(f"the parsing process did not start: {why}")
        if status >= 0:
            return Verdict("E_CRASH", f"its parser ended with status {status}")
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        if name in {"SIGPROF", "SIGXCPU"}:
            limit = f"{self._limits.cpu_s:g} s of a processor (DATELINE_PARSING__CPU_S)"
            return Verdict("E_TIMEOUT", f"its parser was stopped after {limit}")
        return Verdict("E_CRASH", f"its parser died of {name}")


def _started(limits: Parsing, target: str) -> subprocess.Popen[bytes]:
    told = [target, str(os.getpid()), str(limits.cpu_s), str(limits.memory_bytes)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, json.dumps(sys.path), *told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: os.environ[name] for name in _KEPT if name in os.environ} | _ARROW,
    )
