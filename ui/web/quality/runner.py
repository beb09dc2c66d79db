"""One run at a time, as a process of its own that yields to whoever asks meanwhile.

It only reads the archive, so it can be stopped at any moment. A run that does not finish leaves
nothing: its figures would look like any others.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from eval.options import AsOf
from rag.errors import UsageError
from ui.web.child import Ended, Process, Running, Start, Told
from ui.web.quality.past import remove
from ui.web.quality.sets import EVALS, Offered
from ui.web.texts import say

_NO_SLUG = re.compile(r"[^a-z0-9]+")
_NAMELESS = "set"  # in a folder's name, where the set's own has no Latin letter or digit


class Step(StrEnum):
    """Where a run stands."""

    IDLE = "idle"
    STARTING = "starting"
    ASKING = "asking"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Now:
    """The run at work, or the last one; ``run`` is its folder's name.

    ``ends`` counts how the questions ended so far, ``left`` is in seconds, None while nothing is
    known. ``error`` and ``hint`` say why it failed.
    """

    step: Step = Step.IDLE
    title: str = ""
    run: str = ""
    done: int = 0
    total: int = 0
    ends: Mapping[str, int] = field(default_factory=dict)
    left: float | None = None
    error: str = ""
    hint: str = ""

    @property
    def at_work(self) -> bool:
        """Whether it goes on."""
        return self.step in (Step.STARTING, Step.ASKING)


class Runner:
    """The runs of one home; safe to use from several threads."""

    def __init__(
        self,
        home: Path,
        *,
        start: Start = Process,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._home, self._start, self._clock, self._today = home, start, clock, today
        self._guard = threading.RLock()  # a child may speak while it is being started
        self._now, self._asking_since = Now(), 0.0
        self._running: Running | None = None
        self._waiter: threading.Thread | None = None
        self._stopped = False

    @property
    def now(self) -> Now:
        """Where the run stands."""
        return self._now

    def begin(self, chosen: Offered, as_of: AsOf) -> Now:
        """Start a run of a set; UsageError while another is at work or the set is bad."""
        if chosen.problem:
            raise UsageError(chosen.problem)
        with self._guard:
            if self._now.at_work:
                raise UsageError(say("quality.busy"), hint=say("quality.busy_hint"))
            name = self._free_name(chosen.path.stem if "/" in chosen.key else chosen.key)
            self._stopped = False
            self._now = Now(Step.STARTING, chosen.title, name, total=chosen.questions or 0)
            home, out = str(self._home), str(self._home / EVALS / name)
            options = ["--home", home, "--out", out, "--as-of", as_of.value]
            told = ["--json", "--progress", "--quiet"]
            arguments = ["eval", str(chosen.path.absolute()), *options, *told]
            try:
                running = self._running = self._start(arguments, self._hear)
            except UsageError:
                self._now = Now()
                raise
            self._waiter = threading.Thread(
                target=self._finish, args=(running,), name="eval", daemon=True
            )
            self._waiter.start()
            return self._now

    def stop(self) -> Now:
        """Stop the run at work, if there is one, and return what is known once it has ended."""
        with self._guard:
            running, waiter = self._running, self._waiter
            self._stopped = running is not None
        if running is not None and waiter is not None:
            running.stop()
            waiter.join()
        return self._now

    def _hear(self, told: Told) -> None:
        if told.get("phase") != "asking":
            return
        with self._guard:
            done, total, ends = told.get("done"), told.get("total"), told.get("counts")
            if not (isinstance(done, int) and isinstance(total, int) and isinstance(ends, dict)):
                return
            if self._now.step is Step.STARTING:
                self._asking_since = self._clock()
            passed = self._clock() - self._asking_since
            left = passed * (total - done) / done if done else None
            self._now = replace(
                self._now, step=Step.ASKING, done=done, total=total, ends=ends, left=left
            )

    def _finish(self, running: Running) -> None:
        ended = running.wait()
        with self._guard:
            self._running = None
            folder = self._home / EVALS / self._now.run
            self._now = _at_the_end(self._now, ended, stopped=self._stopped)
        if self._now.step is not Step.FINISHED:
            remove(folder)

    def _free_name(self, words: str) -> str:
        """Return a folder's name that is not taken: the time in UTC and the set."""
        slug = _NO_SLUG.sub("-", words.lower()).strip("-")[:40] or _NAMELESS
        name = f"{self._today():%Y%m%d-%H%M%S}-{slug}"
        taken, nth = name, 2
        while (self._home / EVALS / taken).exists():
            taken, nth = f"{name}-{nth}", nth + 1
        return taken


def _at_the_end(now: Now, ended: Ended, *, stopped: bool) -> Now:
    if "measures" in ended.last:
        return replace(now, step=Step.FINISHED, done=now.total, left=None)
    if stopped and not ended.error:
        return replace(now, step=Step.STOPPED, left=None)
    error = ended.error or say("quality.died", code=ended.code)
    return replace(now, step=Step.FAILED, left=None, error=error, hint=ended.hint)
