"""The page over a desk that answers when a test lets it, for a process of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from rag.domain import Answer
from rag.settings import Limits, Settings
from tests.ui.web.newsroom import Finding, ScriptedDesk, answered
from ui.people.people import People
from ui.server import place, serve
from ui.web.site import Site

ONE = Settings(limits=Limits(queue=1, concurrency=1))


class HeldDesk(ScriptedDesk):
    """Waits, of the questions that say so, until the other end of ``held`` is closed."""

    def __init__(self, held: Connection) -> None:
        super().__init__([answered()])
        self._held = held

    def stream(self, text: str, **rest: Any) -> Iterator[Finding | Answer]:
        """Give what was found at once, and the answer after the wait."""
        yield Finding(())
        if "waits" in text:
            with suppress(EOFError):
                self._held.recv()
        if "slow" in text:
            time.sleep(2)
        yield answered()


def main(held: Connection) -> None:
    """Serve one question at a time, and one that waits, until interrupted."""
    with place("127.0.0.1", 0) as at:
        site = Site(HeldDesk(held), People(None), ONE)
        serve(site, at, ready=lambda url: print(json.dumps({"url": url}), flush=True))  # noqa: T201
