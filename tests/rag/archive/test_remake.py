from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.archive.archive import FILE, Archive
from rag.archive.check import State
from rag.archive.check_words import inverted, words
from rag.archive.lock import writer_lock
from rag.archive.remake import NEXT, remake
from rag.archive.writer import Writer
from rag.domain import Status
from tests.rag.archive.stories import found, keep, story

GARBAGE = {"data": "block", "content": "c1", "docsize": "sz", "config": "v"}
SPOILED = [
    "DELETE FROM fulltext",
    "UPDATE fulltext SET body = 'other words'",
    "INSERT INTO fulltext (rowid, headline, body) VALUES (99, 'a', 'b')",
    *(f"DELETE FROM fulltext_{part}" for part in GARBAGE),
    *(f"DROP TABLE fulltext_{part}" for part in GARBAGE),
    *(f"UPDATE fulltext_{part} SET {column} = x'fffe'" for part, column in GARBAGE.items()),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of three articles, one withdrawn."""
    with closing(Writer.open(tmp_path)) as writer:
        for number in range(3):
            keep(writer, story(f"Ship {number} came into the harbour.", external_id=f"{number}"))
        (ids,) = Archive(writer.database).resolve(["2"]).values()
        writer.set_status(ids[0], Status.WITHDRAWN)
    return tmp_path


@pytest.fixture
def writer(home: Path) -> Iterator[Writer]:
    with closing(Writer.open(home)) as writer:
        yield writer


def problems(writer: Writer) -> list[str]:
    with writer.database.reading() as connection:
        checks = [words(connection, None), inverted(connection, writer.database.path.parent)]
    return [one.hint for one in checks if one.state is State.PROBLEM]


@pytest.mark.parametrize("statement", SPOILED)
def test_a_full_text_that_is_damaged_is_named_and_made_anew(home: Path, statement: str) -> None:
    with closing(Writer.open(home)) as writer, writer.database.reading() as connection:
        connection.execute(statement)
    with closing(Writer.open(home)) as writer:
        assert any("dateline rebuild" in hint for hint in problems(writer))

        remake(writer.database, told=lambda _: None)

        assert problems(writer) == []
        assert sorted(found(Archive(writer.database), "harbour")) == [
            "Ship 0 came into the harbour.",
            "Ship 1 came into the harbour.",
        ]


def test_stopped_on_the_way_the_old_full_text_answers_and_the_next_one_tidies_up(
    writer: Writer,
) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        remake(writer.database, told=stop)

    assert problems(writer) == []
    assert len(found(Archive(writer.database), "harbour")) == 2

    remake(writer.database, told=lambda _: None)

    with writer.database.reading() as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]

    assert [name for name in names if name.startswith(NEXT)] == []


def test_what_comes_in_after_it_is_found(writer: Writer) -> None:
    remake(writer.database, told=lambda _: None)
    keep(writer, story("A tug came into the harbour.", external_id="9"))

    assert "A tug came into the harbour." in found(Archive(writer.database), "tug")


def test_one_who_reads_meanwhile_goes_on_with_the_new_one(home: Path, writer: Writer) -> None:
    with closing(Archive.open(home)) as archive:
        before = found(archive, "harbour")
        remake(writer.database, told=lambda _: None)

        assert found(archive, "harbour") == before


def test_a_comparison_of_the_words_ends_for_a_writer_that_wants_to_begin(home: Path) -> None:
    done = list[bool]()

    def write() -> None:
        with writer_lock(home):
            done.append(True)

    class Disturbed(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if sql.startswith("INSERT"):
                thread.start()
                while not (home / "lock").read_text():
                    assert done == []
            return super().execute(sql, *values)  # type: ignore[arg-type]

    thread = threading.Thread(target=write)
    with closing(Writer.open(home)) as writer:
        keep(writer, *(story(f"Ship {n} sank.\n" * 9, external_id=f"s{n}") for n in range(200)))
    with closing(sqlite3.connect(home / FILE, isolation_level=None, factory=Disturbed)) as opened:
        told = inverted(opened, home)
        inside = opened.in_transaction
    thread.join()

    assert (told.state, inside, done) == (State.NOTE, False, [True])
    assert "another process has begun" in told.text


def test_two_comparisons_of_the_words_side_by_side_find_no_fault(home: Path) -> None:
    with closing(sqlite3.connect(home / FILE, isolation_level=None, timeout=0)) as opened:
        with closing(sqlite3.connect(home / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            beside = inverted(opened, home)
            other.execute("ROLLBACK")
        alone = inverted(opened, home)

    assert (beside.state, alone.state) == (State.NOTE, State.OK)
