from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.chroma_collection import IN_VALUES, wheres
from rag.adapters.narrowing import METADATA_KEYS, Narrowing, narrowing
from rag.archive.times import NEVER, UNDATED
from rag.question.nouns import Filters


@pytest.mark.parametrize("filters", [None, Filters()])
def test_filters_that_exclude_nothing_ask_for_nothing(filters: Filters | None) -> None:
    assert Narrowing() == narrowing(filters, None)
    assert list(wheres(narrowing(filters, None))) == [None]


def test_every_filter_becomes_a_condition() -> None:
    filters = Filters(("P", "O"), ("en",), 5, 9, frozenset({"b", "a"}))

    expected = Narrowing(
        one_of=(("article", ("a", "b")), ("publisher", ("O", "P")), ("language", ("en",))),
        at_least=(("published_at", 5), ("valid_to", 8)),
        at_most=(("published_at", 9), ("valid_from", 7)),
    )

    assert expected == narrowing(filters, 7)


@pytest.mark.parametrize(
    ("filters", "nothing"),
    [
        (Filters(articles=frozenset()), True),
        (Filters(publishers=("\udfff",)), True),
        (Filters(publishers=("\udfff", "P")), False),
        (Filters(publishers=("",)), False),
        (Filters(start=9, end=5), False),  # costs a search, finds nothing
    ],
)
def test_it_is_known_beforehand_that_nothing_can_match(filters: Filters, nothing: bool) -> None:
    assert nothing == narrowing(filters, None).excludes_all


@given(
    start=st.none() | st.integers(),
    end=st.none() | st.integers(),
    asked_at=st.none() | st.integers(),
)
def test_bounds_stay_numbers_that_every_store_holds(
    start: int | None, end: int | None, asked_at: int | None
) -> None:
    narrow = narrowing(Filters(start=start, end=end), asked_at)
    bounds = [bound for _, bound in (*narrow.at_least, *narrow.at_most)]

    assert all(UNDATED <= bound <= NEVER for bound in bounds)
    assert {key for key, _ in (*narrow.at_least, *narrow.at_most)} <= set(METADATA_KEYS)


def test_one_condition_stands_alone_and_several_are_joined() -> None:
    """Chroma takes one operator a dict."""
    alone = list(wheres(narrowing(Filters(publishers=("P",)), None)))
    joined = list(wheres(narrowing(Filters(publishers=("P",), start=3), None)))

    assert alone == [{"publisher": {"$in": ["P"]}}]
    assert joined == [{"$and": [{"publisher": {"$in": ["P"]}}, {"published_at": {"$gte": 3}}]}]


@given(articles=st.integers(1, 3 * IN_VALUES), publishers=st.integers(0, 2 * IN_VALUES))
def test_long_lists_are_cut_so_that_every_pair_is_asked_for_once(
    articles: int, publishers: int
) -> None:
    filters = Filters(
        articles=frozenset(f"a{number}" for number in range(articles)),
        publishers=tuple(f"p{number}" for number in range(publishers)),
    )

    asked = list(wheres(narrowing(filters, None)))

    pairs = 0
    for where in asked:
        conditions = where["$and"] if where and "$and" in where else [where]
        lengths = [len(next(iter(c.values()))["$in"]) for c in conditions]  # type: ignore[union-attr, call-overload, index, arg-type]
        assert max(lengths) <= IN_VALUES
        pairs += lengths[0] * (lengths[1] if len(lengths) > 1 else 1)
    assert articles * max(publishers, 1) == pairs
