from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.rebuild import rebuild
from rag.archive.archive import Archive
from rag.archive.lock import writer_lock
from rag.archive.vectors import Pointer
from rag.archive.writer import Writer
from rag.errors import ArchiveError, ArchiveLockedError
from rag.ports import Encoder, VectorIndex
from rag.progress import Silent
from rag.question.nouns import Filters
from rag.settings import Settings
from rag.wiring import open_for_reading, open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, StoppedError, lines, record, run, settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "home")


@pytest.fixture
def encoder(settings: Settings, tmp_path: Path) -> WordEncoder:
    """The encoder with which five articles were ingested."""
    used = WordEncoder()
    feed = lines(tmp_path / "feed.jsonl", *(record(n) for n in range(4)), record(4, "Cursed."))
    run(settings.home, feed, encoder=used, open_index=chroma(settings))
    return used


def chroma(settings: Settings) -> Callable[[Writer, Encoder], VectorIndex]:
    return lambda writer, encoder: open_for_writing(settings, writer, encoder)


def pointer(settings: Settings) -> Pointer:
    archive = Archive.open(settings.home)
    found = archive.pointer()
    archive.close()
    assert found is not None
    return found


def passages(settings: Settings) -> dict[str, int]:
    archive = Archive.open(settings.home)
    try:
        return archive.status().passages
    finally:
        archive.close()


def indexes(settings: Settings) -> list[str]:
    return [folder.name for folder in (settings.home / "index").iterdir()]


def test_an_index_is_made_anew_and_nothing_embedded(
    settings: Settings, encoder: WordEncoder
) -> None:
    old = pointer(settings)
    encoder.encoded.clear()
    listener = Listener()
    result = rebuild(settings, encoder=encoder, progress=listener)
    new = pointer(settings)

    assert result == {"passages": 5, "embedded": 0}
    assert encoder.encoded == []
    assert new.index_name != old.index_name
    assert new.generation > old.generation
    assert indexes(settings) == [new.index_name]
    assert listener.phases == [
        ("full text", 5, "passages"),
        ("indexing", 5, "passages"),
        ("marking quotes", 5, "revisions"),
    ]
    assert listener.units == [5, 5, 5]


def test_the_full_text_is_made_anew_too(settings: Settings, encoder: WordEncoder) -> None:
    writer = Writer.open(settings.home)
    with writer.database.transaction() as connection:
        connection.execute("DELETE FROM fulltext")
    writer.close()
    rebuild(settings, encoder=encoder, progress=Silent())

    archive = Archive.open(settings.home)
    hits = archive.by_words(["ship"], limit=10, filters=Filters(), asked_at=None)
    archive.close()

    assert len(hits) == 4


def test_the_new_index_answers_like_the_old(settings: Settings, encoder: WordEncoder) -> None:
    archive = Archive.open(settings.home)
    query = encoder.encode(["ship 2"])[0]
    answers = []
    for _ in range(2):
        index = open_for_reading(settings, archive, encoder)
        answers.append(index.nearest(query, k=5))
        index.close()
        rebuild(settings, encoder=encoder, progress=Silent())
    archive.close()

    assert answers[0] == answers[1]


def test_a_home_moves_to_another_encoder(settings: Settings, encoder: WordEncoder) -> None:
    other = WordEncoder(name="other", dim=32)
    result = rebuild(settings, encoder=other, progress=Silent())

    assert result == {"passages": 5, "embedded": 5}
    assert pointer(settings).fingerprint == other.fingerprint
    assert pointer(settings).dim == 32

    back = rebuild(settings, encoder=encoder, progress=Silent())

    assert back == {"passages": 5, "embedded": 0}


def test_what_the_new_encoder_cannot_embed_waits_and_is_named(
    settings: Settings, encoder: WordEncoder
) -> None:
    listener = Listener()
    result = rebuild(
        settings, encoder=WordEncoder(name="other", spoils=["cursed"]), progress=listener
    )

    assert result == {"passages": 4, "embedded": 4}
    assert passages(settings) == {"pending": 1, "live": 4, "leaving": 0}
    assert len(listener.problems) == 1
    assert "E_EMBED" in listener.problems[0]


def test_pending_passages_come_in_too(
    settings: Settings, encoder: WordEncoder, tmp_path: Path
) -> None:
    with pytest.raises(StoppedError):
        run(settings.home, lines(tmp_path / "b.jsonl", record(9)), encoder=encoder,
            open_index=chroma(settings), progress=Listener("embedding"))  # fmt: skip
    result = rebuild(settings, encoder=encoder, progress=Silent())

    assert result == {"passages": 6, "embedded": 1}
    assert passages(settings) == {"pending": 0, "live": 6, "leaving": 0}


def test_a_rebuild_that_is_stopped_changes_nothing_and_the_next_one_tidies_up(
    settings: Settings, encoder: WordEncoder
) -> None:
    old = pointer(settings)

    with pytest.raises(StoppedError):
        rebuild(settings, encoder=encoder, progress=Listener("indexing", stop_after=1))

    assert pointer(settings) == old
    assert len(indexes(settings)) == 2

    (settings.home / "index" / "of-somebody-else").mkdir()
    rebuild(settings, encoder=encoder, progress=Silent())

    assert sorted(indexes(settings)) == sorted([pointer(settings).index_name, "of-somebody-else"])


def test_what_a_killed_rebuild_left_goes_with_the_next_ingest_and_foreign_folders_stay(
    settings: Settings, encoder: WordEncoder, tmp_path: Path
) -> None:
    with pytest.raises(StoppedError):
        rebuild(settings, encoder=encoder, progress=Listener("indexing", stop_after=1))
    (settings.home / "index" / "of-somebody-else").mkdir()
    run(settings.home, lines(tmp_path / "b.jsonl", record(0)), encoder=encoder)

    assert sorted(indexes(settings)) == sorted([pointer(settings).index_name, "of-somebody-else"])


def test_a_rebuild_is_refused_while_an_ingest_runs(
    settings: Settings, encoder: WordEncoder
) -> None:
    with writer_lock(settings.home), pytest.raises(ArchiveLockedError):
        rebuild(settings, encoder=encoder, progress=Silent())


def test_a_rebuild_where_there_is_no_archive_makes_none(settings: Settings) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"):
        rebuild(settings, encoder=WordEncoder(), progress=Silent())

    assert not settings.home.exists()
