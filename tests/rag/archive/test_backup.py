from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.rebuild import rebuild
from rag.archive.archive import FILE, Archive
from rag.archive.backup import backup
from rag.archive.seal import SMALL, write_seal
from rag.archive.writer import Writer
from rag.errors import ArchiveError, UsageError
from rag.progress import Silent
from rag.wiring import open_for_reading
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, lines, record, run, settings_for
from tests.rag.archive.stories import ANY, keep, story
from tests.ui.cli.command import ROOT, plain_environment

INGEST = """
import sys
from pathlib import Path
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, run

class Telling(Listener):
    def advance(self, units, note=""):
        print(len(self.units), flush=True)

for number in range(1_000_000):
    run(Path(sys.argv[1]), *sys.argv[2:], encoder=WordEncoder(), progress=Telling())
    print("again", flush=True)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with three articles."""
    made = tmp_path / "home"
    run(made, lines(tmp_path / "a.jsonl", *map(record, range(3))), encoder=WordEncoder())
    return made


def digest(home: Path) -> str:
    archive = Archive.open(home)
    try:
        return archive.digest()
    finally:
        archive.close()


def restored(copy: Path, home: Path) -> Path:
    home.mkdir()
    copy.rename(home / FILE)
    return home


def beside(copy: Path) -> set[str]:
    return {path.name for path in copy.parent.iterdir()}


def test_a_copy_is_one_file_for_its_owner_and_says_the_same(home: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    copy = tmp_path / "out" / "news.sqlite"
    listener = Listener()
    size = backup(home, copy, force=False, progress=listener)

    assert size == copy.stat().st_size
    assert copy.stat().st_mode & 0o777 == 0o600
    assert beside(copy) == {"news.sqlite"}
    assert [(name, unit) for name, _, unit in listener.phases] == [("copying", "pages")]
    assert listener.units == [listener.phases[0][1]]
    assert digest(restored(copy, tmp_path / "new")) == digest(home)


def test_a_file_that_is_there_is_replaced_only_when_told_so(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.sqlite"
    copy.write_text("minutes of a meeting")

    with pytest.raises(UsageError, match="there already"):
        backup(home, copy, force=False, progress=Silent())

    assert copy.read_text() == "minutes of a meeting"

    backup(home, copy, force=True, progress=Silent())

    assert copy.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize("name", [FILE, f"{FILE}-wal", "people.sqlite", "lock", "index"])
def test_the_home_s_own_files_are_never_written_over(home: Path, name: str) -> None:
    before = digest(home)

    with pytest.raises(UsageError, match="own files"):
        backup(home, home / name, force=True, progress=Silent())

    assert digest(home) == before


def test_a_link_to_the_archive_is_the_archive(home: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(home / FILE)

    with pytest.raises(UsageError, match="own files"):
        backup(home, tmp_path / "link", force=True, progress=Silent())


def test_a_folder_and_a_place_that_is_not_there_are_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder") as folder:
        backup(home, tmp_path, force=True, progress=Silent())
    with pytest.raises(UsageError, match="no folder"):
        backup(home, tmp_path / "nowhere" / "copy", force=True, progress=Silent())

    assert str(tmp_path / FILE) in folder.value.hint


def test_a_home_without_an_archive_gives_no_copy(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        backup(tmp_path / "home", tmp_path / "copy", force=False, progress=Silent())

    assert beside(tmp_path / "copy") == set()


class Interrupted(Listener):
    def advance(self, units: int, note: str = "") -> None:
        raise KeyboardInterrupt


def test_stopped_in_the_middle_it_leaves_nothing_and_the_old_copy_stays(
    home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "out" / "news.sqlite"
    copy.parent.mkdir()
    copy.write_text("last night's")

    with pytest.raises(KeyboardInterrupt):
        backup(home, copy, force=True, progress=Interrupted())

    assert beside(copy) == {"news.sqlite"}
    assert copy.read_text() == "last night's"


def test_a_file_made_meanwhile_by_another_stays(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.sqlite"

    class Rival(Listener):
        def advance(self, units: int, note: str = "") -> None:
            copy.write_text("mine")

    with pytest.raises(UsageError, match="there already"):
        backup(home, copy, force=False, progress=Rival())

    assert copy.read_text() == "mine"


def test_a_disk_that_takes_no_more_is_said_and_nothing_left(home: Path, tmp_path: Path) -> None:
    """A limit on the size of a file stands for the end of the disk."""
    (tmp_path / "out").mkdir()
    code = (
        "import sys; from pathlib import Path; from rag.archive.backup import backup;"
        "from rag.progress import Silent; from rag.errors import ArchiveError\n"
        "try: backup(Path(sys.argv[1]), Path(sys.argv[2]), force=False, progress=Silent())\n"
        "except ArchiveError as error: print('said:', error)"
    )
    limit = 40_960
    done = subprocess.run(
        [sys.executable, "-c", code, str(home), str(tmp_path / "out" / "copy")],
        capture_output=True, text=True, cwd=ROOT, env=plain_environment(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip

    assert done.stdout.startswith("said: "), done.stderr
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_closed_is_named(home: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)

    with pytest.raises(ArchiveError, match="cannot be written"):
        backup(home, tmp_path / "closed" / "copy", force=False, progress=Silent())


def test_a_damaged_archive_gives_no_copy(home: Path, tmp_path: Path) -> None:
    run(home, lines(tmp_path / "b.jsonl", *map(record, range(3, 400))), encoder=WordEncoder())
    with (home / FILE).open("r+b") as file:
        file.seek(30 * 4096)
        file.write(b"\x5a" * 4096 * 40)

    with pytest.raises(ArchiveError, match="damaged"):
        backup(home, tmp_path / "out", force=False, progress=Silent())

    assert not (tmp_path / "out").exists()


def test_a_copy_with_a_fault_that_a_seal_vouches_for_is_none(home: Path, tmp_path: Path) -> None:
    """Memory may flip a bit before the writer's sha256 is taken, so the copy is looked at too."""
    run(home, lines(tmp_path / "b.jsonl", *map(record, range(3, 400))), encoder=WordEncoder())
    with (home / FILE).open("r+b") as file:
        file.seek(60 * 4096)  # past the pages that opening it reads
        file.write(b"\x5a" * 4096 * 40)
    write_seal(home / FILE)
    (tmp_path / "out").mkdir()

    with pytest.raises(ArchiveError, match="the copy is damaged, so"):
        backup(home, tmp_path / "out" / "copy", force=False, progress=Silent())

    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.slow
def test_a_large_archive_is_compared_with_its_seal_however_lately_it_was(
    home: Path, tmp_path: Path
) -> None:
    writer = Writer.open(home)
    with writer.database.transaction() as connection:
        connection.execute(
            "INSERT INTO failure (run, place, code, reason) VALUES (1, '', '', zeroblob(?))",
            (SMALL,),
        )
    writer.close()
    Archive.open(home).close()  # compares it, and not again today
    was = (home / FILE).stat()
    with (home / FILE).open("r+b") as file:
        file.seek(SMALL // 2)
        file.write(b"\x01")
    os.utime(home / FILE, ns=(was.st_atime_ns, was.st_mtime_ns))
    Archive.open(home).close()

    with pytest.raises(ArchiveError, match="byte for byte"):
        backup(home, tmp_path / "copy", force=False, progress=Silent())


def test_a_name_that_no_file_can_have_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be written: File name too long"):
        backup(home, tmp_path / ("n" * 250), force=False, progress=Silent())


def test_restored_with_a_rebuild_all_is_found_and_nothing_embedded(
    home: Path, tmp_path: Path
) -> None:
    settings, encoder = settings_for(home), WordEncoder()
    run(home, lines(tmp_path / "c.jsonl", record(8)), encoder=encoder)
    backup(home, tmp_path / "copy", force=False, progress=Silent())
    settings = settings_for(restored(tmp_path / "copy", tmp_path / "new"))
    archive = Archive.open(settings.home)
    query = encoder.encode(["ship 8"])[0]
    before = open_for_reading(settings, archive, encoder)
    meanwhile = before.nearest(query, k=4)
    before.close()
    encoder.encoded.clear()
    result = rebuild(settings, encoder=encoder, progress=Silent())
    index = open_for_reading(settings, archive, encoder)

    assert result == {"passages": 4, "embedded": 0}
    assert encoder.encoded == []
    assert index.count() == len(archive.allowed_ids(ANY, None)) == 4
    assert index.nearest(query, k=4) == meanwhile

    index.close()
    archive.close()


@pytest.mark.slow
def test_a_copy_made_beside_a_running_ingest_is_of_one_moment(home: Path, tmp_path: Path) -> None:
    """Another process goes on writing; a copy holds whole articles, and those acknowledged."""
    feeds = [
        lines(tmp_path / f"{n}.jsonl", *(record(i, f"Ship {i} came, said {n}.") for i in range(99)))
        for n in range(40)
    ]
    with subprocess.Popen(
        [sys.executable, "-c", INGEST, str(home), *map(str, feeds)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, env=plain_environment(),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        sizes = []
        for n in range(3):
            process.stdout.readline()
            backup(home, tmp_path / f"copy{n}", force=False, progress=Silent())
            new = restored(tmp_path / f"copy{n}", tmp_path / f"new{n}")
            archive = Archive.open(new)
            sizes.append(archive.status().revisions)
            assert len(archive.allowed_ids(ANY, None)) == sum(archive.status().passages.values())
            archive.close()
        assert process.poll() is None
        process.kill()

    assert sizes == sorted(sizes)
    with sqlite3.connect(tmp_path / "new2" / FILE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()


def test_a_backup_put_in_a_damaged_archive_s_place_as_the_hint_says_is_whole(
    home: Path, tmp_path: Path
) -> None:
    copy, before = tmp_path / "copy.sqlite", digest(home)
    backup(home, copy, force=False, progress=Silent())
    writer = Writer.open(home)
    keep(writer, story("Another day."))
    log = (home / f"{FILE}-wal").read_bytes()  # as a kill would leave it
    writer.close()
    (home / f"{FILE}-wal").write_bytes(log)
    (home / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(ArchiveError) as refused:
        Archive.open(home)

    copy.replace(home / FILE)
    beside = [
        home / f"{FILE}{end}" for end in ("-wal", "-shm") if f"{FILE}{end}" in refused.value.hint
    ]
    for one in beside:
        one.unlink(missing_ok=True)

    assert len(beside) == 2
    assert digest(home) == before
