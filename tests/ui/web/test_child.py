from __future__ import annotations

import os
from typing import Any

import pytest

from rag.errors import UsageError
from ui.web.child import Process


def test_a_command_is_heard_and_its_words_on_a_failure_are_kept() -> None:
    heard: list[Any] = []
    ended = Process(["status", "--home", "/nowhere/at/all", "--json"], heard.append).wait()

    assert ended.code == 1
    assert "/nowhere/at/all" in ended.error
    assert ended.hint
    assert heard == []


@pytest.mark.skipif(os.name != "posix", reason="an argument may be of any length elsewhere")
def test_a_process_that_cannot_be_started_is_told_of() -> None:
    with pytest.raises(UsageError, match="no process could be started: Argument list too long"):
        Process(["x" * 100_000_000], lambda _: None)


@pytest.mark.skipif(os.name != "posix", reason="tells of POSIX priorities")
def test_it_yields_to_others_and_can_be_ended_at_once() -> None:
    child = Process(["serve", "--home", "/nowhere/at/all"], lambda _: None)
    priority = os.getpriority(os.PRIO_PROCESS, child._process.pid)
    child.stop()

    assert priority > os.getpriority(os.PRIO_PROCESS, 0)
    assert child.wait().code == -15
