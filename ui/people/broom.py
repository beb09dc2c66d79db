"""When what was deleted is final: somebody comes to sweep, asked for by nobody."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from rag.errors import PeopleError

LOG = logging.getLogger("dateline")


class Later(Protocol):
    """Has work done after some seconds, and returns how to call that off."""

    def __call__(self, seconds: float, work: Callable[[], None], /) -> Callable[[], None]:
        """Return at once."""
        ...


def by_timer(seconds: float, work: Callable[[], None], /) -> Callable[[], None]:
    """Do it in a thread that keeps no process alive."""
    timer = threading.Timer(seconds, work)
    timer.daemon = True
    timer.start()
    return timer.cancel


class Broom:
    """Has ``sweep`` done after a while; it says itself when it wants to be done again."""

    def __init__(self, sweep: Callable[[], None], later: Later) -> None:
        self._sweep, self._later = sweep, later
        self._lock = threading.Lock()
        self._call_off: Callable[[], None] | None = None
        self._closed = False
        self._wait = 0.0

    def come(self, seconds: float) -> None:
        """Come in ``seconds``, unless somebody is on the way already."""
        with self._lock:
            self._wait = seconds
            if self._call_off is None and not self._closed:
                self._call_off = self._later(seconds, self._work)

    def close(self) -> None:
        """Call it off."""
        with self._lock:
            self._closed = True
            if self._call_off is not None:
                self._call_off()

    def _work(self) -> None:
        with self._lock:
            self._call_off = None
            if self._closed:
                return
        try:
            self._sweep()
        except PeopleError as error:  # a full disk, a busy file: the next time, then
            LOG.warning("What was deleted is still kept: %s", error)
            self.come(self._wait)
