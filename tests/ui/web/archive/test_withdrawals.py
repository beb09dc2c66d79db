from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.settings import Limits, Settings
from tests.ui.web import reading
from tests.ui.web.newsroom import ScriptedDesk, article, listed, site
from ui.web.archive.intake import RefusedError, Stage
from ui.web.archive.view import view
from ui.web.archive.withdrawals import MOST, State, Withdrawal, Withdrawals
from ui.web.child import Ended, Running, Told


@dataclass
class Command:
    """Commands that note what they were given, and end when they may or are stopped."""

    ended: list[Ended] = field(default_factory=list)  # of one after another; else well
    given: list[list[str]] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)
    stopped: bool = False

    def __call__(self, arguments: Sequence[str], hear: Callable[[Told], None]) -> Running:
        self.given.append(list(arguments[4:]))  # after: withdraw --home HOME --json
        self.begun.set()
        return self

    def stop(self) -> None:
        self.stopped = True
        self.may_end.set()

    def wait(self) -> Ended:
        assert self.may_end.wait(10)
        if self.stopped:
            return Ended(-15, {})
        return self.ended.pop(0) if self.ended else Ended(0, {})


@pytest.fixture
def command() -> Command:
    return Command()


@pytest.fixture
def withdrawals(tmp_path: Path, command: Command) -> Withdrawals:
    return Withdrawals(Settings(home=tmp_path), start=command)


def states(withdrawals: Withdrawals) -> list[tuple[str, State]]:
    return [(one.article, one.state) for one in withdrawals.told]


def finished(command: Command) -> None:
    """Let every command end and wait until that was noticed."""
    command.may_end.set()
    for thread in threading.enumerate():
        if thread.name == "withdrawals":
            thread.join(10)


def test_what_is_asked_for_meanwhile_waits_and_goes_together(
    withdrawals: Withdrawals, command: Command
) -> None:
    withdrawals.ask("a", "A", undo=False)
    assert command.begun.wait(10)
    for name, undo in (("b", False), ("c", True), ("d", False), ("b", False), ("a", False)):
        withdrawals.ask(name, name.upper(), undo=undo)
    before = states(withdrawals)
    finished(command)

    assert before == [
        ("a", State.RUNNING),
        *((name, State.WAITING) for name in "bcd"),
    ]
    assert command.given == [["--", "a"], ["--", "b", "d"], ["--undo", "--", "c"]]
    assert states(withdrawals) == [(name, State.DONE) for name in "abcd"]


def test_what_has_finished_is_told_until_the_next(
    withdrawals: Withdrawals, command: Command
) -> None:
    command.ended = [Ended(1, {}, "process 7 is writing", "Wait.")]
    withdrawals.ask("a", "A", undo=False)
    finished(command)
    (refused,) = withdrawals.told
    withdrawals.ask("a", "A", undo=False)
    finished(command)

    assert (refused.state, refused.error, refused.hint) == (
        State.REFUSED,
        "process 7 is writing",
        "Wait.",
    )
    assert states(withdrawals) == [("a", State.DONE)]


def test_so_many_wait_and_no_more_and_never_the_opposite(
    withdrawals: Withdrawals, command: Command
) -> None:
    for number in range(MOST):
        withdrawals.ask(str(number), "", undo=False)
    with pytest.raises(RefusedError, match=f"At most {MOST}") as many:
        withdrawals.ask("more", "", undo=False)
    with pytest.raises(RefusedError, match="opposite") as opposite:
        withdrawals.ask("3", "", undo=True)
    finished(command)
    withdrawals.ask("more", "", undo=False)
    finished(command)

    assert (many.value.status, opposite.value.status) == (429, 409)
    assert command.given[-1] == ["--", "more"]


def test_one_that_hangs_is_stopped_and_said_so(tmp_path: Path, command: Command) -> None:
    impatient = Withdrawals(Settings(home=tmp_path, limits=Limits(withdraw_s=0.01)), start=command)
    impatient.ask("a", "A", undo=False)
    for thread in threading.enumerate():
        if thread.name == "withdrawals":
            thread.join(10)

    assert command.stopped
    assert impatient.told[0].state is State.REFUSED
    assert "more than 0.01 s (DATELINE_LIMITS__WITHDRAW_S)" in impatient.told[0].error


def test_a_server_that_ends_stops_it_and_forgets_what_waits(
    withdrawals: Withdrawals, command: Command
) -> None:
    withdrawals.ask("a", "A", undo=False)
    assert command.begun.wait(10)
    withdrawals.ask("b", "B", undo=False)
    withdrawals.close()

    assert command.stopped
    assert command.given == [["--", "a"]]


def test_where_no_process_starts_that_is_why(tmp_path: Path) -> None:
    def refused(arguments: Sequence[str], hear: Callable[[Told], None]) -> Running:
        raise UsageError("no process could be started", hint="Look at the memory.")

    withdrawals = Withdrawals(Settings(home=tmp_path), start=refused)
    withdrawals.ask("a", "A", undo=False)
    finished(Command())

    (told,) = withdrawals.told
    assert (told.error, told.hint) == ("no process could be started", "Look at the memory.")


def test_an_article_under_way_cannot_be_asked_for_again_in_its_row() -> None:
    one = Withdrawal(article().id, "<b>", undo=False, state=State.RUNNING)
    shown = view(site(ScriptedDesk(rows=[listed()])), [], Stage(), [one])

    assert "“<b>” is being withdrawn…" in reading.text(shown)
    assert not {"button", "details"} & {
        tag for tag, at in reading.tags(shown) if at.get("class") in {"withdraw", "withdrawing"}
    }
