"""The archive's file compared with what its last writer left: what nobody wrote is seen."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rag.archive.archive import FILE, Archive
from rag.archive.seal import SEAL, Compare, require_as_left, write_seal
from rag.archive.sound import CHECKED
from rag.archive.writer import Writer
from rag.errors import ArchiveError
from tests.rag.archive.stories import keep, story

TEXT = b"The harbour reopened on Monday."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a closed archive of one article."""
    return made(tmp_path)


def made(home: Path) -> Path:
    writer = Writer.open(home)
    keep(writer, story())
    writer.close()
    return home / FILE


def rot(path: Path, old: bytes = b"Monday", new: bytes = b"Sunday") -> None:
    """Change a file as a disk does, which leaves its time alone."""
    before = path.stat()
    content = path.read_bytes()
    path.write_bytes(content.replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("opened", [Archive.open, Writer.open])
def test_a_word_that_changed_on_the_disk_is_said_at_the_start(
    file: Path, opened: Callable[[Path], object]
) -> None:
    rot(file)

    with pytest.raises(ArchiveError, match="damaged: it is not, byte for byte, as it was") as said:
        opened(file.parent)

    assert "dateline doctor" in said.value.hint


def test_what_was_cut_off_without_a_trace_is_seen(file: Path) -> None:
    rot(file, file.read_bytes()[-4096:], b"")

    with pytest.raises(ArchiveError, match="is damaged"):
        Archive.open(file.parent)


def test_an_archive_as_it_was_left_opens_and_stays_sealed(file: Path) -> None:
    before = file.with_name(FILE + SEAL).read_text()
    Archive.open(file.parent).close()

    assert require_as_left(file, Compare.ALWAYS)
    assert file.with_name(FILE + SEAL).read_text() == before


def test_while_a_writer_has_it_and_after_one_was_killed_nothing_is_sealed(file: Path) -> None:
    writer = Writer.open(file.parent)

    assert not file.with_name(FILE + SEAL).exists()

    keep(writer, story("Another ship came in.", title="Ships"))
    writer.database.close()  # all that a kill leaves, once the next has read the -wal

    assert not file.with_name(FILE + SEAL).exists()

    Archive.open(file.parent).close()
    Writer.open(file.parent).close()

    assert require_as_left(file, Compare.ALWAYS)


def test_what_another_program_wrote_is_no_damage(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE revision SET section = 'world'")

    assert not require_as_left(file, Compare.ALWAYS)

    Archive.open(file.parent).close()


@pytest.mark.parametrize("copy", [shutil.copyfile, shutil.copy2])
def test_a_backup_put_in_its_place_is_no_damage(
    tmp_path: Path, copy: Callable[[Path, Path], object]
) -> None:
    file, other = made(tmp_path / "one"), made(tmp_path / "two")
    rot(file)
    copy(other, file)
    Archive.open(file.parent).close()
    file.unlink()
    Writer.open(file.parent).close()  # begun anew; the seal beside it is of another file


def test_a_copied_home_is_still_sealed(file: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(file.parent, tmp_path / "copy"))

    assert require_as_left(home / FILE, Compare.ALWAYS)


def test_a_damaged_seal_is_none(file: Path) -> None:
    seal = file.with_name(FILE + SEAL)
    seal.write_text(seal.read_text().replace("1", "2"))

    assert not require_as_left(file, Compare.ALWAYS)

    Archive.open(file.parent).close()


def test_a_writer_that_met_damage_does_not_seal_it(file: Path) -> None:
    writer = Writer.open(file.parent)
    with (
        pytest.raises(ArchiveError, match="damaged"),
        writer.database.transaction() as connection,
    ):
        connection.execute("SELECT 1 FROM nowhere")
    writer.close()

    assert not file.with_name(FILE + SEAL).exists()


def test_while_a_reader_holds_the_last_state_nothing_is_sealed(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        writer = Writer.open(file.parent)
        keep(writer, story("Another ship came in.", title="Ships"))
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM article").fetchone()
        keep(writer, story("A third ship came in.", title="Ships", external_id="3"))
        writer.close()

        assert not file.with_name(FILE + SEAL).exists()


def test_a_file_that_this_process_has_open_is_not_read_beside_sqlite(file: Path) -> None:
    archive = Archive.open(file.parent)
    rot(file)
    Archive.open(file.parent).close()
    Writer.open(file.parent).close()

    assert not file.with_name(FILE + SEAL).exists()

    archive.close()


def test_a_large_file_is_compared_once_a_day_by_those_who_ask_one_thing(file: Path) -> None:
    assert require_as_left(file, Compare.DAILY, small=0)
    assert file.with_name(FILE + CHECKED).exists()

    rot(file)

    assert require_as_left(file, Compare.DAILY, small=0)

    with pytest.raises(ArchiveError, match="is damaged"):
        require_as_left(file, Compare.ALWAYS, small=0)

    yesterday = file.with_name(FILE + CHECKED)
    yesterday.write_text(yesterday.read_text().replace("-", "/"))
    with pytest.raises(ArchiveError, match="is damaged"):
        require_as_left(file, Compare.DAILY, small=0)


def test_a_home_in_which_no_seal_can_be_left_has_none(file: Path) -> None:
    seal = file.with_name(FILE + SEAL)
    seal.unlink()
    seal.mkdir()
    write_seal(file)

    assert list(file.parent.glob(f"{FILE}{SEAL}.*")) == []
    assert not require_as_left(file, Compare.ALWAYS)

    with pytest.raises(ArchiveError, match="cannot be removed"):
        Writer.open(file.parent)


def test_a_file_that_is_still_written_to_is_not_sealed(file: Path) -> None:
    file.with_name(FILE + SEAL).unlink()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("UPDATE revision SET section = 'world'")
        write_seal(file)

    assert not file.with_name(FILE + SEAL).exists()
