"""Words that carry a question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.question.words import content_tokens, content_words, unaccent


def test_only_words_that_carry_something_are_left() -> None:
    words = content_words("What did the U.S. say about €1,572 for Erdoğan’s allies? He didn't.")

    assert words == ["us", "say", "1572", "erdogan", "allies"]


def test_a_word_said_twice_is_there_twice() -> None:
    assert content_words("war after war") == ["war", "war"]


def test_tokens_keep_how_they_were_written() -> None:
    tokens = content_tokens("the Newton-John’s café")

    assert tokens == [("Newton", ["newton"]), ("John’s", ["john"]), ("café", ["cafe"])]


def test_letters_without_a_base_letter_become_plain_too() -> None:
    assert (
        unaccent("Łódź, Møller, Đjoković, Istanbul d’Ivoire")
        == "Lodz, Moller, Djokovic, Istanbul d'Ivoire"
    )


@given(text=st.text())
def test_plain_letters_keep_every_offset(text: str) -> None:
    assert len(text) == len(unaccent(text))
