from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from rag.archive.lock import IndexLock, is_held, looking, writer_lock
from rag.errors import ArchiveError, ArchiveLockedError, IndexUnavailableError

HOLD = """
import subprocess, sys
from pathlib import Path
from rag.archive.lock import IndexLock, writer_lock

home, kind = Path(sys.argv[1]), sys.argv[2]
locks = {"writer": lambda: writer_lock(home), "shared": IndexLock(home).shared,
         "exclusive": IndexLock(home).exclusive}
with locks[kind]():
    if len(sys.argv) > 3:
        child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"])
        print(child.pid, flush=True)
    else:
        print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def holder(home: Path, kind: str, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that holds a lock until its input ends; gives the first line it wrote."""
    command = [sys.executable, "-c", HOLD, str(home), kind, *more]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def impatient(home: Path) -> IndexLock:
    return IndexLock(home, wait_s=0.0)


def is_free(lock: AbstractContextManager[None]) -> bool:
    try:
        with lock:
            return True
    except (ArchiveLockedError, IndexUnavailableError):
        return False


def test_a_second_writer_is_refused_with_the_pid_of_the_first(tmp_path: Path) -> None:
    with (
        writer_lock(tmp_path),
        pytest.raises(ArchiveLockedError) as refusal,
        writer_lock(tmp_path),
    ):
        pass

    assert os.getpid() == refusal.value.pid
    assert str(tmp_path) in str(refusal.value)


def test_the_writer_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(3):
        with writer_lock(tmp_path):
            assert str(os.getpid()) == (tmp_path / "lock").read_text()

    assert (tmp_path / "lock").read_text() == ""


def test_the_writer_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writer_lock(tmp_path):
        raise KeyError

    assert is_free(writer_lock(tmp_path))


@pytest.mark.parametrize(
    "content", [b"", b"4711", b"\xff\x00 not ours", b"9" * 100_000, "١٢٣".encode()]
)
def test_what_a_lock_file_held_before_decides_nothing(tmp_path: Path, content: bytes) -> None:
    for name in ("lock", "index.lock", "index.turn"):
        (tmp_path / name).write_bytes(content)

    with writer_lock(tmp_path), IndexLock(tmp_path).exclusive():
        assert str(os.getpid()) == (tmp_path / "lock").read_text()


def test_a_holder_whose_pid_cannot_be_read_is_another_process(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        (tmp_path / "lock").write_text("somebody")
        with pytest.raises(ArchiveLockedError, match="another process") as refusal:
            writer_lock(tmp_path).__enter__()

    assert refusal.value.pid is None


def test_whether_a_writer_holds_a_home_is_told_without_making_anything(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    assert list(tmp_path.iterdir()) == []

    with writer_lock(tmp_path):
        assert is_held(tmp_path)

    with looking(tmp_path):
        assert not is_held(tmp_path)


def test_a_writer_is_never_refused_for_whoever_asks_if_there_is_one(tmp_path: Path) -> None:
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            is_held(tmp_path)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    free = [is_free(writer_lock(tmp_path)) for _ in range(200)]
    over.set()
    for thread in threads:
        thread.join()

    assert all(free)


def test_a_look_is_told_of_a_writer_that_waits_and_the_writer_goes_on_after_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "lock").write_text("4711")  # of a writer that was killed
    started = list[bool]()
    writer = threading.Thread(target=lambda: started.append(is_free(writer_lock(tmp_path))))
    with looking(tmp_path) as writer_waits, looking(tmp_path):
        assert not writer_waits()

        writer.start()
        while not writer_waits():
            assert started == []
    writer.join()

    assert started == [True]
    assert (tmp_path / "lock").read_text() == ""


def test_where_a_writer_is_at_it_nothing_is_looked_at(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        with pytest.raises(ArchiveLockedError) as refusal:
            looking(tmp_path).__enter__()

        assert os.getpid() == refusal.value.pid
        assert not is_free(writer_lock(tmp_path))


def test_a_missing_home_is_made_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"

    with writer_lock(home):
        assert home.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("lock", "error"),
    [
        (writer_lock, ArchiveError),
        (lambda home: IndexLock(home).shared(), IndexUnavailableError),
        (lambda home: IndexLock(home).exclusive(), IndexUnavailableError),
    ],
)
def test_a_home_that_cannot_be_locked_is_named(
    tmp_path: Path,
    lock: Callable[[Path], AbstractContextManager[None]],
    error: type[Exception],
) -> None:
    home = tmp_path / "file"
    home.write_text("a file where the home should be")

    with pytest.raises(error, match=str(home)), lock(home):
        pass


def test_readers_share_and_a_writer_is_alone(tmp_path: Path) -> None:
    lock = impatient(tmp_path)
    with lock.shared():
        assert (is_free(lock.shared()), is_free(lock.exclusive())) == (True, False)
    with lock.exclusive():
        assert (is_free(lock.shared()), is_free(lock.exclusive())) == (False, False)

    assert is_free(lock.exclusive())


def test_the_index_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), IndexLock(tmp_path).exclusive():
        raise KeyError

    assert is_free(impatient(tmp_path).exclusive())


def test_a_lock_that_stays_taken_says_how_long_was_waited(tmp_path: Path) -> None:
    with (
        IndexLock(tmp_path).shared(),
        pytest.raises(IndexUnavailableError, match=r"held .*index\.lock for 0\.05 s") as refusal,
        IndexLock(tmp_path, wait_s=0.05).exclusive(),
    ):
        pass

    assert "stopped or hangs" in refusal.value.hint


def test_a_waiting_writer_lets_no_further_reader_in(tmp_path: Path) -> None:
    """Else readers that overlap would keep the writer out for ever."""
    order: list[str] = []
    lock = IndexLock(tmp_path)

    def write() -> None:
        with lock.exclusive():
            order.append("writer")

    with ExitStack() as reader:
        reader.enter_context(lock.shared())
        writer = threading.Thread(target=write)
        writer.start()
        passed = any(not is_free(impatient(tmp_path).shared()) for _ in range(5_000))
        late = threading.Thread(target=lambda: _read_into(order, lock))
        late.start()
        order.append("first reader")
    writer.join()
    late.join()

    assert (passed, order) == (True, ["first reader", "writer", "late reader"])


def _read_into(order: list[str], lock: IndexLock) -> None:
    with lock.shared():
        order.append("late reader")


def test_many_threads_never_write_at_once(tmp_path: Path) -> None:
    inside: list[str] = []
    clashes: list[list[str]] = []
    lock = IndexLock(tmp_path)

    def work(kind: str) -> None:
        for _ in range(10):
            with lock.exclusive() if kind == "write" else lock.shared():
                inside.append(kind)
                if "write" in inside and len(inside) > 1:
                    clashes.append(list(inside))
                inside.remove(kind)

    threads = [threading.Thread(target=work, args=(k,)) for k in ("write", "write", "read", "read")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert clashes == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["writer", "shared", "exclusive"])
def test_a_killed_process_keeps_no_lock(tmp_path: Path, kind: str) -> None:
    def free() -> bool:
        lock = writer_lock(tmp_path) if kind == "writer" else impatient(tmp_path).exclusive()
        return is_free(lock)

    with holder(tmp_path, kind) as (process, line):
        held = not free()
        process.send_signal(signal.SIGKILL)
        process.wait()

    assert (line, held, True) == ("held", True, free())


@pytest.mark.slow
def test_another_process_is_named_by_its_pid(tmp_path: Path) -> None:
    with (
        holder(tmp_path, "writer") as (process, _),
        pytest.raises(ArchiveLockedError) as refusal,
        writer_lock(tmp_path),
    ):
        pass

    assert process.pid == refusal.value.pid


@pytest.mark.slow
def test_a_program_started_by_the_holder_does_not_keep_its_lock(tmp_path: Path) -> None:
    with holder(tmp_path, "writer", "with a child") as (process, child):
        process.kill()
        process.wait()
        os.kill(int(child), 0)  # the child lives: its input ends when this process closes it

        assert is_free(writer_lock(tmp_path))


FULL = """
import resource, sys
from pathlib import Path
from rag.archive.lock import writer_lock

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(os.name != "posix", reason="a limit stands for a full disk")
def test_where_nothing_can_be_written_the_lock_holds_all_the_same(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FULL, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert not is_free(writer_lock(tmp_path))
        process.communicate("")

    assert process.returncode == 0
    assert is_free(writer_lock(tmp_path))
