from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.embed import embed_pending
from rag import legs as module
from rag.adapters.exact_index import ExactIndex
from rag.archive.archive import Archive
from rag.archive.writer import Writer
from rag.domain import Status
from rag.legs import SMALL, Legs
from rag.ports import Vectors
from rag.progress import Silent
from rag.question.nouns import Filters, Question
from rag.rank import Candidate
from rag.settings import Retrieval
from tests.fakes import WordEncoder
from tests.rag.archive.stories import NOW, at, keep, on, story

COUNT = 40


class Watched(ExactIndex):
    """An index that remembers what it was asked."""

    def __init__(self, dim: int) -> None:
        super().__init__(dim)
        self.asked: list[tuple[int, Filters | None, int | None]] = []

    def nearest(
        self,
        vector: Vectors,
        *,
        k: int,
        filters: Filters | None = None,
        asked_at: int | None = None,
    ) -> list[tuple[int, float]]:
        """Note and search."""
        self.asked.append((k, filters, asked_at))
        return super().nearest(vector, k=k, filters=filters, asked_at=asked_at)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """Forty articles, one a day in 2024; every twentieth is by the Ledger, every second French."""
    opened = Writer.open(tmp_path)
    keep(
        opened,
        *(
            story(
                f"Ship number {n} came into the harbour.",
                title=f"Arrival {n}",
                external_id=f"ship-{n}",
                publisher="Ledger" if n % 20 == 0 else "Harbour Post",
                language="fr" if n % 2 else "en",
                published=on(2024, 1 + n // 20, 1 + n % 20),
            )
            for n in range(COUNT)
        ),
    )
    yield opened
    opened.close()


@pytest.fixture
def legs(writer: Writer) -> Legs:
    """A search over them, five candidates a leg."""
    encoder = WordEncoder()
    index = Watched(encoder.dim)
    writer.know_fingerprint(encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
    embed_pending(writer, encoder, index, Silent())
    return Legs(Archive(writer.database), index, encoder, Retrieval(candidates=5, selective=0.1))


def asked(
    text: str = "Which ship came?", filters: Filters = Filters(), when: int = NOW
) -> Question:
    return Question(text, when, filters=filters)


def candidates(legs: Legs, question: Question) -> list[Candidate]:
    return legs.candidates(question, lambda: legs.encoder.encode([question.text])[0])


def names(found: Sequence[Candidate]) -> set[str]:
    return {one.passage.article.external_ids[0] for one in found}


def calls(legs: Legs) -> list[tuple[int, Filters | None, int | None]]:
    assert isinstance(legs.index, Watched)

    return legs.index.asked


def test_both_legs_propose_and_each_one_s_rank_is_kept(legs: Legs) -> None:
    found = candidates(legs, asked("ship number 7"))
    by_name = {one.passage.article.external_ids[0]: one for one in found}
    best = by_name["ship-7"]

    assert best.lexical is not None
    assert best.lexical.rank == 1
    assert best.dense is not None
    assert best.dense.score == pytest.approx(best.cosine, abs=1e-4)
    assert sorted(one.dense.rank for one in found if one.dense) == [1, 2, 3, 4, 5]
    assert sorted(one.lexical.rank for one in found if one.lexical) == [1, 2, 3, 4, 5]


def test_a_search_that_excludes_nothing_sends_no_filter(legs: Legs) -> None:
    candidates(legs, asked())

    assert calls(legs) == [(5, None, None)]


def test_a_selective_filter_is_sent_with_the_time_asked(legs: Legs) -> None:
    filters = Filters(publishers=("Ledger",))
    found = candidates(legs, asked(filters=filters))

    assert calls(legs) == [(5, filters, NOW)]
    assert names(found) == {"ship-0", "ship-20"}


def test_between_more_is_fetched_and_the_archive_filters(legs: Legs) -> None:
    found = candidates(legs, asked(filters=Filters(languages=("fr",))))

    assert calls(legs) == [(15, None, None)]
    assert {one.passage.revision.language for one in found} == {"fr"}
    assert len([one for one in found if one.dense]) == 5


def test_what_was_not_out_yet_is_never_proposed(legs: Legs) -> None:
    found = candidates(legs, asked(when=at(2024, 2, 5)))

    assert found
    assert all(one.passage.revision.valid_from <= at(2024, 2, 5) for one in found)


def test_a_closed_list_is_scanned_exactly_without_the_index(legs: Legs) -> None:
    chosen = legs.archive.resolve(["ship-3", "ship-33"])
    filters = Filters(articles=frozenset(ids[0] for ids in chosen.values()))
    found = candidates(legs, asked(filters=filters))

    assert calls(legs) == []
    assert names(found) == {"ship-3", "ship-33"}
    assert sorted(one.dense.rank for one in found if one.dense) == [1, 2]


@pytest.mark.parametrize(
    "filters", [Filters(publishers=("Nobody",)), Filters(articles=frozenset()), Filters(end=0)]
)
def test_filters_that_leave_nothing_find_nothing(legs: Legs, filters: Filters) -> None:
    assert candidates(legs, asked(filters=filters)) == []
    assert calls(legs) == []


def test_what_the_index_still_has_and_the_archive_withdrew_is_not_found(
    legs: Legs, writer: Writer
) -> None:
    writer.set_status(legs.archive.resolve(["ship-7"])["ship-7"][0], Status.WITHDRAWN)

    assert legs.index.count() == COUNT
    assert "ship-7" not in names(candidates(legs, asked("ship number 7")))


def test_what_is_not_embedded_yet_is_found_by_words(legs: Legs, writer: Writer) -> None:
    keep(writer, story("A whale came into the harbour.", external_id="whale"))
    found = candidates(legs, asked("Where is the whale?"))
    whale = next(one for one in found if one.passage.article.external_ids == ("whale",))

    assert (whale.dense, whale.cosine, whale.lead_cosine) == (None, None, None)
    assert whale.lexical is not None


def test_a_corrected_text_is_found_in_its_new_words_alone(legs: Legs, writer: Writer) -> None:
    keep(writer, replace(story("Ship number 7 never came.", title="Arrival 7",
                               external_id="ship-7"), published=on(2024, 1, 8)))  # fmt: skip
    found = candidates(legs, asked("ship number 7"))
    texts = [one.passage.text for one in found if "ship-7" in one.passage.article.external_ids]

    assert texts == ["Ship number 7 never came."]


def test_quoted_words_are_looked_for_in_a_row(legs: Legs) -> None:
    question = replace(asked('Who wrote "number 7 came into"?'), quoted="number 7 came into")
    found = candidates(legs, question)

    assert names(found) == {"ship-7"}
    assert [one.dense for one in found] == [None]


def test_quoted_words_that_stand_nowhere_in_a_row_are_searched_like_others(legs: Legs) -> None:
    question = replace(asked('Who wrote "into came 7 number"?'), quoted="into came 7 number")

    assert "ship-7" in names(candidates(legs, question))


def test_a_filter_that_leaves_little_of_a_large_archive_is_scanned_exactly(
    legs: Legs, writer: Writer
) -> None:
    crowd = "\n".join(f"Crowd {n}." for n in range(SMALL))
    keep(writer, story(crowd, title=None, external_id="crowd", publisher="Crowd"))
    found = candidates(legs, asked(filters=Filters(publishers=("Harbour Post",))))

    assert calls(legs) == []
    assert len([one for one in found if one.dense]) == 5
    assert {one.passage.article.publisher for one in found} == {"Harbour Post"}


def test_what_a_selective_filter_leaves_is_scanned_up_to_a_bound(
    legs: Legs, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = Filters(publishers=("Ledger",))
    monkeypatch.setattr(module, "SMALL", 1)

    assert names(candidates(legs, asked(filters=filters))) == {"ship-0", "ship-20"}
    assert calls(legs) == []

    monkeypatch.setattr(module, "EXACT", 1)
    candidates(legs, asked(filters=filters))

    assert calls(legs) == [(5, filters, NOW)]


def test_where_the_nearest_are_filtered_out_more_is_fetched(legs: Legs, writer: Writer) -> None:
    keep(
        writer,
        *(
            story(f"Whale {n} came.", external_id=f"whale-{n}", publisher="Crowd")
            for n in range(40)
        ),
    )
    embed_pending(writer, legs.encoder, legs.index, Silent())
    found = candidates(legs, asked("whale came", filters=Filters(publishers=("Harbour Post",))))

    assert [k for k, _, _ in calls(legs)] == [15, 80]
    assert len([one for one in found if one.dense]) == 5
