"""Withdrawals from the page: one command after another, each with how it goes.

What is asked for while a command runs waits, and goes together in the next one.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rag.errors import DatelineError
from rag.settings import Settings
from ui.web import english
from ui.web.archive.intake import RefusedError
from ui.web.child import Process, Running, Start
from ui.web.texts import count, number, say

MOST = 20  # articles that wait or are being withdrawn at once


class State(StrEnum):
    """How far a withdrawal is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


UNDER_WAY = frozenset({State.WAITING, State.RUNNING})


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An article that is withdrawn, or with ``undo`` allowed again.

    ``error`` says why it is not, ``hint`` what to do about it.
    """

    article: str
    title: str
    undo: bool
    state: State = State.WAITING
    error: str = ""
    hint: str = ""


class Withdrawals:
    """Those of one home, under way and just finished; safe to use from several threads.

    What has finished is told of until the next is asked for while nothing is under way.
    """

    def __init__(self, settings: Settings, *, start: Start = Process) -> None:
        self._settings, self._start = settings, start
        self._guard = threading.Lock()
        self._all: tuple[Withdrawal, ...] = ()
        self._running: Running | None = None
        self._worker: threading.Thread | None = None
        self._closed = False

    @property
    def told(self) -> tuple[Withdrawal, ...]:
        """Each withdrawal with how it goes, in the order in which they were asked for."""
        return self._all

    def ask(self, article: str, title: str, *, undo: bool) -> None:
        """Withdraw an article, or allow it again; it need not be done when this returns.

        Asked for twice it is done once. RefusedError: too many are under way, or the opposite is.
        """
        with self._guard:
            under_way = [one for one in self._all if one.state in UNDER_WAY]
            same = [one for one in under_way if one.article == article]
            if same and same[0].undo == undo:
                return
            if same or len(under_way) >= MOST:
                told = say("archive.withdraw_under_way")
                if not same:
                    told = count("archive.withdraw_many", MOST)
                hint = say("archive.withdraw_wait")
                raise RefusedError(told, status=409 if same else 429, hint=hint)
            kept = [one for one in self._all if under_way and one.article != article]
            self._all = (*kept[-2 * MOST :], Withdrawal(article, title, undo))
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="withdrawals", daemon=True)
                self._worker.start()

    def close(self) -> None:
        """Stop what is running and forget what waits; the archive keeps what it has."""
        with self._guard:
            self._closed = True
            running, worker = self._running, self._worker
        if running is not None:
            running.stop()
        if worker is not None:
            worker.join()

    def _work(self) -> None:
        while batch := self._next():
            error, hint = self._run([one.article for one in batch], undo=batch[0].undo)
            self._note(batch, State.REFUSED if error else State.DONE, error, hint)

    def _next(self) -> list[Withdrawal]:
        """Return what goes together in the next command, noted as running; else end the work."""
        with self._guard:
            waiting = [one for one in self._all if one.state is State.WAITING]
            if self._closed or not waiting:
                self._worker = None
                return []
            batch = [one for one in waiting if one.undo == waiting[0].undo]
        return self._note(batch, State.RUNNING)

    def _note(
        self, batch: Sequence[Withdrawal], state: State, error: str = "", hint: str = ""
    ) -> list[Withdrawal]:
        noted = {one: replace(one, state=state, error=error, hint=hint) for one in batch}
        with self._guard:
            self._all = tuple(noted.get(one, one) for one in self._all)
        return list(noted.values())

    def _run(self, articles: Sequence[str], *, undo: bool) -> tuple[str, str]:
        """Run the command to its end, at most for as long as settings allow.

        Return its error and its hint, blank where there is none.
        """
        options = ["--home", str(self._settings.home), "--json", *(["--undo"] if undo else [])]
        try:
            running = self._start(["withdraw", *options, "--", *articles], lambda _: None)
        except DatelineError as error:
            return english.words(error), error.hint
        with self._guard:
            self._running = running
            closed = self._closed
        late = threading.Event()

        def stop() -> None:
            late.set()
            running.stop()

        timer = threading.Timer(0 if closed else self._settings.limits.withdraw_s, stop)
        timer.daemon = True
        timer.start()
        ended = running.wait()
        timer.cancel()
        with self._guard:
            self._running = None
        if ended.code and late.is_set():
            return say(
                "archive.withdraw_late", seconds=_plainly(self._settings.limits.withdraw_s)
            ), ""
        if ended.code:
            return ended.error or say("archive.upload_died", code=ended.code), ended.hint
        return "", ""


def _plainly(seconds: float) -> str:
    return number(seconds, len(f"{seconds:g}".partition(".")[2]))
