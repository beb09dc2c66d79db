"""The parsing process: takes a task, answers item by item, and ends with its parent."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import BinaryIO, Protocol, cast

from ingest.inputs.charset import UnreadableError
from ingest.inputs.read import Parse
from ingest.sandbox import wire

Answer = Callable[[Sequence[object]], None]

_STARVED: Sequence[object] = (wire.MEMORY,)

_LIBRARIES = {  # imported before a task's clock starts
    "html": ("lxml.html", "trafilatura"),
    "feed": ("lxml.html", "feedparser"),
    "markdown": ("yaml",),
    "parquet": ("pyarrow.parquet",),
}


class Guard(Protocol):
    """What bounds a task; see ``confine.Limits``."""

    def begin(self, size: int, shares: int) -> None:
        """Let a task of ``size`` bytes take what the limits allow, time ``shares`` times."""
        ...

    def again(self) -> None:
        """Let the next item take as much processor time as the one before could."""
        ...

    def end(self) -> None:
        """Lift the limits."""
        ...


def serve(tasks: BinaryIO, answer: Answer, parse: Parse, guard: Guard) -> None:
    """Answer task after task, until there will be no more."""
    answer([wire.READY])
    while (task := wire.read_task(tasks)) is not None:
        for library in _LIBRARIES.get(task.kind, ()):
            importlib.import_module(library)
        guard.begin(len(task.data), task.shares)
        answer([wire.BEGUN])
        last = _STARVED
        with suppress(MemoryError):  # and nothing else: the error still holds what took the memory
            last = _worked(task, answer, parse, guard)
        guard.end()
        answer(last)


def _worked(task: wire.Task, answer: Answer, parse: Parse, guard: Guard) -> Sequence[object]:
    """Answer a task's items, each as soon as it is made, and return how it ended.

    Raises MemoryError, also where there is too little left to tell of another error.
    """
    where = {"url": task.url, "declared": task.declared}
    try:
        for item in parse(task.data, task.kind, task.name, task.options, **where):
            answer([wire.ITEM, wire.from_item(item)])
            guard.again()
    except UnreadableError as error:
        return [wire.UNREADABLE, str(error)]
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a parser raises is told, by its name
        return [wire.CRASH, f"{type(error).__name__}: {error}"[:300]]
    return [wire.DONE]


def named(target: str) -> Parse:
    """Return the function that ``module:name`` names."""
    module, _, name = target.partition(":")
    return cast("Parse", getattr(importlib.import_module(module), name))


def main() -> None:  # pragma: no cover - in the child only; tests watch it from outside
    """Run with arguments: target, parent's process id, cpu_s, memory_bytes."""
    from ingest.sandbox import confine

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    target, parent, cpu_s, memory_bytes = sys.argv[-4:]
    tasks = os.fdopen(os.dup(0), "rb")
    out = os.dup(1)
    parse = named(target)  # while it still can be told why that fails
    confine.streams()
    confine.process(int(parent))

    def answer(message: Sequence[object]) -> None:
        left = memoryview(wire.frame(wire.dumps(message)))
        while left:
            left = left[os.write(out, left) :]

    with suppress(BrokenPipeError):  # the parent has gone
        serve(tasks, answer, parse, confine.Limits(float(cpu_s), int(memory_bytes)))
