from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from rag.archive import schema, sound
from rag.archive.archive import FILE, Archive
from rag.archive.lock import writer_lock
from rag.archive.runs import Counts
from rag.archive.seal import Compare
from rag.archive.writer import Writer
from rag.errors import ArchiveError, ArchiveLockedError
from tests.rag.archive.stories import keep, story

PAGE = 4096


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one article, its archive closed."""
    writer = Writer.open(tmp_path)
    keep(writer, story())
    writer.close()
    return tmp_path


@contextmanager
def sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def spoil_a_page(path: Path) -> None:
    """Make an index disagree with its table, which no header shows."""
    with sqlite(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master"
            " WHERE name = 'article_publisher') WHERE name = 'passage_state'"
        )


def test_pages_that_do_not_fit_together_are_said_at_the_start(home: Path) -> None:
    spoil_a_page(home / FILE)

    for opened in (Archive.open, Writer.open):
        with pytest.raises(ArchiveError, match="is damaged") as caught:
            opened(home)

        assert "backup" in caught.value.hint


def test_a_file_cut_short_is_said_at_the_start(home: Path) -> None:
    content = (home / FILE).read_bytes()
    (home / FILE).write_bytes(content[: len(content) // 2])

    with pytest.raises(ArchiveError, match="is damaged"):
        Archive.open(home)


def test_another_program_s_file_is_no_archive_and_is_left_alone(tmp_path: Path) -> None:
    with sqlite(tmp_path / FILE) as connection:
        connection.execute("CREATE TABLE recipe (name)")
    before = (tmp_path / FILE).read_bytes()

    for opened in (Archive.open, Writer.open):
        with pytest.raises(ArchiveError, match="not an archive of Dateline"):
            opened(tmp_path)

    with sqlite(tmp_path / FILE) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]

    assert names == ["recipe"]
    assert before[:16] == (tmp_path / FILE).read_bytes()[:16]


def test_an_archive_is_known_by_its_header(home: Path) -> None:
    with sqlite(home / FILE) as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION


def of_a_dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def test_a_large_file_is_looked_at_once_after_a_run_that_did_not_end(home: Path) -> None:
    writer = Writer.open(home)
    writer.start_run(["feed"], pid=of_a_dead_process(), now=1)
    writer.close()
    file, marker = home / FILE, home / f"{FILE}{sound.CHECKED}"
    with sqlite(file) as connection:
        sound.require_sound(connection, file, small=0)
        seen = marker.read_text()
        spoil = marker.stat().st_mtime_ns
        sound.require_sound(connection, file, small=0)

        assert seen == marker.read_text()
        assert spoil == marker.stat().st_mtime_ns

    spoil_a_page(file)
    with sqlite(file) as connection, pytest.raises(ArchiveError, match="is damaged"):
        sound.require_sound(connection, file, small=0)


@pytest.mark.parametrize("ended", [True, False])
def test_a_large_file_is_not_looked_at_while_its_run_goes_on_or_after_a_clean_end(
    home: Path, ended: bool
) -> None:
    writer = Writer.open(home)
    run = writer.start_run(["feed"], pid=os.getpid(), now=1)
    if ended:
        writer.finish_run(run, now=2, counts=Counts())
    writer.close()
    with sqlite(home / FILE) as connection:
        sound.require_sound(connection, home / FILE, small=0)

    assert not (home / f"{FILE}{sound.CHECKED}").exists()


def test_a_mistake_of_ours_is_not_called_damage(home: Path) -> None:
    archive = Archive.open(home)
    with pytest.raises(sqlite3.ProgrammingError), archive.database.reading() as connection:
        connection.execute("SELECT ?", (1, 2))
    archive.close()


def test_letters_that_cannot_be_read_are_damage_told_in_one_line_without_them(home: Path) -> None:
    with sqlite(home / FILE) as connection:
        connection.execute("UPDATE revision SET title = CAST(x'ff0a41' AS TEXT)")
    archive = Archive.open(home)
    with (
        pytest.raises(ArchiveError, match="is damaged: Could not decode") as caught,
        archive.database.reading() as connection,
    ):
        connection.execute("SELECT title FROM revision").fetchall()
    archive.close()

    assert "\n" not in str(caught.value)
    assert "with text" not in str(caught.value)


def test_names_of_tables_that_are_no_text_are_damage_too(home: Path) -> None:
    with sqlite(home / FILE) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET name = CAST(x'b3b3' AS TEXT), sql = 'no SQL'"
            " WHERE name = 'passage_state'"
        )

    for opened in (Archive.open, Writer.open):
        with pytest.raises(ArchiveError, match="is damaged: the names of its tables"):
            opened(home)


@pytest.fixture
def old_home(tmp_path: Path) -> Path:
    """A home as the first version of the schema left it."""
    make_old(tmp_path)
    return tmp_path


def make_old(home: Path) -> None:
    with sqlite(home / FILE) as connection:
        connection.executescript(schema.MIGRATIONS[0])
        connection.execute("PRAGMA user_version = 1")


def test_a_reader_brings_an_older_archive_up_to_date_and_says_so_once(
    old_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "dateline")
    for _ in range(2):
        archive = Archive.open(old_home)
        with archive.database.reading() as connection:
            assert schema.version(connection) == len(schema.MIGRATIONS)
        archive.close()

    (said,) = caplog.messages
    assert f"older Dateline: made a newer one, schema {len(schema.MIGRATIONS)} for 1" in said


def test_who_looks_into_an_older_archive_does_not_change_it(old_home: Path) -> None:
    with pytest.raises(ArchiveError, match="older Dateline") as refused:
        Archive.open(old_home, compare=Compare.NEVER)

    assert "`dateline status` once: it" in refused.value.hint
    with sqlite(old_home / FILE) as connection:
        assert schema.version(connection) == 1


def test_a_reader_never_changes_an_archive_that_another_writes_to(old_home: Path) -> None:
    with writer_lock(old_home), pytest.raises(ArchiveLockedError):
        Archive.open(old_home)

    with sqlite(old_home / FILE) as connection:
        assert schema.version(connection) == 1
