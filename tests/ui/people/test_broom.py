from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rag.errors import NotFoundError, PeopleError
from tests.ui.people.answers import Hands
from tests.ui.web.newsroom import answered, question
from ui.people.broom import Broom, by_timer
from ui.people.people import People, Shelf

HOUR = 3_600
WORD = "xylophonist"


@dataclass
class Waiting:
    """What is to be done later, done when a test says so."""

    work: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def __call__(self, seconds: float, work: Callable[[], None], /) -> Callable[[], None]:
        self.work.append((seconds, work))
        return self.work.clear

    def pass_by(self) -> None:
        _, work = self.work.pop()
        work()


def ask(shelf: Shelf, text: str) -> str:
    return shelf.append(answered(asked=question(text))).conversation.id


def written(home: Path) -> bytes:
    """Every byte of the file and its log."""
    return b"".join(path.read_bytes() for path in sorted(home.glob("people.sqlite*")))


def test_what_was_deleted_leaves_file_and_log_by_itself(tmp_path: Path, hands: Hands) -> None:
    later = Waiting()
    people = People(tmp_path, clock=hands, later=later)
    mine = people.of(None)
    ask(mine, "something that stays")
    id_ = ask(mine, f"the {WORD} of Tartu")
    mine.rate(id_, 1, None)
    assert later.work == []

    mine.delete(id_)
    assert [seconds for seconds, _ in later.work] == [HOUR + 1]
    assert WORD.encode() in written(tmp_path)

    hands.now += HOUR + 1
    later.pass_by()

    assert WORD.encode() not in written(tmp_path)
    assert later.work == []
    with pytest.raises(NotFoundError):
        mine.restore(id_)
    assert len(mine.search("something stays")) == 1
    people.close()


def test_it_comes_again_for_what_was_deleted_meanwhile(tmp_path: Path, hands: Hands) -> None:
    later = Waiting()
    people = People(tmp_path, clock=hands, later=later)
    mine = people.of(None)
    first, second = ask(mine, "one"), ask(mine, "two")
    mine.delete(first)
    hands.now += HOUR
    mine.delete(second)
    hands.now += 1
    later.pass_by()

    assert len(later.work) == 1
    mine.restore(second)
    people.close()
    assert later.work == []


def test_a_restart_goes_on_waiting(tmp_path: Path, hands: Hands) -> None:
    people = People(tmp_path, clock=hands, later=Waiting())
    people.of(None).delete(ask(people.of(None), "one"))
    people.close()

    later = Waiting()
    People(tmp_path, clock=hands, later=later).close()
    again = People(tmp_path, clock=hands, later=later)

    assert len(later.work) == 1
    again.close()


def test_erasing_is_final_at_once_and_another_user_s_stay(tmp_path: Path, hands: Hands) -> None:
    people = People(tmp_path, clock=hands, later=Waiting())
    mine, theirs = people.of(None), people.of("ada")
    deleted = ask(mine, f"the {WORD} of Tartu")
    mine.delete(deleted)
    ask(mine, f"another {WORD}")
    kept = ask(theirs, "a question of Ada's")

    assert mine.count() == 1
    mine.erase()

    assert mine.count() == 0
    assert WORD.encode() not in written(tmp_path)
    with pytest.raises(NotFoundError):
        mine.restore(deleted)
    assert theirs.open(kept).conversation.id == kept
    people.close()


def test_a_sweep_that_fails_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="dateline")
    later = Waiting()

    def fail() -> None:
        raise PeopleError("the disk is full at /home")

    broom = Broom(fail, later)
    broom.come(5)
    broom.come(7)
    assert [seconds for seconds, _ in later.work] == [5]
    later.pass_by()

    assert [seconds for seconds, _ in later.work] == [7]
    assert "still kept" in caplog.text
    broom.close()


def test_nobody_comes_after_the_end() -> None:
    later = Waiting()
    broom = Broom(lambda: pytest.fail("nothing is to be swept"), later)
    broom.come(1)
    (_, work) = later.work[0]
    broom.close()
    work()
    broom.come(1)

    assert later.work == []


def test_a_timer_keeps_nothing_alive_and_can_be_called_off() -> None:
    before = set(threading.enumerate())
    call_off = by_timer(HOUR, lambda: pytest.fail("called off"))
    (timer,) = set(threading.enumerate()) - before
    assert timer.daemon

    call_off()
    timer.join(5)

    assert not timer.is_alive()
