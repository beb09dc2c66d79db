from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.copies import Copies
from ingest.plan import ids
from rag.archive import schema
from rag.archive.archive import FILE, Archive
from rag.archive.stories import LOOKED_AT, Current
from rag.archive.writer import Writer
from rag.domain import IncomingArticle, NewsTime, Status
from rag.question.nouns import Filters
from tests.rag.archive.stories import NOW, day, on, prepared, story


def text(*parts: str) -> str:
    """Thirty words for each name, the same for the same name."""
    return " ".join(f"{part}{n}" for part in parts for n in range(30))


def article(
    number: int,
    *parts: str,
    publisher: str | None = None,
    published: NewsTime | None = None,
    modified: NewsTime | None = None,
) -> IncomingArticle:
    """An article of the publisher with that number, by default of noon on one day."""
    return story(
        text(*parts),
        publisher=publisher or f"Paper {number}",
        external_id=f"a-{number}",
        published=published or on(2024, 10, 14, 12),
        modified=modified,
    )


WHOLE = ("lead", "who", "where", "why")
OTHER = ("bank", "rate", "cut", "vote")


class Failing(Copies):
    """A likeness that fails in the middle of a batch."""

    def same(self, one: Current, other: Current) -> bool:
        """Raise."""
        raise RuntimeError("stopped")


class Counting(Copies):
    """Counts what it compares."""

    compared = 0

    def same(self, one: Current, other: Current) -> bool:
        """Return what Copies does."""
        self.compared += 1
        return super().same(one, other)


def put(writer: Writer, *incoming: IncomingArticle, copies: Copies | None = None) -> None:
    run = writer.start_run(["test"], pid=1, now=NOW)
    writer.keep(
        [prepared(one) for one in incoming],
        seen=[],
        failures=[],
        run=run,
        now=NOW,
        copies=copies or Copies(),
    )


def stories(archive: Archive, *incoming: IncomingArticle) -> list[int | None]:
    """The story of each article, named by where it first stands in the list; None: none."""
    found = [archive.stories([id_]).get(id_) for id_ in ids(incoming)]
    return [None if one is None else found.index(one) for one in found]


def test_copies_join_one_story_and_others_none(writer: Writer, archive: Archive) -> None:
    wire, cut, alone = article(1, *WHOLE), article(2, *WHOLE[:2]), article(3, *OTHER)
    put(writer, wire, cut, alone)

    assert stories(archive, wire, cut, alone) == [0, 0, None]


def test_a_copy_that_comes_later_joins_in_a_batch_of_its_own(
    writer: Writer, archive: Archive
) -> None:
    wire, cut = article(1, *WHOLE), article(2, *WHOLE[:2])
    put(writer, wire)
    put(writer, cut)

    assert stories(archive, wire, cut) == [0, 0]


def test_an_article_that_prints_two_stories_makes_them_one(
    writer: Writer, archive: Archive
) -> None:
    first, second = article(1, *WHOLE), article(2, *OTHER)
    copies = article(3, *WHOLE[:3]), article(4, *OTHER[:3])
    put(writer, first, second, *copies)
    before = stories(archive, first, second, *copies)
    both = article(5, *WHOLE, *OTHER)
    put(writer, both)

    assert before == [0, 1, 0, 1]
    assert stories(archive, first, second, *copies, both) == [0] * 5


def test_a_revision_that_prints_something_else_leaves_the_story_and_takes_it_apart(
    writer: Writer, archive: Archive
) -> None:
    first, second, both = article(1, *WHOLE), article(2, *OTHER), article(3, *WHOLE, *OTHER)
    copy = article(4, *OTHER[:3])
    put(writer, first, second, both, copy)
    revised = article(3, "quite", "new", "words", modified=on(2024, 10, 15))
    put(writer, revised)

    assert stories(archive, first, second, revised, copy) == [None, 1, None, 1]


def test_a_revision_that_keeps_the_words_keeps_the_story(writer: Writer, archive: Archive) -> None:
    wire, cut = article(1, *WHOLE), article(2, *WHOLE[:2])
    put(writer, wire, cut)
    put(writer, article(1, *WHOLE, "more", modified=on(2024, 10, 15)))

    assert stories(archive, wire, cut) == [0, 0]


def test_an_older_state_that_arrives_late_changes_no_story(
    writer: Writer, archive: Archive
) -> None:
    wire, cut = article(1, *WHOLE, modified=on(2024, 10, 15)), article(2, *WHOLE[:2])
    put(writer, wire, cut)
    put(writer, article(1, "an", "older", "state"))

    assert stories(archive, wire, cut) == [0, 0]


def test_revisions_of_one_article_are_no_copies(writer: Writer, archive: Archive) -> None:
    wire = article(1, *WHOLE)
    put(writer, wire)
    put(writer, article(1, *WHOLE, "correction", modified=on(2024, 10, 15)))

    assert stories(archive, wire) == [None]


def test_a_publisher_named_later_is_compared_again(writer: Writer, archive: Archive) -> None:
    """Two of one publisher's, weeks of a form apart, are no copies; nobody's may be."""
    unnamed = replace(article(1, *WHOLE), publisher=None)
    copy = article(2, *WHOLE, publisher="Ledger", published=on(2024, 10, 18, 12))
    put(writer, unnamed, copy)
    before = stories(archive, unnamed, copy)
    run = writer.start_run(["test"], pid=1, now=NOW)
    seen = [replace(unnamed, publisher="Ledger")]
    writer.keep([], seen=seen, failures=[], run=run, now=NOW, copies=Copies())

    assert before == [0, 0]
    assert stories(archive, unnamed, copy) == [None, None]
    assert writer.stories_due() == 0


def test_a_withdrawn_article_leaves_its_story_and_comes_back(
    writer: Writer, archive: Archive
) -> None:
    wire, *copies = (article(n, *WHOLE) for n in (1, 2, 3))
    put(writer, wire, *copies)
    writer.set_status(ids([wire])[0], Status.WITHDRAWN)
    withdrawn = stories(archive, wire, *copies)
    writer.set_status(ids([copies[0]])[0], Status.WITHDRAWN)
    alone = stories(archive, wire, *copies)
    for one in (wire, copies[0]):
        writer.set_status(ids([one])[0], Status.USABLE)
    found = writer.find_stories(Copies(), limit=10)

    assert withdrawn == [None, 1, 1]
    assert alone == [None, None, None]
    assert found == 2
    assert stories(archive, wire, *copies) == [0, 0, 0]


def test_a_withdrawn_article_has_no_copies_whatever_comes_after(
    writer: Writer, archive: Archive
) -> None:
    wire, copy = article(1, *WHOLE), article(2, *WHOLE)
    put(writer, wire)
    writer.set_status(ids([wire])[0], Status.WITHDRAWN)
    put(writer, article(1, *WHOLE, "correction", modified=on(2024, 10, 15)), copy)

    assert stories(archive, wire, copy) == [None, None]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (day(2024, 10, 7), [0, 0]),
        (day(2024, 10, 6), [None, None]),
        (on(2024, 10, 21, 12), [0, 0]),
        (on(2024, 10, 21, 13), [None, None]),
    ],
)
def test_copies_are_a_week_apart_at_most(
    writer: Writer, archive: Archive, published: NewsTime, expected: Sequence[int | None]
) -> None:
    anchor = on(2024, 10, 14, 12) if published.epoch > NOON else day(2024, 10, 14)
    wire = article(1, *WHOLE, published=anchor)
    copy = article(2, *WHOLE, published=published)
    put(writer, wire, copy)

    assert stories(archive, wire, copy) == expected


NOON = on(2024, 10, 14, 12).epoch


def test_an_undated_copy_is_found_from_both_sides(writer: Writer, archive: Archive) -> None:
    dated, undated = article(1, *WHOLE), story(text(*WHOLE), publisher="X", external_id="x")
    put(writer, dated)
    put(writer, undated)
    second, later = story(text(*OTHER), publisher="X", external_id="y"), article(2, *OTHER)
    put(writer, second)
    put(writer, later)

    assert stories(archive, dated, undated, second, later) == [0, 0, 2, 2]


def test_a_story_is_written_with_its_article_or_not_at_all(
    writer: Writer, archive: Archive
) -> None:
    wire, copy = article(1, *WHOLE), article(2, *WHOLE)
    put(writer, wire)
    with pytest.raises(RuntimeError):
        put(writer, copy, copies=Failing())

    assert archive.status().revisions == 1
    assert writer.stories_due() == 0


def test_what_is_kept_without_looking_is_due(writer: Writer, archive: Archive) -> None:
    pair = article(1, *WHOLE), article(2, *WHOLE)
    run = writer.start_run(["test"], pid=1, now=NOW)
    writer.keep([prepared(one) for one in pair], seen=[], failures=[], run=run, now=NOW)
    due = writer.stories_due()
    steps = [writer.find_stories(Copies(), limit=1) for _ in range(3)]

    assert (due, steps) == (2, [1, 1, 0])
    assert stories(archive, *pair) == [0, 0]


def test_with_a_story_s_copies_one_comparison_is_enough(writer: Writer, archive: Archive) -> None:
    copies = [article(n, *WHOLE) for n in range(LOOKED_AT)]
    put(writer, *copies)
    counting = Counting()
    put(writer, article(99, *WHOLE), copies=counting)

    assert counting.compared == 1
    assert stories(archive, *copies) == [0] * LOOKED_AT


def test_an_archive_of_the_first_version_is_told_what_is_due(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / FILE)
    old.executescript(schema.MIGRATIONS[0])
    old.execute("PRAGMA user_version = 1")
    old.execute("INSERT INTO article (id, identity) VALUES ('a', 'id:a'), ('b', 'id:b')")
    old.commit()
    old.close()
    writer = Writer.open(tmp_path)
    due = writer.stories_due()
    writer.close()

    assert due == 2


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from([WHOLE, OTHER, WHOLE[:2], WHOLE + OTHER])),
        max_size=10,
    ),
    st.integers(1, 4),
)
def test_stories_do_not_depend_on_how_articles_came(
    tmp_path_factory: pytest.TempPathFactory,
    states: list[tuple[int, tuple[str, ...]]],
    size: int,
) -> None:
    """State after state of six articles in batches, or the newest states at once."""
    incoming = [
        article(n, *parts, f"state{at}", modified=on(2024, 10, 15, at))
        for at, (n, parts) in enumerate(states)
    ]
    newest = list({one.external_id: one for one in incoming}.values())
    found = []
    for batches in ([incoming[at : at + size] for at in range(0, len(incoming), size)], [newest]):
        writer = Writer.open(tmp_path_factory.mktemp("home"))
        for batch in batches:
            put(writer, *batch)
        found.append(stories(Archive(writer.database), *newest))
        writer.close()

    assert found[0] == found[1]


def test_a_print_withdrawn_while_prints_are_read_is_left_out(
    writer: Writer, archive: Archive
) -> None:
    wire, cut = article(1, *WHOLE), article(2, *WHOLE[:2])
    put(writer, wire, cut)
    (story_,) = set(archive.stories(ids([wire, cut])).values())
    first, second = ids([wire, cut])
    begun = list[str]()

    def withdraw(statement: str) -> None:
        begun.append(statement)
        if len(begun) == 2:  # which prints there are is known, their passages are not
            writer.set_status(first, Status.WITHDRAWN)

    with archive.database.reading() as connection:
        connection.set_trace_callback(withdraw)
        found = archive.prints([story_], filters=Filters(), asked_at=NOW, limit=9)
        connection.set_trace_callback(None)

    assert set(found[story_]) == {second}
