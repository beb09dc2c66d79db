from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rag.archive import schema
from rag.archive.archive import FILE, Archive
from rag.archive.database import Database
from rag.archive.writer import Writer
from rag.errors import ArchiveError, ArchiveVersionError
from tests.rag.archive.stories import keep, story


def set_version(path: Path, number: int) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {number}")
    connection.close()


def test_a_new_archive_has_the_newest_version(writer: Writer) -> None:
    with writer.database.reading() as connection:
        assert schema.version(connection) == len(schema.MIGRATIONS)


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    writer = Writer.open(tmp_path)
    keep(writer, story())
    writer.close()

    assert Archive.open(tmp_path).status().revisions == 1


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    first = Writer.open(tmp_path)
    keep(first, story())
    first.close()
    second = Writer.open(tmp_path)

    assert second.known_keys([]) == {}
    assert Archive(second.database).status().revisions == 1
    second.close()


@pytest.mark.parametrize("create", [True, False])
def test_a_newer_dateline_s_archive_is_refused_with_what_to_do(
    tmp_path: Path, create: bool
) -> None:
    Writer.open(tmp_path).close()
    set_version(tmp_path / FILE, 7)

    with pytest.raises(ArchiveVersionError, match=r"schema version 7, .* up to 4") as caught:
        Database(tmp_path / FILE, create=create)

    assert "newer Dateline" in caught.value.hint


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (*schema.MIGRATIONS, "CREATE TABLE more (x);\nCREATE TABLE article (x);\n")
    Writer.open(tmp_path).close()
    monkeypatch.setattr(schema, "MIGRATIONS", broken)

    with pytest.raises(ArchiveError, match="already exists"):
        Writer.open(tmp_path)

    monkeypatch.undo()
    writer = Writer.open(tmp_path)
    with writer.database.reading() as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    writer.close()

    assert "more" not in names


def test_a_file_that_is_no_archive_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"<html>not a database</html>" * 100)

    with pytest.raises(ArchiveError, match="damaged") as caught:
        Archive.open(tmp_path)

    assert "backup" in caught.value.hint
    assert (tmp_path / FILE).read_bytes().startswith(b"<html>")


def test_a_home_without_an_archive_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive at") as caught:
        Archive.open(tmp_path / "nowhere")

    assert "dateline ingest" in caught.value.hint
    assert not (tmp_path / "nowhere").exists()


def test_an_archive_whose_first_ingest_is_just_beginning_is_none_yet(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()

    with pytest.raises(ArchiveError, match="no archive at"):
        Archive.open(tmp_path)


def test_a_folder_in_the_archive_s_place_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()

    with pytest.raises(ArchiveError, match="unable to open"):
        Writer.open(tmp_path)


def test_the_home_is_for_its_owner_alone(tmp_path: Path) -> None:
    Writer.open(tmp_path / "new" / "home").close()

    assert (tmp_path / "new" / "home").stat().st_mode & 0o777 == 0o700
