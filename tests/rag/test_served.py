from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from rag.adapters.exact_index import ExactIndex
from rag.archive.times import NEVER, UNDATED
from rag.archive.vectors import Pointer
from rag.errors import IndexUnavailableError
from rag.ports import IndexBatch, VectorIndex, Vectors
from rag.question.nouns import Filters
from rag.served import ServedIndex

QUERY = np.array([1.0, 0.0], dtype=np.float32)


def batch(id_: int) -> IndexBatch:
    metadata: dict[str, str | int] = {
        "article": "a",
        "publisher": "",
        "language": "",
        "valid_from": 0,
        "valid_to": NEVER,
        "published_at": UNDATED,
    }
    return IndexBatch([id_], np.array([[1, 0]], dtype=np.float32), [metadata])


class Shelf(ExactIndex):
    """An index that tells by the id it finds which it is, and can be made to fail."""

    def __init__(self, id_: int) -> None:
        super().__init__(2)
        self.upsert(batch(id_))
        self.broken = False
        self.closed = False
        self.asked = 0
        self.refreshed = 0

    def nearest(
        self,
        vector: Vectors,
        *,
        k: int,
        filters: Filters | None = None,
        asked_at: int | None = None,
    ) -> list[tuple[int, float]]:
        """Find, unless broken; it opens again if it was closed, as the exact index does."""
        self.asked += 1
        self.closed = False
        if self.broken:
            raise IndexUnavailableError("the shelf is broken")
        return super().nearest(vector, k=k, filters=filters, asked_at=asked_at)

    def refresh(self) -> None:
        """Count, unless broken."""
        if self.broken:
            raise IndexUnavailableError("the shelf is broken")
        self.refreshed += 1

    def close(self) -> None:
        """Note it."""
        self.closed = True


@dataclass
class Library:
    """Shelves by name, and the pointer to the one that is served; 99 is what exact finds."""

    shelves: dict[str, Shelf] = field(default_factory=dict)
    name: str | None = None
    opened: list[str] = field(default_factory=list)
    exact: Shelf = field(default_factory=lambda: Shelf(99))

    def point_to(self, name: str) -> None:
        """Serve a shelf from now on."""
        self.name = name

    def pointer(self) -> Pointer | None:
        """Say which shelf is served."""
        return None if self.name is None else Pointer(self.name, "mini", "mini", 2, 1)

    def open(self, pointer: Pointer) -> VectorIndex:
        """Open the shelf; one that is not there cannot be."""
        self.opened.append(pointer.index_name)
        if pointer.index_name not in self.shelves:
            raise IndexUnavailableError(f"no shelf {pointer.index_name}")
        return self.shelves[pointer.index_name]

    def served(self, *, again_s: float = 1e9) -> ServedIndex:
        """Open what is pointed to."""
        return ServedIndex(
            pointer=self.pointer, open_index=self.open, exact=self.exact, again_s=again_s
        )


def found(index: VectorIndex) -> int:
    return index.nearest(QUERY, k=1)[0][0]


@pytest.fixture
def library() -> Library:
    return Library({"first": Shelf(1), "second": Shelf(2)}, "first")


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    caplog.set_level(logging.WARNING, "dateline")
    return lambda: [record.getMessage() for record in caplog.records]


def test_the_index_pointed_to_answers(library: Library) -> None:
    index = library.served()

    assert found(index) == 1
    assert index.count() == 1


def test_before_there_is_an_index_the_exact_one_answers_and_nothing_is_said(
    library: Library, warnings: Callable[[], list[str]]
) -> None:
    library.name = None
    index = library.served()

    assert found(index) == 99
    assert warnings() == []

    library.point_to("first")
    index.refresh()

    assert found(index) == 1


def test_a_rebuilt_index_is_followed_and_the_old_one_let_go(library: Library) -> None:
    index = library.served()
    library.point_to("second")

    assert found(index) == 1

    index.refresh()

    assert found(index) == 2
    assert library.shelves["first"].closed


def test_a_refresh_reaches_the_index_that_answers_and_opens_nothing(library: Library) -> None:
    index = library.served()
    index.refresh()

    assert library.shelves["first"].refreshed == 1
    assert library.opened == ["first"]


def test_an_index_that_cannot_be_opened_is_stood_in_for_and_said_once(
    library: Library, warnings: Callable[[], list[str]]
) -> None:
    library.point_to("gone")
    index = library.served()
    index.refresh()

    assert found(index) == 99
    assert library.opened == ["gone"]
    assert len(warnings()) == 1
    assert "no shelf gone" in warnings()[0]
    assert "dateline rebuild" in warnings()[0]


@pytest.mark.parametrize("fails_in", ["nearest", "refresh"])
def test_an_index_that_fails_later_is_stood_in_for_without_an_error(
    library: Library, warnings: Callable[[], list[str]], fails_in: str
) -> None:
    index = library.served()
    library.shelves["first"].broken = True
    if fails_in == "refresh":
        index.refresh()

    assert found(index) == 99
    assert found(index) == 99
    assert library.shelves["first"].closed
    assert len(warnings()) == 1


def test_an_index_that_works_again_is_taken_back(library: Library) -> None:
    index = library.served(again_s=0)
    library.shelves["first"].broken = True

    assert found(index) == 99

    library.shelves["first"].broken = False
    index.refresh()

    assert found(index) == 1


def test_after_recovery_the_exact_index_lets_its_vectors_go(library: Library) -> None:
    index = library.served(again_s=0)
    library.shelves["first"].broken = True

    assert found(index) == 99
    assert not library.exact.closed

    library.shelves["first"].broken = False
    index.refresh()

    assert library.exact.closed
    assert found(index) == 1


def test_a_question_that_meets_a_retired_index_asks_the_rebuilt_one(
    library: Library, warnings: Callable[[], list[str]]
) -> None:
    index = library.served()
    library.shelves["first"].broken = True
    library.point_to("second")

    assert found(index) == 2
    assert library.exact.asked == 0
    assert warnings() == []


def test_a_question_that_another_thread_has_taken_its_index_from_asks_the_new_one(
    library: Library,
) -> None:
    class Late(Shelf):
        def nearest(self, vector: Vectors, **asked: object) -> list[tuple[int, float]]:
            index.refresh()  # as another thread would, meanwhile
            raise IndexUnavailableError("the shelf is closed")

    library.shelves["first"] = Late(1)
    index = library.served()
    library.point_to("second")

    assert found(index) == 2
    assert library.exact.asked == 0


def test_where_the_rebuilt_index_fails_too_the_exact_one_answers(library: Library) -> None:
    index = library.served()
    for shelf in library.shelves.values():
        shelf.broken = True
    library.point_to("second")

    assert found(index) == 99
    assert library.shelves["second"].closed
    assert not library.exact.closed


def test_a_failed_index_is_left_alone_for_a_while(library: Library) -> None:
    index = library.served()
    library.shelves["first"].broken = True

    assert found(index) == 99

    index.refresh()

    assert library.opened == ["first"]


def test_while_one_thread_follows_the_pointer_another_goes_on_asking(library: Library) -> None:
    index = library.served()
    library.point_to("second")
    inside: list[int] = []

    def open_slowly(pointer: Pointer) -> VectorIndex:
        index.refresh()  # as another thread would, meanwhile
        inside.append(found(index))
        return library.open(pointer)

    index._open = open_slowly
    index.refresh()

    assert inside == [1]
    assert found(index) == 2


def test_a_rebuild_mends_a_broken_index_at_once(library: Library) -> None:
    library.point_to("gone")
    index = library.served()
    library.point_to("second")
    index.refresh()

    assert found(index) == 2


def test_what_is_written_goes_to_the_index_that_answers(library: Library) -> None:
    index = library.served()
    index.upsert(batch(5))

    assert library.shelves["first"].count() == 2

    index.delete([5, 1])

    assert library.shelves["first"].count() == 0


def test_closing_lets_both_go(library: Library) -> None:
    index = library.served()
    index.close()

    assert library.shelves["first"].closed
    assert library.exact.closed
