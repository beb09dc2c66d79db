"""What parent and child say to each other: frames of a length and JSON, never a pickle.

A parser that hostile bytes have taken over can answer lies, but nothing that runs in the parent.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import BinaryIO, cast
from zoneinfo import ZoneInfo

from ingest.inputs.options import RESUMED, Item, ReadOptions
from rag.domain import Failure, IncomingArticle, NewsTime, Precision, Warn

READY, BEGUN, ITEM, DONE = "ready", "begun", "item", "done"
UNREADABLE, MEMORY, CRASH = "unreadable", "memory", "crash"

_SHARE = 4_000_000  # bytes that any machine can take apart in the time of one article
_MOST = 2**63  # what the archive can keep of a number
_LENGTH = struct.Struct(">Q")
_TIMES = ("published", "modified")
_LINES = tuple(
    field.name for field in fields(IncomingArticle) if field.name not in {*_TIMES, "warnings"}
)


class NonsenseError(ValueError):
    """A frame that no honest child sends."""


@dataclass(frozen=True, slots=True)
class Task:
    """The arguments of a ``Parse``."""

    data: bytes
    kind: str
    name: str
    options: ReadOptions
    url: str | None = None
    declared: str | None = None

    @property
    def shares(self) -> int:
        """How many times an article's time there is until the first: a file of many takes long."""
        return 1 + len(self.data) // _SHARE if self.kind in RESUMED else 1


def frame(payload: bytes) -> bytes:
    """Return a payload with its length before it."""
    return _LENGTH.pack(len(payload)) + payload


def read_frame(stream: BinaryIO, limit: int | None = None) -> bytes | None:
    """Return the next payload; None where the stream ends, be it in the middle of one.

    Raises NonsenseError for one of more than ``limit`` bytes, before it is read.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if limit is not None and length > limit:
        raise NonsenseError(f"an answer of {length:,} bytes")
    payload = stream.read(length)
    return payload if len(payload) == length else None


def dumps(message: Sequence[object]) -> bytes:
    """Return a message as JSON; lone surrogates pass."""
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")


def loads(payload: bytes) -> list[object]:
    """Return a message. Raises NonsenseError for what is none."""
    try:
        message = json.loads(payload.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise NonsenseError("an answer that is no JSON") from error
    if not isinstance(message, list) or not message:
        raise NonsenseError("an answer that is no message")
    return message


def task_frames(task: Task) -> tuple[bytes, ...]:
    """Return a task in pieces: the frame of what is asked, then the data's length and itself."""
    options = {field.name: getattr(task.options, field.name) for field in fields(task.options)}
    options |= {"zone": task.options.zone.key, "limits": vars(task.options.limits)}
    options |= {"mapping": dict(task.options.mapping)}
    asked = [task.kind, task.name, options, task.url, task.declared]
    return frame(dumps(asked)), _LENGTH.pack(len(task.data)), task.data


def read_task(stream: BinaryIO) -> Task | None:
    """Return the next task; None where there will be no more."""
    asked, data = read_frame(stream), read_frame(stream)
    if asked is None or data is None:
        return None
    kind, name, options, url, declared = json.loads(asked.decode("utf-8", "surrogatepass"))
    # Not the settings' own class: to import pydantic would take longer than everything else.
    options |= {"zone": ZoneInfo(options["zone"]), "limits": SimpleNamespace(**options["limits"])}
    return Task(data, kind, name, ReadOptions(**options), url, declared)


def from_item(item: Item) -> list[object]:
    """Return an item as what JSON can hold."""
    if isinstance(item, Failure):
        return [item.where, item.code, item.reason]
    lines = {name: getattr(item, name) for name in _LINES}
    times = [_from_time(getattr(item, name)) for name in _TIMES]
    return [lines, times, [[one.code, one.reason] for one in item.warnings]]


def to_item(value: object) -> Item:
    """Return the item that ``from_item`` was given. Raises NonsenseError for anything else."""
    match value:
        case [str(where), str(code), str(reason)]:
            return Failure(where, code, reason)
        case [{"text": str(), "where": str(), **lines}, [published, modified], [*warnings]]:
            if lines.keys() | {"text", "where"} != set(_LINES):
                raise NonsenseError("an answer with other fields than an article has")
            if not all(line is None or isinstance(line, str) for line in lines.values()):
                raise NonsenseError("an answer with a field that is no text")
            return IncomingArticle(
                **cast("dict[str, str]", value[0]),
                published=_to_time(published),
                modified=_to_time(modified),
                warnings=tuple(_to_warn(one) for one in warnings),
            )
    raise NonsenseError("an answer that is no article")


def _from_time(time: NewsTime | None) -> list[object] | None:
    return None if time is None else [time.epoch, time.precision.value, time.raw]


def _to_time(value: object) -> NewsTime | None:
    match value:
        case None:
            return None
        case [int(epoch), "day" | "second" as precision, str(raw)] if abs(epoch) < _MOST:
            return NewsTime(epoch, Precision(precision), raw)
    raise NonsenseError("an answer with a time that is none")


def _to_warn(value: object) -> Warn:
    match value:
        case [str(code), str(reason)]:
            return Warn(code, reason)
    raise NonsenseError("an answer with a warning that is none")
