from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import chromadb
import pytest

from ingest.rebuild import rebuild
from ingest.run import Report
from rag.archive.archive import Archive
from rag.archive.writer import Writer
from rag.errors import ArchiveError, DatelineError, EncoderMismatchError
from rag.ports import Encoder, VectorIndex
from rag.progress import Silent
from rag.settings import Retrieval, Settings
from rag.wiring import open_desk, open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, StoppedError, lines, record, run, settings_for
from tests.rag.adapters.chroma_process import chroma_server

AT_ONCE = Retrieval(reopen_after_s=0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def settings(home: Path) -> Settings:
    return settings_for(home, retrieval=AT_ONCE)


def chroma(settings: Settings) -> Callable[[Writer, Encoder], VectorIndex]:
    return lambda writer, encoder: open_for_writing(settings, writer, encoder)


def ingest(settings: Settings, feed: Path, encoder: WordEncoder) -> Report:
    return run(settings.home, feed, encoder=encoder, open_index=chroma(settings))


@pytest.fixture
def encoder(settings: Settings, tmp_path: Path) -> WordEncoder:
    """The encoder with which three articles were ingested."""
    used = WordEncoder()
    ingest(settings, lines(tmp_path / "feed.jsonl", *(record(n) for n in range(3))), used)
    return used


def dense(settings: Settings, encoder: WordEncoder, text: str = "ship 2") -> list[int]:
    """The ids of what is found by meaning, as a desk opened now finds it."""
    with open_desk(settings, encoder=encoder) as desk:
        hits = desk.search(text)
        return [hit.passage.id for hit in hits if hit.dense]


def test_a_home_that_was_ingested_can_be_asked(settings: Settings, encoder: WordEncoder) -> None:
    assert sorted(dense(settings, encoder)) == [1, 2, 3]


def test_a_home_that_is_not_there_is_no_home(settings: Settings) -> None:
    with (
        pytest.raises(ArchiveError, match="no archive"),
        open_desk(settings, encoder=WordEncoder()),
    ):
        pass


def test_a_home_without_any_vector_is_searched_by_words(settings: Settings, tmp_path: Path) -> None:
    feed = lines(tmp_path / "feed.jsonl", record(1))
    encoder = WordEncoder()
    with pytest.raises(StoppedError):
        run(
            settings.home,
            feed,
            encoder=encoder,
            progress=Listener("embedding"),
            open_index=chroma(settings),
        )

    with open_desk(settings, encoder=encoder) as desk:
        (hit,) = desk.search("harbour master")

        assert (hit.dense, hit.lexical is not None) == (None, True)


@pytest.mark.parametrize("index", ["chroma", "exact"])
def test_vectors_of_another_encoder_are_refused(
    settings: Settings, encoder: WordEncoder, index: str
) -> None:
    other = settings.model_copy(update={"index": index})

    with (
        pytest.raises(EncoderMismatchError, match=r"'words'.*'other'"),
        open_desk(other, encoder=WordEncoder(name="other")),
    ):
        pass


@pytest.mark.parametrize("damage", ["gone", "emptied", "overwritten"])
def test_an_index_that_cannot_be_opened_is_answered_for_with_a_warning(
    settings: Settings, encoder: WordEncoder, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = next((settings.home / "index").iterdir())
    if damage == "overwritten":
        (folder / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    else:
        shutil.rmtree(folder)
    if damage == "emptied":
        folder.mkdir()
    caplog.set_level(logging.WARNING, "dateline")

    assert sorted(dense(settings, encoder)) == [1, 2, 3]
    assert "answering by an exact scan" in caplog.text
    assert "dateline rebuild" in caplog.text


def test_an_index_that_is_gone_is_not_made_anew_by_an_ingest(
    settings: Settings, encoder: WordEncoder, tmp_path: Path
) -> None:
    shutil.rmtree(next((settings.home / "index").iterdir()))
    feed = lines(tmp_path / "more.jsonl", record(7))

    unindexed = ingest(settings, feed, encoder).unindexed

    assert "no index at" in str(unindexed)
    assert unindexed is not None
    assert "dateline rebuild" in unindexed.hint
    assert Archive.open(settings.home).coverage().articles == 4

    rebuild(settings, encoder=encoder, progress=Silent())

    assert len(dense(settings, encoder)) == 4


def spoil_the_graph(settings: Settings) -> None:
    (vectors,) = (settings.home / "index").glob("*/*/data_level0.bin")
    vectors.write_bytes(b"\xff" * vectors.stat().st_size)


def test_an_ingest_over_a_damaged_index_keeps_its_articles_and_says_what_to_do(
    settings: Settings, encoder: WordEncoder, tmp_path: Path
) -> None:
    spoil_the_graph(settings)

    report = ingest(settings, lines(tmp_path / "more.jsonl", record(7)), encoder)
    status = Archive.open(settings.home).status()

    assert "damaged" in str(report.unindexed)
    assert status.last_run is not None
    assert status.last_run["ended_at"] is not None
    assert (status.coverage.articles, status.passages["pending"]) == (4, 1)
    assert rebuild(settings, encoder=encoder, progress=Silent())["passages"] == 4
    assert len(dense(settings, encoder)) == 4


def test_one_question_to_a_small_archive_does_not_open_the_index(
    settings: Settings, encoder: WordEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "dateline")
    spoil_the_graph(settings)
    with open_desk(settings, encoder=encoder, one_question=True) as desk:
        assert len([hit for hit in desk.search("ship 2") if hit.dense]) == 3

    assert caplog.text == ""


def test_a_desk_held_open_finds_new_articles_by_words_and_then_by_meaning(
    settings: Settings, encoder: WordEncoder, tmp_path: Path
) -> None:
    with open_desk(settings, encoder=encoder) as desk:
        run(settings.home, lines(tmp_path / "b.jsonl", record(5)), encoder=encoder,
            open_index=chroma(settings))  # fmt: skip
        hits = desk.search("ship 5")
        new = next(hit for hit in hits if hit.passage.id == 4)

        assert new.lexical is not None
        assert new.dense is not None


def test_a_desk_held_open_follows_a_rebuild(settings: Settings, encoder: WordEncoder) -> None:
    with open_desk(settings, encoder=encoder) as desk:
        before = next((settings.home / "index").iterdir())
        result = rebuild(settings, encoder=encoder, progress=Silent())

        assert result == {"passages": 3, "embedded": 0}
        assert not before.exists()
        assert len([hit for hit in desk.search("ship 2") if hit.dense]) == 3


def test_a_desk_held_open_outlives_a_rebuild_with_another_encoder(
    settings: Settings, encoder: WordEncoder
) -> None:
    with open_desk(settings, encoder=encoder) as desk:
        result = rebuild(settings, encoder=WordEncoder(name="other"), progress=Silent())

        assert result == {"passages": 3, "embedded": 3}
        assert len([hit for hit in desk.search("ship 2") if hit.dense]) == 3


def test_the_exact_index_may_be_chosen(settings: Settings, encoder: WordEncoder) -> None:
    exact = settings.model_copy(update={"index": "exact"})
    shutil.rmtree(settings.home / "index")

    assert sorted(dense(exact, encoder)) == [1, 2, 3]


def test_a_text_may_be_asked_of_the_chain_itself(settings: Settings, encoder: WordEncoder) -> None:
    with open_desk(settings, encoder=encoder) as desk:
        answer = desk.chain.invoke("How many ships did the harbour master count?")

        assert answer.question.text == "How many ships did the harbour master count?"
        assert answer.coverage.publishers == ("Harbour Post",)


@pytest.mark.parametrize("chat_model", ["nonsense", "nobody:nothing"])
def test_a_chat_model_that_cannot_be_opened_is_said_at_once(
    settings: Settings, encoder: WordEncoder, chat_model: str
) -> None:
    with (
        pytest.raises(DatelineError, match=chat_model.partition(":")[0]),
        open_desk(settings.model_copy(update={"chat_model": chat_model}), encoder=encoder),
    ):
        pass


def collections(url: str) -> list[str]:
    """The names of what a server holds."""
    host, _, port = url.removeprefix("http://").partition(":")
    return [one.name for one in chromadb.HttpClient(host, int(port)).list_collections()]


@pytest.mark.slow
def test_a_chroma_server_is_filled_and_asked_and_stood_in_for_when_it_is_gone(
    home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "dateline")
    encoder = WordEncoder()
    (tmp_path / "server").mkdir()
    with chroma_server(tmp_path / "server") as url:
        served = settings_for(home, retrieval=AT_ONCE, chroma_url=url)
        ingest(served, lines(tmp_path / "feed.jsonl", *(record(n) for n in range(3))), encoder)

        assert sorted(dense(served, encoder)) == [1, 2, 3]
        assert not (home / "index").exists()

        with open_desk(served, encoder=encoder) as desk:
            rebuild(served, encoder=encoder, progress=Silent())

            assert len(desk.search("ship 2")) == 3
            assert collections(url) == [desk.archive.pointer().index_name]  # type: ignore[union-attr]
            assert caplog.text == ""

    assert sorted(dense(served, encoder)) == [1, 2, 3]
    assert "answering by an exact scan" in caplog.text
