"""How long each host is left in peace."""

from __future__ import annotations

import math
from collections.abc import Callable


class Pace:
    """Pauses between requests to a host, and hosts that asked to be left alone.

    All times are seconds of ``clock``, a clock that never goes back.
    """

    def __init__(
        self, pause_s: float, *, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._pause_s, self._clock, self._sleep = pause_s, clock, sleep
        self._delay: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._shut: dict[str, float] = {}

    def slow(self, host: str, delay_s: float) -> None:
        """Leave at least these seconds between requests to a host from here on."""
        self._delay[host] = delay_s

    def wait(self, host: str) -> float:
        """Sleep until the host may be asked again, and return the seconds slept."""
        now = self._clock()
        seconds = self._next.get(host, now) - now
        if seconds <= 0:
            return 0.0
        self._sleep(seconds)
        return seconds

    def asked(self, host: str) -> None:
        """Note that a request to the host has just ended."""
        self._next[host] = self._clock() + max(self._pause_s, self._delay.get(host, 0.0))

    def shut(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long, as it has asked for."""
        self._shut[host] = self._clock() + seconds

    def shut_for(self, host: str) -> int:
        """Return for how many seconds yet the host is to be left alone, 0 for not at all."""
        now = self._clock()
        return max(0, math.ceil(self._shut.get(host, now) - now))
