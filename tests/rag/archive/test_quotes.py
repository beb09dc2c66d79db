from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.archive import schema
from rag.archive.archive import FILE, Archive
from rag.archive.writer import Writer
from rag.attribution import MARKER, Statement, mark
from rag.domain import Revision
from tests.rag.archive.stories import keep, story

TEXT = (
    "Harbour master Ada Lind said the quay was safe. “It held,” she said.\n"
    "The ministry denied that ships had waited."
)


def kept(writer: Writer, archive: Archive, text: str = TEXT) -> Revision:
    """The newest revision of an article with a text."""
    (planned,) = keep(writer, story(text))
    return archive.revision(planned.article_id)


def mark_all(writer: Writer) -> int:
    """Mark all that waits; return how many revisions that was."""
    waiting = writer.unmarked(limit=100)
    writer.keep_quotes({one.revision: mark(one.text, one.language) for one in waiting})
    return len(waiting)


def said(statements: Sequence[Statement] | None) -> list[tuple[str, str, bool]]:
    """(name, cue, whether quoted) of each."""
    return [(one.name, one.cue, one.direct) for one in statements or ()]


def test_a_new_revision_waits_and_is_told_to_be_unmarked(writer: Writer, archive: Archive) -> None:
    revision = kept(writer, archive)

    assert archive.quotes(revision) is None
    assert writer.quotes_due(MARKER) == 1


def test_what_is_said_is_kept_as_it_was_marked(writer: Writer, archive: Archive) -> None:
    revision = kept(writer, archive)
    writer.quotes_due(MARKER)
    marked = mark_all(writer)
    found = archive.quotes(revision)

    assert (marked, writer.quotes_due(MARKER)) == (1, 0)
    assert found == mark(TEXT, "en")
    assert said(found) == [
        ("Harbour master Ada Lind", "said", False),
        ("Harbour master Ada Lind", "said", True),
        ("The ministry", "denied", False),
    ]


def test_a_text_in_which_nobody_speaks_is_marked_too(writer: Writer, archive: Archive) -> None:
    revision = kept(writer, archive, "Ships waited outside.")
    mark_all(writer)

    assert archive.quotes(revision) == []


def test_marking_again_replaces_what_was_marked(writer: Writer, archive: Archive) -> None:
    revision = kept(writer, archive)
    mark_all(writer)
    writer.renew_quotes(MARKER)
    (waiting,) = writer.unmarked(limit=9)
    writer.keep_quotes({waiting.revision: mark(TEXT, "en")[:1]})

    assert said(archive.quotes(revision)) == [("Harbour master Ada Lind", "said", False)]


def test_rules_of_another_version_mark_everything_anew(writer: Writer, archive: Archive) -> None:
    revision = kept(writer, archive)
    writer.quotes_due(MARKER)
    mark_all(writer)
    due = writer.quotes_due(MARKER + 1)

    assert due == 1
    assert archive.quotes(revision) is None

    mark_all(writer)

    assert writer.quotes_due(MARKER + 1) == 0
    assert archive.quotes(revision) == mark(TEXT, "en")


def test_each_state_of_an_article_has_its_own_quotes(writer: Writer, archive: Archive) -> None:
    first = kept(writer, archive)
    second = kept(writer, archive, f"{TEXT} “Never,” said Lind.")
    mark_all(writer)

    assert len(archive.quotes(first) or ()) == 3
    assert len(archive.quotes(second) or ()) == 4


def test_a_revision_that_is_not_in_the_archive_has_no_marks(
    writer: Writer, archive: Archive
) -> None:
    revision = kept(writer, archive)
    mark_all(writer)

    assert archive.quotes(replace(revision, number=7)) is None


@pytest.mark.parametrize("opened", [Archive.open, Writer.open])
def test_what_an_older_archive_holds_waits_to_be_marked(
    tmp_path: Path, opened: Callable[[Path], Archive | Writer]
) -> None:
    old = sqlite3.connect(tmp_path / FILE)
    for script in schema.MIGRATIONS[:2]:
        old.executescript(script)
    old.execute("PRAGMA user_version = 2")
    old.execute("INSERT INTO article (id, identity) VALUES ('a', 'id:a')")
    columns = "article, number, content_key, sha256, retrieved_at, valid_from, visible_from, text"
    old.execute(f"INSERT INTO revision ({columns}) VALUES (1, 1, 'k', 's', 0, 0, 0, 'Text.')")
    old.commit()
    old.close()
    opened(tmp_path).close()
    writer = Writer.open(tmp_path)
    due = writer.quotes_due(MARKER)
    (waiting,) = writer.unmarked(limit=9)
    writer.close()

    assert (due, waiting.text, waiting.language) == (1, "Text.", None)


WORDS = st.lists(
    st.sampled_from(
        ["Lind", "Ada", "said", "he", "the ministry", "“", "”", '"', ".", ",", ":", "\n", "that",
         "according to", "denied", "'", "quay", "of Varn", "told", "—", "\u2028", "港", "I"]
    ),
    max_size=40,
)  # fmt: skip


@given(words=WORDS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_text_says_its_marks_come_back_as_they_were(
    writer: Writer, archive: Archive, words: list[str]
) -> None:
    text = " ".join(["Ada", *words])
    revision = kept(writer, archive, text)
    waiting = writer.unmarked(limit=1)
    writer.keep_quotes({one.revision: mark(one.text, one.language) for one in waiting})

    assert archive.quotes(revision) == mark(text, "en")
