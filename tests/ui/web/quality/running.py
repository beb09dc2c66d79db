"""A home with finished runs, and a child process that does what a test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.finished import Finished
from rag.domain import Answer
from tests.eval.runs import NOTHING, RIGHT, WRONG, finish
from ui.web.child import Ended, Told
from ui.web.quality.sets import Offered

FIRST, SECOND = "20241126-080000-ferry", "20241127-080000-ferry"
EVIL = '<script>alert("x")</script>'
ANSWERS: Mapping[str, Answer] = {"Who owns it?": RIGHT, EVIL: WRONG, "Who sank it?": NOTHING}


def finished(home: Path, name: str = FIRST, answers: Mapping[str, Any] = ANSWERS) -> Finished:
    """Put a run of three questions among a home's: one right, one wrong, one wrongly refused."""
    return finish(home / "evals" / name, answers)


def offered(path: Path, key: str = "sets/ferry.jsonl", **changes: Any) -> Offered:
    """A set that can be run."""
    return Offered(key, path, **{"questions": 4, **changes})


def at_eight() -> datetime:
    """The time at which every run starts."""
    return datetime(2024, 11, 28, 8, tzinfo=UTC)


@dataclass
class Child:
    """A process that runs until it is told how it ended."""

    arguments: Sequence[str]
    hear: Callable[[Told], None]
    stopped: bool = False
    _ended: Ended | None = None
    _over: threading.Event = field(default_factory=threading.Event)

    def asking(self, done: int, total: int = 4, **counts: int) -> None:
        self.hear({"phase": "asking", "done": done, "total": total, "counts": counts})

    def end(self, ended: Ended) -> None:
        self._ended = ended
        self._over.set()

    def stop(self) -> None:
        self.stopped = True
        self.end(Ended(-15, {}))

    def wait(self) -> Ended:
        self._over.wait()
        assert self._ended is not None
        return self._ended


@dataclass
class Children:
    """Starts children, and remembers them."""

    started: list[Child] = field(default_factory=list)

    def __call__(self, arguments: Sequence[str], hear: Callable[[Told], None]) -> Child:
        self.started.append(Child(arguments, hear))
        return self.started[-1]
