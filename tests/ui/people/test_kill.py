"""A server killed in mid-write, and two servers on one home."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from random import Random

import pytest

from tests.faults.kit import FAULTS
from tests.ui.cli.command import ROOT, plain_environment
from tests.ui.web.newsroom import answered
from ui.people.people import People

pytestmark = pytest.mark.slow

KILLS = -(-FAULTS // 5)
MANY = 10_000  # turns: more than a server keeps before its end comes
MOMENT_S = 0.02  # a kill comes within so much after a turn: in a transaction, a checkpoint


def server(home: Path, conversation: str, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.ui.people.adding"),
            *(str(home), conversation, name, str(count)),
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=plain_environment(),
    )


def kept(home: Path, conversation: str) -> list[tuple[int, str]]:
    people = People(home)
    turns = people.of(None).open(conversation, last=MANY).turns
    notice = people.notice
    people.close()
    assert notice == ""
    assert all(turn.whole for turn in turns)
    return [(turn.number, turn.question) for turn in turns]


def test_killed_in_mid_write_no_turn_that_was_kept_is_lost(tmp_path: Path) -> None:
    random, conversation, told = Random(5), "-", []
    for kill in range(KILLS):
        with server(tmp_path, conversation, f"life{kill}", MANY) as process:
            assert process.stdout is not None
            for _ in range(random.randint(1, 30)):
                conversation, asked = process.stdout.readline().strip().split(" ", 1)
                told.append(asked)
            try:
                process.wait(timeout=random.uniform(0, MOMENT_S))
            except subprocess.TimeoutExpired:
                process.kill()
            told += [line.strip().split(" ", 1)[1] for line in process.stdout]
        turns = kept(tmp_path, conversation)
        extra = [asked for _, asked in turns if asked not in set(told)]

        assert [number for number, _ in turns] == list(range(1, len(turns) + 1))
        assert [asked for _, asked in turns if asked not in extra] == told
        assert len(extra) <= kill + 1  # kept, and killed before it could say so


def test_two_servers_that_begin_one_home_lose_no_turn(tmp_path: Path) -> None:
    home = tmp_path / "home"
    servers = [server(home, "-", name, 30) for name in ("left", "right")]
    told = {tuple(line.split(" ", 1)) for one in servers for line in one.stdout or ()}

    assert [one.wait() for one in servers] == [0, 0]
    assert len(told) == 60
    for conversation in {id_ for id_, _ in told}:
        asked = [asked for id_, asked in told if id_ == conversation]
        assert sorted(asked) == sorted(f"{asked}\n" for _, asked in kept(home, conversation))


def test_two_servers_may_add_to_one_conversation(tmp_path: Path) -> None:
    people = People(tmp_path)
    id_ = people.of(None).append(answered()).conversation.id
    servers = [server(tmp_path, id_, name, 30) for name in ("left", "right")]
    for one in servers:
        one.communicate()
    people.close()
    turns = kept(tmp_path, id_)

    assert [number for number, _ in turns] == list(range(1, 62))
    for name in ("left", "right"):
        mine = [asked for _, asked in turns if asked.startswith(name)]
        assert mine == [f"{name} {number}" for number in range(30)]


def test_threads_of_one_server_may_add_to_one_conversation(people: People) -> None:
    shelf = people.of(None)
    id_ = shelf.append(answered()).conversation.id

    def add() -> None:
        for _ in range(10):
            shelf.append(answered(), conversation=id_)
            shelf.search("guarantee")

    threads = [threading.Thread(target=add) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert [turn.number for turn in shelf.open(id_, last=MANY).turns] == list(range(1, 82))
