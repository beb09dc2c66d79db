from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.fold import fold, tokens
from tests.rag.text.strategies import texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Erdoğan", "ERDOGAN"),
        ("Łódź", "Lodz"),
        ("İstanbul", "istanbul"),
        ("Straße", "STRASSE"),
        ("Ольга Алёшина", "ольга алешина"),
        ("مُحَمَّد", "محمد"),
        ("ﬁnance", "finance"),
        ("Ｔｏｋｙｏ", "tokyo"),
        ("za\u200bra", "zara"),
        ("guar\u00adantee", "guarantee"),
        ("\u202eabc\u202c", "abc"),
        ("a\U000e0041b", "ab"),
        ("Acme™", "acme"),
        ("“don’t” – ‘never’", "\"don't\" - 'never'"),
        ("The U.S. and the U.K.", "the us and the uk"),
        ("U.S.-led", "US-led"),
        ("J.D. Vance", "JD Vance"),
        ("5,000 and 1,234,567", "5000 and 1234567"),
        ("cafe\u0301", "café"),
        ("a\n\n b\t\u00a0c", "a b c"),
        ("\x1b[31mred", "[31mred"),
    ],
)
def test_spellings_of_the_same_words_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("กี่", "กา"),
        ("がく", "かく"),
        ("हिन्दी", "हन्द"),
        ("12,5", "125"),
        ("v1.2", "v12"),
        ("각", "가"),
    ],
)
def test_marks_that_are_letters_and_decimals_stay(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("他说OK了", "他 说 ok 了"),
        ("ニュース", "ニ ュ ー ス"),
        ("ภาษา", "ภ า ษ า"),
        ("ກຂ", "ກ ຂ"),
        ("한국어 뉴스", "한국어 뉴스"),
    ],
)
def test_scripts_without_spaces_come_apart_by_grapheme(text: str, folded: str) -> None:
    assert folded == fold(text)


def test_any_run_of_an_unspaced_text_is_a_phrase_of_its_folded_copy() -> None:
    text = "爱沙尼亚总理说我们不会接受这些保证"

    assert all(
        f" {fold(text[i:j])} " in f" {fold(text)} "
        for i in range(len(text))
        for j in range(i + 1, len(text) + 1)
    )


@given(text=texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(text) == fold(fold(text))


@given(text=texts, at=st.integers(0, 300))
def test_an_invisible_character_anywhere_changes_nothing(text: str, at: int) -> None:
    assert fold(text) == fold(text[:at] + "\u200b" + text[at:])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Estonia’s “guarantees”, he said.", ["estonia", "guarantees", "he", "said"]),
        ("The ministers' plan; James's", ["the", "ministers", "plan", "james"]),
        ("don't they'll", ["don't", "they'll"]),
        ("O'Brien d'Ivoire l’Estonie", ["o", "brien", "d", "ivoire", "l", "estonie"]),
        ("U.S. Sen. J.D. Vance Jr.", ["us", "sen", "jd", "vance", "jr"]),
        ("AT&T up 1.5% to $5,000", ["at&t", "up", "1.5", "to", "5000"]),
        ("COVID-19 vice-president", ["covid", "19", "vice", "president"]),
        ("@estonia #news_now", ["estonia", "news", "now"]),
        ("他说", ["他", "说"]),
        ("हिन्दी", ["हिन्दी"]),
        ("😀 … —", []),
        ("", []),
    ],
)
def test_words_are_what_a_reader_would_search_for(text: str, words: list[str]) -> None:
    assert words == tokens(text)


@given(text=texts)
def test_every_word_stands_in_the_folded_copy(text: str) -> None:
    folded = fold(text)

    assert all(word in folded for word in tokens(text))


@given(text=texts)
def test_words_do_not_depend_on_what_else_stands_in_the_text(text: str) -> None:
    """Plain text goes a quicker way than one that holds another script."""
    assert [*tokens(text), "ж"] == tokens(f"{text} ж")
