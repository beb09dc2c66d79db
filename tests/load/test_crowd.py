from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.load.crowd import Seen, crowd
from tests.load.server import Server, running, stays

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc"),
]
QUESTIONS = [
    "what did Estonia say about guarantees?",
    "what did Latvia say about guarantees?",
    "What is the key rate of the National Bank of Norvale?",
    "who won the Elve Valley election?",
]


@contextmanager
def served(home: Path, *, queue: int) -> Iterator[Server]:
    with running(home, queue=queue) as server:
        asyncio.run(crowd(server.url, QUESTIONS, people=1, seconds=0))  # everything is loaded
        yield server


def ask(server: Server, people: int) -> Seen:
    return asyncio.run(crowd(server.url, QUESTIONS, people=people, seconds=0, pause_s=0.1))


def test_many_at_once_are_all_answered_and_leave_no_memory_behind(own_home: Path) -> None:
    with served(own_home, queue=64) as server:
        ask(server, 24)
        before = server.memory()
        seen = ask(server, 24)
        after = server.memory()

    assert (seen.errors, seen.refused, len(seen.answered)) == ([], 0, 24)
    assert stays(before, after)


def test_past_the_queues_end_people_try_again_until_answered_and_nobody_meets_an_error(
    own_home: Path,
) -> None:
    with served(own_home, queue=2) as server:
        seen = ask(server, 24)

    assert (seen.errors, len(seen.answered)) == ([], 24)
    assert seen.refused > 0
