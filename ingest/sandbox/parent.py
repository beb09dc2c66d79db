"""A ``parse`` that runs elsewhere: tasks handed on, deaths made failures, the rest taken up."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.inputs.charset import UnreadableError
from ingest.inputs.options import ENDED, RESUMED, Item, ReadOptions
from ingest.inputs.read import Parse
from ingest.sandbox import wire
from ingest.sandbox.process import DiedError, Process, Verdict
from rag.domain import Failure

if TYPE_CHECKING:
    from rag.settings import Parsing

DEATHS = 10  # of one file or group of lines; then what is left of it is left out, and named
PARSE = "ingest.inputs.read:parse"


@contextmanager
def open_parser(limits: Parsing, *, target: str = PARSE) -> Iterator[Parse]:
    """Give a ``parse`` that runs in a limited child process for as long as this is open.

    The process starts with the first thing to parse. ``target`` (``module:name``) is what it
    runs. An article that takes more than ``limits.wall_s`` or ``limits.cpu_s`` is E_TIMEOUT
    (until its first article a large file of many may take more, by its size), a file that takes
    more than ``limits.memory_bytes`` beyond its own bytes E_MEMORY, one whose parser dies or
    raises E_CRASH; the articles before and after it are in. Where the system has no such limits
    (memory on macOS, memory and processor time on Windows) wall time bounds all. Raises
    InputError if no process can be started.
    """
    sandbox = Sandbox(limits, target)
    try:
        yield sandbox
    finally:
        sandbox.close()


class Sandbox:
    """Tasks in the order asked for, and the process that works on the first of them."""

    def __init__(self, limits: Parsing, target: str) -> None:
        self._limits, self._target = limits, target
        self._process: Process | None = None
        self._jobs: deque[_Job] = deque()

    @property
    def pid(self) -> int | None:
        """The id of the process there is."""
        return self._process.pid if self._process else None

    def __call__(
        self,
        data: bytes,
        kind: str,
        name: str,
        options: ReadOptions,
        *,
        url: str | None = None,
        declared: str | None = None,
    ) -> Iterator[Item]:
        """Begin at once, and return the items as they come; see ``read.parse``.

        Several may be under way, and their items be asked for in any order.
        """
        job = _Job(wire.Task(data, kind, name, options, url, declared))
        self._jobs.append(job)
        if self._process is None:
            self._start()
        else:
            self._process.send(job.task)
        return self._items(job)

    def close(self) -> None:
        """End the process; what is under way is given up."""
        self._jobs.clear()
        if self._process is not None:
            self._process.close()
            self._process = None

    def _start(self) -> None:
        self._process = Process(self._limits, self._target)
        for job in self._jobs:
            self._process.send(job.task)

    def _items(self, job: _Job) -> Iterator[Item]:
        try:
            while True:
                while job.items:
                    yield job.items.popleft()
                if job.over:
                    break
                self._listen()
        finally:
            job.wanted = False
            job.items.clear()
        if job.error is not None:
            raise job.error

    def _listen(self) -> None:
        """Take one answer, which is the first job's: the process does one after the other."""
        if self._process is None:
            raise RuntimeError("the parser is closed")
        job = self._jobs[0]
        try:
            verdict = job.take(self._process.receive(job.task.shares))
        except DiedError as death:
            verdict = death.verdict
        if verdict is not None:
            job.blame(verdict)
        if job.over:
            self._jobs.popleft()
        if verdict is not None:
            self._process.close()
            self._process = None
            if self._jobs:
                self._start()


@dataclass(slots=True)
class _Job:
    """A task, what came of it, and what ended its parser, until the article at fault is known."""

    task: wire.Task
    items: deque[Item] = field(default_factory=deque)
    count: int = 0  # of its articles that are done with
    deaths: int = 0
    verdict: Verdict | None = None
    over: bool = False
    wanted: bool = True
    error: Exception | None = None

    def take(self, answer: list[object]) -> Verdict | None:
        """Take an answer; a verdict if it says that something went wrong."""
        try:
            return self._take(answer)
        except wire.NonsenseError as error:
            return Verdict("E_CRASH", f"its parser gave {error}")

    def _take(self, answer: list[object]) -> Verdict | None:
        match answer:
            case [wire.READY] | [wire.BEGUN]:
                return None
            case [wire.ITEM, value]:
                self._item(wire.to_item(value))
            case [wire.DONE]:
                self._settle(self.task.name)
                self.over = True
            case [wire.UNREADABLE, str(reason)]:
                self.error, self.over = UnreadableError(reason), True
            case _:
                raise wire.NonsenseError("an answer that means nothing")
        return None

    def blame(self, verdict: Verdict) -> None:
        """Note what ended the parser: the next article's fault, which is passed over next time.

        Nothing is tried again where articles cannot be passed over, or where that was no help.
        """
        self.deaths += 1
        stuck = self.verdict is not None
        if self.task.kind not in RESUMED or stuck or self.deaths >= DEATHS:
            left = f"; what follows its article {self.count} is left out" if self.count else ""
            self._give(Failure(self.task.name, verdict.code, verdict.reason + left))
            self.over = True
            return
        self.verdict = verdict
        options = replace(self.task.options, after=self.count + 1)
        self.task = replace(self.task, options=options)

    def _item(self, item: Item) -> None:
        ended = isinstance(item, Failure) and item.code == ENDED
        self._settle(item.where if ended else self.task.name)
        if not ended:
            self._give(item)
        self.count += 1

    def _settle(self, where: str) -> None:
        if self.verdict is not None:
            self._give(Failure(where, self.verdict.code, self.verdict.reason))
            self.verdict = None

    def _give(self, item: Item) -> None:
        if self.wanted:
            self.items.append(item)
