"""What is shown beside a text is as it was kept, or the article is not shown."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from rag.archive import schema
from rag.archive.archive import FILE, Archive
from rag.archive.check import State, texts
from rag.archive.writer import Writer
from rag.domain import Status
from rag.gate import is_intact
from rag.progress import Silent
from tests.rag.archive.stories import keep, on, story

SAID = "The crane stood still."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose one article has all that is shown of an article, in two revisions."""
    writer = Writer.open(tmp_path)
    first = replace(story(SAID, byline="Ina Koppel", published=on(2024, 11, 26)), section="Quay")
    keep(writer, first)
    keep(writer, replace(first, text=f"{SAID} It rained.", modified=on(2024, 11, 28)))
    writer.close()
    return tmp_path


def changed(home: Path, sql: str) -> None:
    """Change a row behind the archive's back."""
    connection = sqlite3.connect(home / FILE)
    with connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(sql)
    connection.close()


def intact(home: Path) -> list[bool]:
    archive = Archive.open(home)
    try:
        found = archive.revisions(_id(home))
        shown = archive.passages(range(1, 9))
    finally:
        archive.close()
    by_number = {one.revision.number: is_intact(one.revision) for one in shown.values()}
    assert by_number == {one.number: is_intact(one) for one in found if one.number in by_number}
    return [is_intact(one) for one in found]


def _id(home: Path) -> str:
    connection = sqlite3.connect(home / FILE)
    (id_,) = connection.execute("SELECT id FROM article").fetchone()
    connection.close()
    return str(id_)


def told(home: Path) -> State:
    archive = Archive.open(home)
    try:
        with archive.database.reading() as connection:
            return texts(connection, None, Silent()).state
    finally:
        archive.close()


def test_what_nobody_changed_is_intact(home: Path) -> None:
    assert intact(home) == [True, True]
    assert told(home) is State.OK


@pytest.mark.parametrize(
    "column",
    [
        *("title", "byline", "section", "language", "published_raw", "published_at"),
        *("valid_to", "visible_from", "sha256", "retrieved_at"),
    ],
)
def test_a_change_in_a_revision_s_row_is_seen(home: Path, column: str) -> None:
    other = f"{column} + 1" if column.endswith(("_at", "_to", "_from")) else f"{column} || 'x'"
    changed(home, f"UPDATE revision SET {column} = {other} WHERE number = 1")

    assert intact(home) == [False, True]
    assert told(home) is State.PROBLEM


@pytest.mark.parametrize("column", ["publisher", "url"])
def test_a_change_in_an_article_s_row_is_seen_in_every_revision(home: Path, column: str) -> None:
    changed(home, f"UPDATE article SET {column} = 'Other ' || coalesce({column}, '')")

    assert intact(home) == [False, False]


def test_a_name_that_is_no_text_any_more_ends_in_no_answer(home: Path) -> None:
    changed(home, "UPDATE article SET url = CAST(x'c3' AS TEXT)")

    assert told(home) is State.PROBLEM


def test_a_publisher_named_later_a_withdrawal_and_its_undoing_leave_it_intact(home: Path) -> None:
    for change in (_named, _withdrawn, _shown_again):
        writer = Writer.open(home)
        change(writer, _id(home))
        writer.close()

        assert intact(home) == [True, True, True]


def test_a_publisher_that_comes_with_the_same_text_later_leaves_it_intact(tmp_path: Path) -> None:
    writer = Writer.open(tmp_path)
    keep(writer, story(publisher=None))
    keep(writer, story(publisher="Harbour Post"))
    writer.close()

    assert intact(tmp_path) == [True]


def _named(writer: Writer, _: str) -> None:
    text = f"{SAID} It came late."
    keep(writer, story(text, publisher="The Quay", byline="Ina Koppel", modified=on(2024, 11, 29)))


def _withdrawn(writer: Writer, id_: str) -> None:
    writer.set_status(id_, Status.WITHDRAWN)


def _shown_again(writer: Writer, id_: str) -> None:
    writer.set_status(id_, Status.USABLE)


def test_an_older_archive_gets_its_sums_when_it_is_opened(home: Path) -> None:
    changed(home, "DROP TABLE revision_sum")
    changed(home, "PRAGMA user_version = 3")

    assert intact(home) == [True, True]

    changed(home, "UPDATE article SET publisher = 'Another'")

    assert intact(home) == [False, False]
    assert len(schema.MIGRATIONS) >= 4
