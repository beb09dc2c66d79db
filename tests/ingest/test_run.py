from __future__ import annotations

import io
import os
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.batches import BATCH
from ingest.dry_run import dry_run
from ingest.plan import Step
from ingest.run import Report
from rag.adapters.exact_index import ExactIndex
from rag.archive.archive import FILE, Archive
from rag.archive.lock import writer_lock
from rag.archive.writer import Writer
from rag.domain import Failure
from rag.errors import ArchiveLockedError, DiskFullError, EncoderMismatchError
from rag.ports import Encoder, VectorIndex
from rag.settings import Limits
from tests.fakes import WordEncoder
from tests.ingest.jobs import (
    Listener,
    StoppedError,
    in_memory,
    lines,
    options_for,
    record,
    run,
    settings_for,
)
from tests.rag.archive.stories import ANY, found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return lines(tmp_path / "feed.jsonl", *(record(n) for n in range(3)))


def never_opened() -> Encoder:
    raise AssertionError("the encoder was opened")


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.revised, report.skipped, len(report.failed)


def digest(home: Path) -> str:
    archive = Archive.open(home)
    try:
        return archive.digest()
    finally:
        archive.close()


def test_articles_are_added_and_embedded(home: Path, feed: Path) -> None:
    report = run(home, feed, encoder=WordEncoder())

    assert counts(report) == (3, 0, 0, 0)
    assert report.passages == {"pending": 0, "live": 3}
    assert found(Archive.open(home), "ship", "2")[0].startswith("The harbour master counted ship 2")


def test_the_same_input_again_changes_nothing_and_opens_no_encoder(home: Path, feed: Path) -> None:
    from ingest.run import ingest
    from rag.progress import Silent

    run(home, feed, encoder=WordEncoder())
    before = digest(home)
    settings = settings_for(home)
    report = ingest(
        [str(feed)],
        settings=settings,
        options=options_for(settings),
        open_encoder=never_opened,
        open_index=lambda _writer, _encoder: pytest.fail("the index was opened"),
        progress=Silent(),
    )

    assert counts(report) == (0, 0, 3, 0)
    assert report.passages == {"pending": 0, "live": 3}
    assert digest(home) == before


def test_a_changed_article_is_a_revision_and_only_it_is_embedded(home: Path, feed: Path) -> None:
    encoder = WordEncoder()
    run(home, feed, encoder=encoder)
    before = len(encoder.encoded)
    lines(feed, record(0), record(1, "Ship 1 had sunk, it turned out."), record(2))
    report = run(home, feed, encoder=encoder)

    assert counts(report) == (0, 1, 2, 0)
    assert len(encoder.encoded) == before + 1
    assert found(Archive.open(home), "sunk") == ["Ship 1 had sunk, it turned out."]


def test_what_is_left_out_is_named_and_the_rest_is_in(home: Path, tmp_path: Path) -> None:
    feed = lines(tmp_path / "feed.jsonl", record(0), '{"text": "cut off', record(2))
    listener = Listener()
    report = run(home, feed, tmp_path / "nowhere.jsonl", encoder=WordEncoder(), progress=listener)
    archive = Archive.open(home)
    where = f"{tmp_path.name}/feed.jsonl:2"

    assert counts(report) == (2, 0, 0, 2)
    assert [failure.code for failure in report.failed] == ["E_NOT_FOUND", "E_JSON"]
    assert report.failed[1].where == where
    assert archive.failures() == report.failed
    assert [line.split()[:3] for line in listener.problems][1] == ["ERROR", where, "E_JSON"]
    assert (archive.status().last_run or {})["failed"] == 2


def test_what_is_odd_is_in_all_the_same(home: Path, tmp_path: Path) -> None:
    feed = lines(tmp_path / "feed.jsonl", record(0, date="some time last week"))
    listener = Listener()
    report = run(home, feed, encoder=WordEncoder(), progress=listener)

    assert counts(report) == (1, 0, 0, 0)
    assert [warning.code for warning in report.warnings] == ["W_DATE"]
    assert Archive.open(home).failures() == report.warnings
    assert listener.problems[0].startswith(f"warning {tmp_path.name}/feed.jsonl:1 W_DATE ")


def test_a_passage_that_does_not_embed_is_reported_and_noted(home: Path, tmp_path: Path) -> None:
    feed = lines(tmp_path / "feed.jsonl", record(0), record(1, "A cursed word stands here."))
    report = run(home, feed, encoder=WordEncoder(spoils=["cursed"]))
    archive = Archive.open(home)

    assert counts(report) == (2, 0, 0, 1)
    assert report.passages == {"pending": 1, "live": 1}
    assert [failure.code for failure in archive.failures()] == ["E_EMBED"]
    assert found(archive, "cursed") == ["A cursed word stands here."]

    again = run(home, feed, encoder=WordEncoder())

    assert again.passages == {"pending": 0, "live": 2}


def test_more_articles_than_a_transaction_takes(home: Path, tmp_path: Path) -> None:
    many = 2 * BATCH + 5
    feed = lines(tmp_path / "feed.jsonl", *(record(n) for n in range(many)), record(0))
    report = run(home, feed, encoder=WordEncoder())

    assert counts(report) == (many, 0, 1, 0)
    assert Archive.open(home).coverage().articles == many


def test_progress_counts_bytes_read_and_passages_embedded(home: Path, feed: Path) -> None:
    listener = Listener()
    run(home, feed, encoder=WordEncoder(), progress=listener)
    size = feed.stat().st_size

    assert listener.phases == [
        ("reading", size, "bytes"),
        ("embedding", 3, "passages"),
        ("marking quotes", 3, "revisions"),
    ]
    assert listener.units == [size, 3, 3]


def test_a_run_stopped_between_writing_and_embedding_goes_on(home: Path, feed: Path) -> None:
    encoder = WordEncoder()

    with pytest.raises(StoppedError):
        run(home, feed, encoder=encoder, progress=Listener("embedding"))

    archive = Archive.open(home)

    assert archive.status().passages == {"pending": 3, "live": 0, "leaving": 0}
    assert (archive.status().last_run or {})["ended_at"] is None
    assert len(found(archive, "quay")) == 3
    assert encoder.encoded == []

    report = run(home, feed, encoder=encoder)

    assert counts(report) == (0, 0, 3, 0)
    assert report.passages == {"pending": 0, "live": 3}
    assert (archive.status().last_run or {})["ended_at"] is not None


def test_a_run_stopped_while_reading_keeps_the_batches_it_has_written(
    home: Path, tmp_path: Path
) -> None:
    feed = lines(tmp_path / "feed.jsonl", *(record(n) for n in range(3 * BATCH)))
    encoder = WordEncoder()

    with pytest.raises(StoppedError):
        run(home, feed, encoder=encoder, progress=Listener("reading", stop_after=2 * BATCH + 9))

    assert Archive.open(home).coverage().articles == 2 * BATCH

    report = run(home, feed, encoder=encoder)

    assert counts(report) == (BATCH, 0, 2 * BATCH, 0)
    assert report.passages == {"pending": 0, "live": 3 * BATCH}
    assert len(encoder.encoded) == 3 * BATCH


def test_a_nearly_full_disk_stops_the_run_before_a_batch(home: Path, feed: Path) -> None:
    with pytest.raises(DiskFullError, match=r"MB are free at .*, about .* MB are needed") as caught:
        run(home, feed, encoder=WordEncoder(), limits=Limits(free_bytes=2**60))

    assert "goes on where it stopped" in caught.value.hint
    assert Archive.open(home).coverage().articles == 0


def test_a_second_ingest_is_refused_with_the_first_one_s_pid(home: Path, feed: Path) -> None:
    with writer_lock(home), pytest.raises(ArchiveLockedError) as caught:
        run(home, feed, encoder=WordEncoder())

    assert caught.value.pid == os.getpid()
    assert not (home / FILE).exists()


def test_another_encoder_is_refused_before_anything_is_written(home: Path, feed: Path) -> None:
    run(home, feed, encoder=WordEncoder())
    before = digest(home)
    lines(feed, record(9))

    with pytest.raises(EncoderMismatchError, match=r"'words'.*'other'") as caught:
        run(home, feed, encoder=WordEncoder(name="other"))

    assert "dateline rebuild" in caught.value.hint
    assert digest(home) == before


def test_an_index_is_closed_whatever_happens(home: Path, feed: Path) -> None:
    class Closing(ExactIndex):
        closed = False

        def close(self) -> None:
            type(self).closed = True

    def opened(writer: Writer, encoder: Encoder) -> VectorIndex:
        in_memory(writer, encoder)
        return Closing(encoder.dim)

    with pytest.raises(StoppedError):
        run(home, feed, encoder=WordEncoder(), open_index=opened, progress=Listener("embedding"))

    assert Closing.closed


def test_standard_input_is_an_input(home: Path) -> None:
    stdin = io.BytesIO(b'{"id": "1", "text": "Piped in from another program."}\n')
    report = run(home, "-", encoder=WordEncoder(), stdin=stdin)

    assert counts(report) == (1, 0, 0, 0)
    assert found(Archive.open(home), "piped") == ["Piped in from another program."]


def test_a_text_comes_through_to_the_character(home: Path, tmp_path: Path) -> None:
    text = "A bell \x07, an escape \x1b[2J, \u202eeht\u202c, 👩🏽‍🚀 𠀋 e\u0301 and \u200bmore."
    feed = lines(tmp_path / "feed.jsonl", record(0, text))
    run(home, feed, encoder=WordEncoder())
    archive = Archive.open(home)
    revision = archive.revision(archive.resolve(["a-0"])["a-0"][0])

    assert revision.text == text
    assert revision.sha256 == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("field", ["id", "title", "publisher", "author", "url", "language", "text"])
@pytest.mark.parametrize("odd", ["\ud800 half", "nul\0 nul", "x" * 10_000, "../../é", "🗞️", ""])
def test_no_field_of_one_article_stops_the_others(
    home: Path, tmp_path: Path, field: str, odd: str
) -> None:
    feed = lines(tmp_path / "feed.jsonl", record(0), record(1, **{field: odd}), record(2))
    report = run(home, feed, encoder=WordEncoder())

    assert report.added + len(report.failed) == 3
    assert report.added >= 2
    assert report.passages["pending"] == 0


def test_files_of_a_folder_are_known_by_their_place_in_it(home: Path, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / "desk" / "sub").mkdir(parents=True, exist_ok=True)
        (tmp_path / "desk" / "sub" / f"{number}.txt").write_text(f"Headline\n\nThe text {number}.")
    encoder = WordEncoder()

    assert counts(run(home, tmp_path / "desk", encoder=encoder)) == (3, 0, 0, 0)

    (tmp_path / "desk" / "sub" / "1.txt").write_text("Headline\n\nAnother text.")

    assert counts(run(home, tmp_path / "desk", encoder=encoder)) == (0, 1, 2, 0)


def test_a_dry_run_says_what_would_happen_and_writes_nothing(home: Path, feed: Path) -> None:
    settings = settings_for(home)
    planned, report = dry_run(
        [str(feed)], settings=settings, options=options_for(settings), progress=Listener()
    )

    assert [one.step for one in planned] == [Step.ADD] * 3
    assert counts(report) == (3, 0, 0, 0)
    assert not home.exists()


def test_a_dry_run_decides_as_the_run_would(home: Path, tmp_path: Path) -> None:
    feed = lines(tmp_path / "feed.jsonl", *(record(n) for n in range(BATCH)))
    run(home, feed, encoder=WordEncoder())
    before = digest(home)
    lines(
        feed,
        *(record(n, f"Changed text {n}.") for n in range(BATCH)),
        *(record(n, f"Changed text {n}.") for n in range(BATCH)),
        *(record(n) for n in range(5)),
        record(BATCH),
        "{",
    )
    settings = settings_for(home)
    planned, foreseen = dry_run(
        [str(feed)], settings=settings, options=options_for(settings), progress=Listener()
    )

    assert digest(home) == before

    done = run(home, feed, encoder=WordEncoder())

    assert counts(foreseen) == counts(done) == (1, BATCH, BATCH + 5, 1)
    assert foreseen.failed == done.failed
    assert [one.step for one in planned].count(Step.REVISE) == BATCH


def test_report_sorts_failures_from_warnings() -> None:
    report = Report()
    left_out, odd = Failure("a", "E_JSON", "x"), Failure("b", "W_DATE", "y")
    report.note([left_out, odd])

    assert (report.failed, report.warnings) == ([left_out], [odd])


def test_a_filter_by_publisher_finds_what_an_input_named(home: Path, feed: Path) -> None:
    run(home, feed, encoder=WordEncoder())

    assert Archive.open(home).coverage(None, ANY).publishers == ("Harbour Post",)
