from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from rag.archive.lock import writer_lock
from rag.errors import UsageError
from rag.settings import Limits, Settings
from ui.web.archive.intake import MOST_FILES, QUIET_S, Intake, RefusedError
from ui.web.child import Ended, Running, Told

STORY = b"Ten otters were seen at the lock."
REPORT = {"added": 1, "revised": 0, "skipped": 0, "failed": [], "warnings": [], "seconds": 0.1}


@dataclass
class ScriptedChild:
    """A command that notes what it was given, and ends when it is told to."""

    ended: Ended = field(default_factory=lambda: Ended(0, REPORT))
    arguments: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    stopped: bool = False
    may_end: threading.Event = field(default_factory=threading.Event)

    def __call__(self, arguments: Sequence[str], hear: Callable[[Told], None]) -> Running:
        self.arguments = list(arguments)
        folder = Path(arguments[-1])
        self.files = {one.name: one.read_bytes() for one in folder.iterdir()}
        hear({"phase": "reading", "done": 1})
        hear(REPORT)
        return self

    def stop(self) -> None:
        self.stopped = True
        self.may_end.set()

    def wait(self) -> Ended:
        assert self.may_end.wait(10)
        return self.ended


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def child() -> ScriptedChild:
    return ScriptedChild()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def intake(tmp_path: Path, child: ScriptedChild, clock: Clock) -> Intake:
    return made(tmp_path, child, clock)


def made(home: Path, child: ScriptedChild, clock: Clock, **limits: int) -> Intake:
    settings = Settings(home=home, limits=Limits(**{"upload_bytes": 1_000, **limits}))
    return Intake(settings, start=child, clock=clock)


def give(intake: Intake, token: str, name: str, *pieces: bytes, length: int | None = None) -> str:
    """Send a file in pieces; ``length`` is what its sender claims."""

    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    size = sum(map(len, pieces)) if length is None else length
    return asyncio.run(intake.receive(token, name, size, body()))


def finished(intake: Intake, child: ScriptedChild) -> None:
    """Let the child end and wait until that was noticed."""
    child.may_end.set()
    for thread in threading.enumerate():
        if thread.name == "intake":
            thread.join(10)
    assert intake.stage.name in {"done", "failed"}


def left(home: Path) -> list[str]:
    """Whatever of uploads lies in a home."""
    return sorted(str(one.relative_to(home / "uploads")) for one in (home / "uploads").rglob("*"))


def empty(token: str) -> list[str]:
    """What lies there of an upload of which nothing was received."""
    return [token, f"{token}.owner", f"{token}/uploaded"]


def test_files_are_read_under_our_names_and_taken_away(
    intake: Intake, child: ScriptedChild, tmp_path: Path
) -> None:
    token = intake.begin()
    kept = give(intake, token, "../../Otters!.txt", STORY[:5], STORY[5:])
    give(intake, token, "b.json", b"{}")
    assert intake.stage.name == "receiving"
    assert {one.stat().st_mode & 0o77 for one in (tmp_path / "uploads").rglob("*")} == {0}
    assert (tmp_path / "uploads").stat().st_mode & 0o77 == 0
    intake.read(token, publisher="-Post", language="en")
    assert (intake.stage.name, intake.stage.told["phase"]) == ("reading", "reading")
    finished(intake, child)

    assert kept == f"otters-{sha256(STORY).hexdigest()[:12]}.txt"
    assert child.files[kept] == STORY
    assert len(child.files) == 2
    assert child.arguments == [
        *("ingest", "--home", str(tmp_path), "--uploaded", "--json", "--progress", "--quiet"),
        *("--publisher=-Post", "--language=en"),
        *("--", str(tmp_path / "uploads" / token / "uploaded")),
    ]
    assert intake.stage.names[kept] == "Otters!.txt"
    assert (intake.stage.name, intake.stage.told) == ("done", REPORT)
    assert left(tmp_path) == []


def test_an_upload_for_which_no_process_starts_can_be_sent_again(
    tmp_path: Path, child: ScriptedChild
) -> None:
    def refused(arguments: Sequence[str], hear: Callable[[Told], None]) -> Running:
        raise UsageError("no process could be started")

    intake = Intake(Settings(home=tmp_path), start=refused)
    token = intake.begin()
    give(intake, token, "a.txt", STORY)
    with pytest.raises(UsageError, match="no process"):
        intake.read(token)

    assert (intake.stage.name, left(tmp_path)) == ("idle", [])
    assert intake.begin()


def test_the_same_file_again_has_the_same_name_and_another_content_another(
    intake: Intake, child: ScriptedChild
) -> None:
    names = []
    for body in (STORY, STORY, b"other"):
        token = intake.begin()
        names.append(give(intake, token, "a.txt", body))
        intake.read(token)
        finished(intake, child)
        child.may_end.clear()

    assert names[0] == names[1] != names[2]


def test_one_upload_at_a_time(intake: Intake, child: ScriptedChild) -> None:
    token = intake.begin()
    with pytest.raises(RefusedError, match="already") as refused:
        intake.begin()
    give(intake, token, "a.txt", STORY)
    intake.read(token)
    with pytest.raises(RefusedError, match="already"):
        intake.begin()
    finished(intake, child)

    assert refused.value.status == 409
    assert intake.begin() != token


def test_an_upload_that_was_left_makes_room_and_its_files_go(
    intake: Intake, clock: Clock, tmp_path: Path
) -> None:
    token = intake.begin()
    give(intake, token, "a.txt", STORY)
    clock.now += QUIET_S + 1
    other = intake.begin()

    assert left(tmp_path) == empty(other)
    with pytest.raises(RefusedError, match="too long"):
        give(intake, token, "a.txt", STORY)
    with pytest.raises(RefusedError, match="too long"):
        intake.read(token)


def test_an_upload_of_which_nothing_more_comes_is_told_as_lost_and_its_files_go(
    intake: Intake, clock: Clock, tmp_path: Path
) -> None:
    token = intake.begin()
    give(intake, token, "a.txt", STORY)
    clock.now += QUIET_S
    assert intake.stage.name == "receiving"
    clock.now += 1

    assert intake.stage.name == "failed"
    assert intake.stage.error.startswith(f"Nothing more came for {QUIET_S:g} seconds")
    assert left(tmp_path) == []
    assert intake.begin() != token


def test_while_another_process_writes_nothing_is_taken(
    intake: Intake, child: ScriptedChild, tmp_path: Path
) -> None:
    token = intake.begin()
    give(intake, token, "a.txt", STORY)
    with writer_lock(tmp_path), pytest.raises(RefusedError, match="Another process"):
        intake.read(token)

    assert (intake.stage.name, left(tmp_path)) == ("idle", [])
    token = intake.begin()  # at once: it is not this page that is adding
    give(intake, token, "a.txt", STORY)
    intake.read(token)
    finished(intake, child)


@pytest.mark.parametrize(
    ("sizes", "length"),
    [([1_001], None), ([600, 401], None), ([400], 1_001), ([400, 700], 500)],
)
def test_no_more_is_read_than_was_said_and_than_is_allowed(
    intake: Intake, tmp_path: Path, sizes: list[int], length: int | None
) -> None:
    token = intake.begin()
    with pytest.raises(RefusedError) as refused:
        give(intake, token, "a.txt", *(b"x" * size for size in sizes), length=length)

    assert refused.value.status == 413
    assert left(tmp_path) == empty(token)
    assert give(intake, token, "b.txt", b"x" * 1_000)


def test_all_files_together_are_counted(intake: Intake) -> None:
    token = intake.begin()
    give(intake, token, "a.txt", b"x" * 900)
    with pytest.raises(RefusedError, match="too large"):
        give(intake, token, "b.txt", b"x" * 101)
    assert give(intake, token, "c.txt", b"x" * 100)


def test_files_have_a_number(intake: Intake) -> None:
    token = intake.begin()
    for number in range(MOST_FILES):
        give(intake, token, f"{number}.txt", b"")
    with pytest.raises(RefusedError, match=f"At most {MOST_FILES}"):
        give(intake, token, "more.txt", b"")


@pytest.mark.parametrize("name", ["a.exe", "a", "", "a.html/../.."])
def test_a_file_of_another_kind_is_refused(intake: Intake, name: str) -> None:
    token = intake.begin()
    with pytest.raises(RefusedError, match="not a kind of file") as refused:
        give(intake, token, name, STORY)

    assert refused.value.status == 415
    with pytest.raises(RefusedError, match="no file"):
        intake.read(token)
    assert intake.stage.name == "idle"


def test_a_full_disk_is_said_before_a_byte_is_written(
    tmp_path: Path, child: ScriptedChild, clock: Clock
) -> None:
    full = made(tmp_path, child, clock, free_bytes=2**60)
    token = full.begin()
    with pytest.raises(RefusedError, match="are free at ") as refused:
        give(full, token, "a.txt", STORY)

    assert (refused.value.status, left(tmp_path)) == (507, empty(token))


@pytest.mark.parametrize(
    ("number", "status", "told"),
    [(errno.ENOSPC, 507, "The disk is full."), (errno.EIO, 500, "Input/output error")],
)
def test_what_a_disk_says_while_a_file_comes_is_told_and_nothing_is_left(
    intake: Intake, tmp_path: Path, number: int, status: int, told: str
) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield STORY
        raise OSError(number, os.strerror(number))

    token = intake.begin()
    with pytest.raises(RefusedError, match=told) as refused:
        asyncio.run(intake.receive(token, "a.txt", len(STORY), body()))

    assert refused.value.status == status
    assert "send the files again" in refused.value.hint
    assert left(tmp_path) == empty(token)
    assert give(intake, token, "b.txt", b"x" * 1_000)


def test_where_no_folder_can_be_made_an_upload_is_refused(intake: Intake, tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("in the way")
    with pytest.raises(RefusedError, match="cannot be kept: File exists") as refused:
        intake.begin()

    assert refused.value.status == 500


def test_nothing_is_taken_where_that_is_switched_off(
    tmp_path: Path, child: ScriptedChild, clock: Clock
) -> None:
    with pytest.raises(RefusedError, match="takes no files") as refused:
        made(tmp_path, child, clock, upload_bytes=0).begin()

    assert refused.value.status == 403
    assert not (tmp_path / "uploads").exists()


@pytest.mark.parametrize(
    ("ended", "name", "error"),
    [
        (Ended(1, {}, "process 7 is writing", "Wait."), "failed", "process 7 is writing"),
        (Ended(-9, {"phase": "reading"}), "failed", "code -9"),
        (Ended(4, REPORT), "done", ""),
        (Ended(1, REPORT, "the index is broken"), "done", "the index is broken"),
    ],
)
def test_how_a_child_ended_is_told(
    tmp_path: Path, clock: Clock, ended: Ended, name: str, error: str
) -> None:
    child = ScriptedChild(ended)
    intake = made(tmp_path, child, clock)
    token = intake.begin()
    give(intake, token, "a.txt", STORY)
    intake.read(token)
    finished(intake, child)

    assert intake.stage.name == name
    assert error in intake.stage.error
    assert left(tmp_path) == []


def test_a_server_that_ends_stops_its_child_and_leaves_nothing(
    intake: Intake, child: ScriptedChild, tmp_path: Path
) -> None:
    token = intake.begin()
    give(intake, token, "a.txt", STORY)
    intake.read(token)
    intake.close()

    assert child.stopped
    assert left(tmp_path) == []


def test_two_servers_of_one_home_leave_each_other_s_files_alone(
    intake: Intake, child: ScriptedChild, clock: Clock, tmp_path: Path
) -> None:
    other = ScriptedChild()
    beside = made(tmp_path, other, clock)
    token = intake.begin()
    give(intake, token, "a.txt", STORY)
    theirs = beside.begin()
    kept = give(beside, theirs, "b.txt", b"Two herons.")
    intake.read(token)
    beside.read(theirs)
    made(tmp_path, other, clock).begin()
    reading = [one.name for one in Path(child.arguments[-1]).iterdir()]
    intake.close()
    still = left(tmp_path)
    beside.close()

    assert other.files == {kept: b"Two herons."}
    assert reading == list(child.files)
    assert f"{theirs}/uploaded/{kept}" in still


KILLED = """
import asyncio, sys
from pathlib import Path
from rag.settings import Settings
from ui.web.archive.intake import Intake

async def body():
    yield b"never read"

intake = Intake(Settings(home=Path(sys.argv[1])))
asyncio.run(intake.receive(intake.begin(), "a.txt", 10, body()))
print("kept", flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
def test_what_a_killed_server_left_goes_with_the_next_upload_and_not_before(
    intake: Intake, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "kept\n"
        of_theirs = left(tmp_path)
        intake.begin()
        beside = left(tmp_path)
        intake.close()
        server.send_signal(signal.SIGTERM)

    (tmp_path / "uploads" / "uploaded").mkdir()  # an older Dateline's
    token = intake.begin()

    assert len(of_theirs) == 4
    assert set(of_theirs) < set(beside)
    assert left(tmp_path) == empty(token)


def test_files_received_when_the_server_ends_go_too(intake: Intake, tmp_path: Path) -> None:
    give(intake, intake.begin(), "a.txt", STORY)
    intake.close()

    assert left(tmp_path) == []
