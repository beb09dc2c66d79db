from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from rag.answer_json import answer_json
from rag.errors import NotFoundError, PeopleError
from tests.faults.damage import DAMAGES
from tests.faults.kit import FAULTS
from tests.ui.web.newsroom import answered, question
from ui.people import schema
from ui.people.people import People
from ui.people.store import FILE, Store, UnusableError

TURNS = 60


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a conversation of many turns; to be copied."""
    home = tmp_path_factory.mktemp("people")
    people = People(home)
    shelf, id_ = people.of(None), None
    for number in range(TURNS):
        asked = question(f"question {number}")
        id_ = shelf.append(answered(asked=asked), conversation=id_).conversation.id
    people.close()
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "home"))


def changed(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def require_goes_on(home: Path, why: str) -> None:
    """Fail unless the page goes on with conversations in memory and says so in one line."""
    before = {path: path.read_bytes() for path in home.iterdir()} if home.is_dir() else {}
    people = People(home)
    place = people.of(None).append(answered())

    assert people.of(None).list().conversations == (place.conversation,)
    assert why in people.notice
    assert "until the server stops" in people.notice
    assert "\n" not in people.notice
    assert people.hint
    people.close()
    assert all(path.read_bytes() == content for path, content in before.items())


@pytest.mark.parametrize("number", range(FAULTS * 2))
def test_a_damaged_file_never_takes_the_page_down(home: Path, number: int) -> None:
    chance = Random(number)
    DAMAGES[number % len(DAMAGES)](home / FILE, chance)
    people = People(home)
    shelf = people.of(None)
    for one in shelf.list().conversations:
        try:
            turns = shelf.open(one.id, last=1_000).turns
        except NotFoundError:  # it was met while reading: memory has none of it
            assert people.notice
            continue
        for turn in turns:
            expected = answer_json(answered(asked=question(turn.question)))
            assert not turn.whole or turn.answer == expected
    shelf.search("question")
    place = shelf.append(answered())

    assert shelf.open(place.conversation.id).turns[-1].whole
    assert "\n" not in people.notice
    people.close()


def test_a_turn_with_a_flipped_letter_is_not_shown_as_it_was(home: Path) -> None:
    changed(home / FILE, "UPDATE turn SET answer = replace(answer, 'soldiers', 'sailors')")
    people = People(home)
    (conversation,) = people.of(None).list().conversations
    turns = people.of(None).open(conversation.id).turns

    assert [turn.whole for turn in turns] == [False] * len(turns)
    assert turns[0].answer == {}
    people.close()


def test_damage_that_is_met_later_is_said_and_the_page_goes_on(home: Path) -> None:
    people = People(home)
    (before,) = people.of(None).list().conversations
    size = (home / FILE).stat().st_size
    with (home / FILE).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(NotFoundError):
        people.of(None).open(before.id)
    place = people.of(None).append(answered(), conversation=before.id)

    assert "is damaged" in people.notice
    assert (place.conversation.id != before.id, place.turn) == (True, 1)
    people.close()


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    changed(tmp_path / FILE, "CREATE TABLE recipe (name)")

    require_goes_on(tmp_path, "is not a file of Dateline's")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("Ada, Grace, and all the others.\n" * 200)

    require_goes_on(tmp_path, "is damaged: file is not a database")


def test_a_newer_dateline_s_file_is_left_alone(home: Path) -> None:
    changed(home / FILE, "PRAGMA user_version = 99")

    require_goes_on(home, "is of a newer Dateline (schema 99")


def test_a_folder_in_the_file_s_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    people = People(tmp_path)

    assert "cannot be written" in people.notice
    people.close()


def test_a_home_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    people = People(tmp_path / "home")

    assert "cannot be written" in people.notice
    people.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_may_not_be_written_is_said(home: Path) -> None:
    (home / FILE).chmod(0o400)
    home.chmod(0o500)
    people = People(home)
    home.chmod(0o700)

    assert "cannot be written" in people.notice
    people.close()


def test_an_empty_file_becomes_one_of_conversations(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    people = People(tmp_path)

    assert people.notice == ""
    people.close()


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    People(tmp_path / "new").close()

    assert (tmp_path / "new" / FILE).stat().st_mode & 0o777 == 0o600


def test_files_of_others_in_the_home_stay(home: Path) -> None:
    (home / "notes.txt").write_text("mine")
    People(home).close()

    assert (home / "notes.txt").read_text() == "mine"


def test_a_migration_takes_an_older_file_along(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = "ALTER TABLE conversation ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;\n"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
    people = People(home)

    assert people.notice == ""
    assert people.of(None).list().conversations[0].turns == TURNS
    with people._store.reading() as connection:
        assert schema.version(connection) == 2
    people.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "CREATE TABLE more (x);\nCREATE TABLE turn (x);\n"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
    with pytest.raises(PeopleError, match="already exists"):
        Store(home / FILE)
    monkeypatch.undo()
    people = People(home)

    assert people.of(None).list().conversations[0].turns == TURNS
    people.close()


def test_a_process_that_does_not_let_go_is_said_and_nothing_is_lost(
    home: Path,
) -> None:
    people = People(home, busy_ms=1)
    shelf = people.of(None)
    with closing(sqlite3.connect(home / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(PeopleError, match="another process") as caught:
            shelf.append(answered())

        assert len(shelf.list().conversations) == 1
        other.execute("ROLLBACK")
    shelf.append(answered())

    assert not isinstance(caught.value, UnusableError)
    assert people.notice == ""
    assert len(shelf.list().conversations) == 2
    people.close()


def test_a_server_that_begins_while_another_writes_goes_on_in_memory(
    home: Path,
) -> None:
    with closing(sqlite3.connect(home / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        people = People(home, busy_ms=1)

    assert "another process" in people.notice
    people.close()


def test_a_server_waits_for_another_that_is_making_the_file(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        people = People(tmp_path, busy_ms=20)

    assert "another process" in people.notice
    people.close()


def test_a_file_with_no_room_left_is_said_and_what_was_kept_stays(home: Path) -> None:
    people = People(home)
    shelf = people.of(None)
    with people._store.writing() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    people._store._writer.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(PeopleError, match="disk is full") as caught:
        shelf.append(answered(), text="x" * 50_000)

    assert "Free some space" in caught.value.hint
    assert shelf.list().conversations[0].turns == TURNS
    people.close()


def test_nothing_is_read_after_the_end(tmp_path: Path) -> None:
    closed = Store(tmp_path / FILE)
    closed.close()

    with pytest.raises(UnusableError, match="closed"), closed.reading():
        pass
