from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.embed import STEP, embed_pending
from ingest.space import TAKE
from rag.adapters.exact_index import ExactIndex
from rag.archive.archive import Archive
from rag.archive.writer import Writer
from rag.domain import Failure, Status
from rag.errors import IndexUnavailableError
from rag.ports import IndexBatch
from rag.progress import Silent
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, StoppedError
from tests.rag.archive.stories import keep, story


class BrokenIndex(ExactIndex):
    """An index whose disk is full."""

    def upsert(self, batch: IndexBatch) -> None:
        """Refuse."""
        raise IndexUnavailableError("the disk is full")


class RememberingIndex(ExactIndex):
    """An index that remembers the ids of each batch."""

    def __init__(self, dim: int) -> None:
        super().__init__(dim)
        self.batches: list[list[int]] = []
        self.deleted: list[int] = []

    def upsert(self, batch: IndexBatch) -> None:
        """Take a batch in."""
        self.batches.append(list(batch.ids))
        super().upsert(batch)

    def delete(self, ids: Sequence[int]) -> None:
        """Let ids go."""
        self.deleted += ids
        super().delete(ids)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    opened = Writer.open(tmp_path)
    yield opened
    opened.close()


def states(writer: Writer) -> dict[str, int]:
    return {state: writer.count(state) for state in ("pending", "live", "leaving")}


def embed(
    writer: Writer, encoder: WordEncoder, index: ExactIndex, progress: Listener | None = None
) -> list[Failure]:
    writer.know_fingerprint(encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
    return embed_pending(writer, encoder, index, progress or Silent())


def test_what_is_pending_becomes_live_and_is_found_by_meaning(writer: Writer) -> None:
    keep(writer, story("Ships waited outside.\nThe crane stood still."))
    encoder = WordEncoder()
    index = ExactIndex(encoder.dim)
    failures = embed(writer, encoder, index)
    query = encoder.encode(["Harbour reopens\nThe crane stood still."])[0]
    ((id_, cosine),) = index.nearest(query, k=1)

    assert failures == []
    assert states(writer) == {"pending": 0, "live": 2, "leaving": 0}
    assert id_ == 2
    assert cosine == pytest.approx(1.0, abs=1e-4)


def test_headline_and_passage_are_embedded_together(writer: Writer) -> None:
    keep(writer, story("Ships waited.", title="Harbour  reopens\n"))
    keep(writer, story("No title.", title=None, external_id="b"))
    encoder = WordEncoder()
    embed(writer, encoder, ExactIndex(encoder.dim))

    assert sorted(encoder.encoded) == ["Harbour reopens\nShips waited.", "No title."]


def test_nothing_is_embedded_twice(writer: Writer) -> None:
    keep(writer, story("Ships waited."))
    encoder = WordEncoder()
    embed(writer, encoder, ExactIndex(encoder.dim))
    keep(writer, story("Ships waited.\nMore came."))
    embed(writer, encoder, ExactIndex(encoder.dim))

    assert sorted(encoder.encoded) == [
        "Harbour reopens\nMore came.",
        "Harbour reopens\nShips waited.",
    ]


def test_an_index_that_fails_costs_no_vector(writer: Writer) -> None:
    keep(writer, story("Ships waited."))
    encoder = WordEncoder()

    with pytest.raises(IndexUnavailableError):
        embed(writer, encoder, BrokenIndex(encoder.dim))

    assert states(writer) == {"pending": 1, "live": 0, "leaving": 0}

    embed(writer, encoder, ExactIndex(encoder.dim))

    assert states(writer) == {"pending": 0, "live": 1, "leaving": 0}
    assert len(encoder.encoded) == 1


def test_progress_moves_within_a_round_and_no_step_is_embedded_again(writer: Writer) -> None:
    count = 3 * STEP
    keep(writer, story("\n".join(f"Ship number {n} waited." for n in range(count))))
    encoder = WordEncoder()
    listener = Listener("embedding", stop_after=2)

    with pytest.raises(StoppedError):
        embed(writer, encoder, ExactIndex(encoder.dim), listener)

    assert listener.units == [2 * STEP]
    assert states(writer)["pending"] == count

    again = Listener()
    embed(writer, encoder, ExactIndex(encoder.dim), again)

    assert len(encoder.encoded) == count
    assert again.units == [count]


def test_a_run_stopped_between_rounds_goes_on_where_it_was(writer: Writer) -> None:
    count = TAKE + 88
    keep(writer, story("\n".join(f"Ship number {n} waited." for n in range(count))))
    encoder = WordEncoder()
    into_the_second = TAKE // STEP + 1

    with pytest.raises(StoppedError):
        embed(
            writer,
            encoder,
            ExactIndex(encoder.dim),
            Listener("embedding", stop_after=into_the_second),
        )

    assert states(writer) == {"pending": 88, "live": TAKE, "leaving": 0}

    index = RememberingIndex(encoder.dim)
    listener = Listener()
    embed(writer, encoder, index, listener)

    assert index.batches == [list(range(TAKE + 1, count + 1))]
    assert len(encoder.encoded) == count
    assert listener.phases == [("embedding", 88, "passages")]
    assert listener.units == [88]


def test_a_passage_without_a_usable_vector_stays_pending_and_is_named(writer: Writer) -> None:
    keep(writer, story("Ships waited.\nA cursed word here.\nThe crane stood still."))
    encoder = WordEncoder(spoils=["cursed"])
    index = RememberingIndex(encoder.dim)
    (failure,) = embed(writer, encoder, index)
    article = Archive(writer.database).resolve(["harbour-1"])["harbour-1"][0]

    assert failure.where == f"passage 2 of article {article}"
    assert failure.code == "E_EMBED"
    assert index.batches == [[1, 3]]
    assert states(writer) == {"pending": 1, "live": 2, "leaving": 0}

    mended = WordEncoder()
    embed(writer, mended, index)

    assert states(writer) == {"pending": 0, "live": 3, "leaving": 0}
    assert len(mended.encoded) == 1


def test_a_batch_without_any_usable_vector_leaves_the_index_alone(writer: Writer) -> None:
    keep(writer, story("A cursed word."))
    encoder = WordEncoder(spoils=["cursed"])
    index = RememberingIndex(encoder.dim)

    assert len(embed(writer, encoder, index)) == 1
    assert index.batches == []


@pytest.mark.parametrize("spoiled", [np.zeros(64), np.full(64, np.inf), np.full(64, 3.0)])
def test_a_vector_without_length_or_of_another_is_not_used(
    writer: Writer, spoiled: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> None:
    class Spoiled(WordEncoder):
        def encode(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            return np.stack([spoiled.astype(np.float32)] * len(texts))

    keep(writer, story("Ships waited."))

    assert [one.code for one in embed(writer, Spoiled(), ExactIndex(64))] == ["E_EMBED"]


def test_what_was_withdrawn_leaves_the_index(writer: Writer) -> None:
    keep(writer, story("Ships waited."), story("Cranes stood.", external_id="b"))
    encoder = WordEncoder()
    index = RememberingIndex(encoder.dim)
    embed(writer, encoder, index)
    id_ = Archive(writer.database).resolve(["harbour-1"])["harbour-1"][0]
    writer.set_status(id_, Status.WITHDRAWN)
    embed(writer, encoder, index)

    assert index.deleted == [1]
    assert index.count() == 1
    assert states(writer) == {"pending": 0, "live": 1, "leaving": 0}
    assert len(encoder.encoded) == 2


def test_two_articles_with_the_same_words_share_a_vector(writer: Writer) -> None:
    keep(writer, story("Ships waited.", external_id="a"), story("Ships waited.", external_id="b"))
    encoder = WordEncoder()
    index = ExactIndex(encoder.dim)
    embed(writer, encoder, index)

    assert len(encoder.encoded) == 1
    assert index.count() == 2
