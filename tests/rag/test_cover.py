from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.cover import FEWEST, rarest, shares
from rag.question.words import content_words


def share(word: str, text: str) -> float:
    return shares({word: 1.0}, [text])[0]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("guarantee", "It gave GUARANTEES."),
        ("countries", "One country alone"),
        ("country", "in all countries"),
        ("studies", "a study"),
        ("biden", "Biden\u2019s visit"),
        ("erdogan", "Mr Erdo\u011fan said"),
        ("bank", "the river\u2014bank"),
        ("us", "The U.S. army"),
        ("us", "in the US"),
        ("4", "on 4 May"),
        ("\u6e2f \u53e3", "\u65b0\u6e2f\u53e3\u5f00\u653e"),
    ],
)
def test_a_word_is_held_in_any_form_that_a_reader_takes_for_it(word: str, text: str) -> None:
    assert share(word, text) == 1.0


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("us", "He used the bus because"),
        ("studies", "the studio"),
        ("cat", "education"),
        ("guarantee", ""),
        ("ferry", "fer ry"),
        ("\u6e2f \u53e3", "harbour"),
    ],
)
def test_letters_inside_another_word_are_not_the_word(word: str, text: str) -> None:
    assert share(word, text) == 0.0


def test_a_rare_word_counts_for_more() -> None:
    weights = {"estonia": 3.0, "minister": 1.0}

    assert shares(weights, ["Estonia.", "A minister.", "Estonian ministers", "Nobody."]) == [
        0.75, 0.25, 0.25, 0.0
    ]  # fmt: skip


def test_without_words_nothing_is_held() -> None:
    assert shares({}, ["anything"]) == [0.0]
    assert shares({"ship": 0.0}, ["ship"]) == [0.0]
    assert shares({"ship": 1.0}, []) == []


@given(text=st.text(), other=st.text())
def test_a_share_is_one_and_more_text_holds_no_less(text: str, other: str) -> None:
    weights = {word: float(len(word)) for word in content_words(text)}
    few, more = shares(weights, [other, f"{other} \n {text}"])

    assert 0.0 <= few <= more + 1e-9 <= 1.0 + 2e-9


def test_the_rarest_words_are_looked_for_in_the_order_of_the_question() -> None:
    counts = {"year": 9_000, "ferry": 40, "new": 7_000, "estonia": 300}

    assert rarest(counts, most=8_000) == ["ferry", "new", "estonia"]
    assert rarest(counts, most=350) == ["ferry", "estonia"]
    assert rarest(counts, most=1) == ["ferry", "estonia"]


@given(counts=st.dictionaries(st.text(min_size=1), st.integers(0, 10_000)), most=st.integers(0))
def test_what_is_looked_for_stays_within_the_bound(counts: dict[str, int], most: int) -> None:
    chosen = rarest(counts, most=most)

    assert len(chosen) >= min(FEWEST, len(counts))
    assert sum(counts[word] for word in chosen) <= most or len(chosen) <= FEWEST
