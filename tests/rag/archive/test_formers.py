"""A home kept before addresses of one site that differ in a number or a route were told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.dry_run import dry_run
from ingest.plan import Step
from rag.archive import checksum
from rag.archive.archive import Archive
from rag.archive.identity import article_id, former_url
from rag.archive.writer import Writer
from rag.progress import Silent
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, options_for, record, run, settings_for

ONE = "https://harbour.example/servlet/Satellite?cid=1212659722938&pagename=x"
OTHER = "https://harbour.example/servlet/Satellite?cid=1192380749027&pagename=x"
FORMER = article_id(f"url:{former_url(ONE)}")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that holds ONE under its former id."""
    home = tmp_path / "home"
    run(home, lines(tmp_path / "feed.jsonl", record(1, url=ONE)), encoder=WordEncoder())
    writer = Writer.open(home)
    with writer.database.transaction() as connection:
        connection.execute("UPDATE article SET id = ?", (FORMER,))
        (pk,) = connection.execute("SELECT pk FROM article").fetchone()
        checksum.note(connection, pk)
    writer.close()
    return home


def test_an_article_kept_under_its_former_id_is_not_doubled(home: Path, tmp_path: Path) -> None:
    again = lines(tmp_path / "again.jsonl", record(1, url=ONE), record(1, "Changed.", url=ONE))
    settings = settings_for(home)
    (skipped, revised), _ = dry_run(
        [str(again)], settings=settings, options=options_for(settings), progress=Silent()
    )
    report = run(home, again, encoder=WordEncoder())
    archive = Archive.open(home)

    assert (skipped.step, revised.step) == (Step.SKIP, Step.REVISE)
    assert (report.added, report.revised, report.skipped) == (0, 1, 1)
    assert [one.code for one in report.warnings] == []
    assert archive.resolve([ONE, OTHER]) == {ONE: [FORMER]}
    assert len(archive.revisions(FORMER)) == 2
    archive.close()


def test_another_address_becomes_an_article_of_its_own_and_that_is_said(
    home: Path, tmp_path: Path
) -> None:
    other = lines(tmp_path / "other.jsonl", record(2, url=OTHER))
    report = run(home, other, encoder=WordEncoder())
    again = run(home, other, encoder=WordEncoder())
    archive = Archive.open(home)

    assert (report.added, again.skipped) == (1, 1)
    assert [one.code for one in report.warnings] == ["W_APART"]
    assert FORMER in report.warnings[0].reason
    assert again.warnings == []
    assert archive.resolve([ONE])[ONE] == [FORMER] != archive.resolve([OTHER])[OTHER]
    archive.close()
