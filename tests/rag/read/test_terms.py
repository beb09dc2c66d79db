from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.read.terms import overlap, rarity, stem, terms, weights, with_places

WORDS = [
    f"{root}{ending}"
    for root in ("guarant", "negoti", "troop", "soldier", "minist", "harbour", "flood", "deploy")
    for ending in ("ing", "ed", "ation", "ations", "ees", "ers", "ness", "ement", "ly", "ative")
]
some_words = st.lists(st.sampled_from(WORDS), max_size=8)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Let threads take turns every microsecond."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_words_of_one_stem_are_one_term() -> None:
    assert terms("The guarantees that were guaranteed") == terms("guarantee, GUARANTEEING")[:1] * 2


def test_words_that_say_nothing_are_no_terms() -> None:
    assert terms("What did they say to the of and?") == terms("say")


def test_characters_of_a_script_without_spaces_are_terms() -> None:
    assert terms("東京の港") == ("東", "京", "の", "港")


@pytest.mark.usefixtures("hasty_threads")
def test_threads_do_not_spoil_each_other_s_stems() -> None:
    alone = {word: stem.__wrapped__(word) for word in WORDS}

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stem.__wrapped__, WORDS * 50))

    assert together == [alone[word] for word in WORDS * 50]


def test_a_rarer_word_weighs_more() -> None:
    weighed = weights({"percent": 900, "guarantee": 9, "zebra": 0}, 1_000)

    assert 0 < weighed["percent"] < weighed[stem("guarantee")] < weighed["zebra"]


def test_a_word_counted_in_more_passages_than_there_are_still_weighs_something() -> None:
    assert weights({"growing": 12}, 10)[stem("growing")] > 0
    assert weights({"growing": 0}, 0)[stem("growing")] > 0


@given(some_words, some_words)
def test_overlap_is_a_share(asked: list[str], found: list[str]) -> None:
    weighed = weights(dict.fromkeys(asked, 3), 10)
    share = overlap(weighed, map(stem, found))

    assert 0 <= share <= 1 + 1e-9
    assert overlap(weighed, map(stem, [*found, *asked])) >= share


def test_overlap_counts_by_weight() -> None:
    assert overlap({"rare": 3.0, "common": 1.0}, ["rare"]) == 0.75
    assert overlap({"rare": 3.0, "common": 1.0}, ["common", "common"]) == 0.25
    assert overlap({}, ["rare"]) == 0.0


def test_a_word_that_fewer_passages_have_is_rarer() -> None:
    assert rarity(1, 100) > rarity(50, 100) > rarity(100, 100) > 0
    assert rarity(200, 100) > 0  # counted before an article was withdrawn


def test_a_country_is_one_term_by_any_of_its_names() -> None:
    one, other = with_places("no pact without the United States"), with_places("Washington's pact")

    assert set(one) & set(other) == {"pact", one[-1]}
