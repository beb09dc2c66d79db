from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.withdraw import withdraw
from rag.archive.archive import Archive
from rag.archive.lock import writer_lock
from rag.archive.writer import Writer
from rag.errors import (
    ArchiveError,
    ArchiveLockedError,
    ModelUnavailableError,
    NotFoundError,
)
from rag.ports import Encoder, VectorIndex
from rag.settings import Settings
from rag.wiring import open_desk, open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run, settings_for

URL = "https://harbour.example/ship"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "home")


@pytest.fixture
def encoder(settings: Settings, tmp_path: Path) -> WordEncoder:
    """The encoder with which three articles were ingested."""
    used = WordEncoder()
    feed = lines(tmp_path / "feed.jsonl", record(0), record(1, url=URL), record(2))
    run(settings.home, feed, encoder=used, open_index=chroma(settings))
    return used


def chroma(settings: Settings) -> Callable[[Writer, Encoder], VectorIndex]:
    return lambda writer, encoder: open_for_writing(settings, writer, encoder)


def shown(settings: Settings, encoder: WordEncoder) -> set[str]:
    """The ids under which an input knows the articles that a search shows."""
    with open_desk(settings, encoder=encoder) as desk:
        hits = desk.search("harbour master ship quay")
    return {hit.passage.article.external_ids[0] for hit in hits}


@pytest.mark.parametrize("name", ["a-1", URL, f"http://www.{URL[8:]}?utm_source=x"])
def test_a_withdrawn_article_is_not_shown_and_can_be_allowed_again(
    settings: Settings, encoder: WordEncoder, name: str
) -> None:
    ids = withdraw([name], settings=settings, open_encoder=lambda: encoder)

    assert shown(settings, encoder) == {"a-0", "a-2"}

    encoder.encoded.clear()
    again = withdraw([name], settings=settings, open_encoder=lambda: encoder, undo=True)

    assert again == ids
    assert encoder.encoded == []
    assert shown(settings, encoder) == {"a-0", "a-1", "a-2"}


def test_it_is_gone_from_the_index_too(settings: Settings, encoder: WordEncoder) -> None:
    withdraw(["a-0", "a-1"], settings=settings, open_encoder=lambda: encoder)
    archive = Archive.open(settings.home)
    index = open_for_writing(settings, Writer(archive.database), encoder)

    assert index.count() == 1
    assert archive.status().passages == {"pending": 0, "live": 1, "leaving": 0}

    index.close()
    archive.close()


def test_a_name_that_is_not_there_changes_nothing(settings: Settings, encoder: WordEncoder) -> None:
    with pytest.raises(NotFoundError, match="b-1, b-2") as caught:
        withdraw(["a-0", "b-1", "b-2"], settings=settings, open_encoder=lambda: encoder)

    assert "dateline search" in caught.value.hint
    assert shown(settings, encoder) == {"a-0", "a-1", "a-2"}


def test_an_article_named_twice_is_withdrawn_once(settings: Settings, encoder: WordEncoder) -> None:
    assert len(withdraw(["a-1", URL], settings=settings, open_encoder=lambda: encoder)) == 1


def test_a_withdrawn_article_stays_withdrawn_when_it_is_ingested_again(
    settings: Settings, encoder: WordEncoder, tmp_path: Path
) -> None:
    withdraw(["a-0"], settings=settings, open_encoder=lambda: encoder)
    feed = lines(tmp_path / "b.jsonl", record(0), record(0, "The harbour master changed it."))
    run(settings.home, feed, encoder=encoder, open_index=chroma(settings))

    assert shown(settings, encoder) == {"a-1", "a-2"}


def test_a_withdrawal_holds_although_the_encoder_is_missing(
    settings: Settings, encoder: WordEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> Encoder:
        raise ModelUnavailableError("no weights here")

    with caplog.at_level("WARNING", logger="dateline"):
        withdraw(["a-0"], settings=settings, open_encoder=missing)

    assert "a-0" not in shown(settings, encoder)
    assert "no weights here" in caplog.text


def test_a_withdrawal_is_refused_while_an_ingest_runs(
    settings: Settings, encoder: WordEncoder
) -> None:
    with writer_lock(settings.home), pytest.raises(ArchiveLockedError):
        withdraw(["a-0"], settings=settings, open_encoder=lambda: encoder)


def test_a_withdrawal_where_there_is_no_archive_makes_none(settings: Settings) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"):
        withdraw(["a-0"], settings=settings, open_encoder=WordEncoder)

    assert not settings.home.exists()
