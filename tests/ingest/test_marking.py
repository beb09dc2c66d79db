from __future__ import annotations

from pathlib import Path

import pytest

from ingest.marking import mark_quotes
from ingest.rebuild import rebuild
from rag.archive.archive import Archive
from rag.archive.writer import Writer
from rag.attribution import mark
from rag.domain import Revision
from rag.errors import DiskFullError
from rag.progress import Silent
from rag.wiring import open_new
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, StoppedError, lines, record, run, settings_for

SAYS = "Mayor Ada Lind said the quay was safe. “It held,” she said."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return lines(tmp_path / "feed.jsonl", record(1, SAYS), record(2, f"{SAYS} Then she left."))


def marked(home: Path) -> list[int | None]:
    """How many statements are kept of each revision, None where it waits; those kept are right."""
    archive = Archive.open(home)
    try:
        found = [(one, archive.quotes(one)) for one in revisions(archive)]
    finally:
        archive.close()

    for one, quotes in found:
        assert quotes is None or quotes == mark(one.text, one.language)
    return [None if quotes is None else len(quotes) for _, quotes in found]


def revisions(archive: Archive) -> list[Revision]:
    ids = [id_ for name in ("a-1", "a-2") for id_ in archive.resolve([name]).get(name, [])]
    return [one for id_ in ids for one in archive.revisions(id_)]


def test_an_ingest_marks_what_it_brings(home: Path, feed: Path) -> None:
    run(home, feed, encoder=WordEncoder())

    assert marked(home) == [2, 2]


def test_ingesting_again_marks_nothing(home: Path, feed: Path) -> None:
    run(home, feed, encoder=WordEncoder())
    listener = Listener()
    run(home, feed, encoder=WordEncoder(), progress=listener)

    assert "marking quotes" not in [name for name, _, _ in listener.phases]


def test_a_new_state_of_an_article_is_marked_and_the_old_one_kept(
    home: Path, feed: Path, tmp_path: Path
) -> None:
    run(home, feed, encoder=WordEncoder())
    later = lines(tmp_path / "later.jsonl", record(2, "“Never,” said Ada Lind."))
    listener = Listener()
    run(home, later, encoder=WordEncoder(), progress=listener)

    assert ("marking quotes", 1, "revisions") in listener.phases
    assert marked(home) == [2, 2, 1]


def test_a_run_stopped_before_marking_is_gone_on_with_by_the_next(home: Path, feed: Path) -> None:
    with pytest.raises(StoppedError):
        run(home, feed, encoder=WordEncoder(), progress=Listener("marking quotes"))

    assert marked(home) == [None, None]

    run(home, feed, encoder=WordEncoder())

    assert marked(home) == [2, 2]


def test_a_rebuild_marks_everything_anew(home: Path, feed: Path) -> None:
    encoder = WordEncoder()
    run(home, feed, encoder=encoder)
    writer = Writer.open(home)
    with writer.database.transaction() as connection:
        connection.execute("DELETE FROM quote")
    writer.close()
    rebuild(settings_for(home), encoder=encoder, progress=Silent(), open_index=open_new)

    assert marked(home) == [2, 2]


def test_where_marks_would_not_fit_the_run_stops_and_nothing_is_lost(
    home: Path, feed: Path
) -> None:
    with pytest.raises(StoppedError):
        run(home, feed, encoder=WordEncoder(), progress=Listener("marking quotes"))
    writer = Writer.open(home)

    with pytest.raises(DiskFullError):
        mark_quotes(writer, Silent(), spare=2**60)

    mark_quotes(writer, Silent(), spare=0)
    writer.close()

    assert marked(home) == [2, 2]
