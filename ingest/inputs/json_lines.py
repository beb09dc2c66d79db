"""JSON lines of any number: handed to the parser in groups, some of them ahead of the reader."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from ingest.inputs.bytes import lines
from ingest.inputs.options import Item, ReadOptions
from ingest.inputs.records import too_long

if TYPE_CHECKING:
    from ingest.inputs.read import Parse

_GROUP = 1 << 16  # bytes: a dozen articles
_AHEAD = 1 << 20  # bytes given to the parser before its first answer is asked for


def read(stream: BinaryIO, name: str, options: ReadOptions, parse: Parse) -> Iterator[Item]:
    """Yield a record a line; memory holds about a megabyte of them, or one long line.

    A line longer than ``limits.record_bytes`` is E_TOO_LONG and is never held whole. Where the
    stream raises, what came before is given out first.
    """
    ahead = deque[tuple[int, Iterator[Item]]]()
    waiting = 0
    limit = options.limits.record_bytes
    try:
        for first, group in _groups(stream, limit):
            items = (
                iter([too_long(f"{name}:{first}", limit)])
                if group is None
                else parse(group, "lines", name, replace(options, first_line=first))
            )
            ahead.append((len(group or b""), items))
            waiting += ahead[-1][0]
            while waiting > _AHEAD:
                size, items = ahead.popleft()
                waiting -= size
                yield from items
    except Exception:
        for _, items in ahead:
            yield from items
        raise
    for _, items in ahead:
        yield from items


def _groups(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield groups of lines, each with the number of its first; too long a line is None."""
    first, held, size = 1, list[bytes](), 0
    try:
        for number, line in enumerate(lines(stream, limit), start=1):
            if held and (line is None or size + len(line) > _GROUP):
                yield first, b"".join(held)
                held, size = [], 0
            if line is None:
                yield number, None
                continue
            first = first if held else number
            held.append(line)
            size += len(line)
    except Exception:
        if held:
            yield first, b"".join(held)
        raise
    if held:
        yield first, b"".join(held)
