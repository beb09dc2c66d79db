"""What has been read, kept until it is too much: the least lately used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

ANSWERS = 4_096  # kept at once: counts of words, mostly
ROWS = 50_000  # of all lists among them together: some 5 MB; a longer one is kept by itself


class Memory:
    """Answers by their keys; for one thread. A list weighs as many rows as it has, others one."""

    def __init__(self, *, answers: int = ANSWERS, rows: int = ROWS) -> None:
        self._most, self._most_rows = answers, rows
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self.rows = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K, read: Callable[[K], T]) -> T:
        """Return what is kept under ``key``, else what ``read`` gives, kept from now on."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return cast("T", self._kept[key])
        found = read(key)
        self._kept[key] = found
        self.rows += _rows(found)
        while len(self) > self._most or (self.rows > self._most_rows and len(self) > 1):
            self.rows -= _rows(self._kept.popitem(last=False)[1])
        return found


def _rows(value: object) -> int:
    return len(value) if isinstance(value, list) else 1
