"""A parser for tests that does what a line of its input tells it, good or bad."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ingest.inputs import read
from ingest.inputs.charset import UnreadableError
from ingest.inputs.options import Item, ReadOptions, made
from rag.domain import IncomingArticle


def parse(
    data: bytes,
    kind: str,
    name: str,
    options: ReadOptions,
    *,
    url: str | None = None,
    declared: str | None = None,
) -> Iterator[Item]:
    """Yield an article a line; of the kind "rude" nothing is ever passed over."""
    lines = enumerate(data.decode().splitlines(), start=options.first_line)
    steps = ((f"{name}:{n}", partial(_article, line, f"{name}:{n}")) for n, line in lines)
    if kind == "rude":
        return (make() for _, make in steps)
    return made(steps, options)


def broken(*_: object, **__: object) -> Iterator[Item]:
    """Fail before there is anything to yield."""
    raise RuntimeError("never works")


def frozen(data: bytes, kind: str, *rest: Any, **more: Any) -> Iterator[Item]:
    """Parse as ever, but freeze over a whole feed in which "freeze" stands."""
    if kind == "feed" and b"freeze" in data:
        _wait("")
    return read.parse(data, kind, *rest, **more)


def _article(line: str, where: str) -> Item:
    verb, _, rest = line.partition(" ")
    do = _VERBS.get(verb)
    return IncomingArticle(line if do is None else do(rest), where)


def _loop(_: str) -> str:
    while True:
        pass


def _wait(_: str) -> str:
    threading.Event().wait()
    return "woken"


def _grow(_: str) -> str:
    held = []
    while True:
        held.append(bytearray(1 << 20))


def _crash(number: str) -> str:
    signal.raise_signal(signal.Signals.SIGSEGV if not number else int(number))
    return "survived"


def _exit(status: str) -> str:
    os._exit(int(status))


def _fail(reason: str) -> str:
    raise KeyError(reason)


def _unreadable(reason: str) -> str:
    raise UnreadableError(reason)


def _connect(port: str) -> str:
    with socket.create_connection(("127.0.0.1", int(port))):
        return "connected"


def _run(_: str) -> str:
    subprocess.run([sys.executable, "--version"], check=True)
    return "run"


def _write(path: str) -> str:
    Path(path).write_text("written", encoding="utf-8")
    return "written"


def _interfaces(_: str) -> str:
    rows = Path("/proc/self/net/dev").read_text(encoding="utf-8").splitlines()[2:]
    return " ".join(row.partition(":")[0].strip() for row in rows)


def _environment(_: str) -> str:
    return " ".join(os.environ)


def _print(words: str) -> str:
    print(words * 1000, flush=True)  # noqa: T201
    os.write(2, words.encode() * 1000)
    return "printed"


def _babble(lie: str) -> str:
    """Answer by itself, as a parser could that is no longer ours."""
    frame = b"\xff" * 999 if lie == "long" else len(lie).to_bytes(8) + lie.encode()
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, frame)
        except OSError:
            continue
    return "told"


_VERBS: dict[str, Callable[[str], str]] = {
    "loop": _loop,
    "wait": _wait,
    "grow": _grow,
    "crash": _crash,
    "exit": _exit,
    "fail": _fail,
    "unreadable": _unreadable,
    "connect": _connect,
    "run": _run,
    "write": _write,
    "interfaces": _interfaces,
    "environment": _environment,
    "print": _print,
    "babble": _babble,
}
