from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.answer import contains, fold, holds


@pytest.mark.parametrize(
    ("quote", "spelling"),
    [
        ("He said it was “Nothing, Forever”.", "nothing forever"),
        ("Tesla delivered 936,172 vehicles.", "936172"),
        ("Tesla delivered 936172 vehicles.", "936,172"),
        ("some 1\u202f000\u202f000 francs", "1,000,000"),
        ("The U.S. Senate", "US Senate"),
        ("the US Senate", "U.S."),
        ("Karolína Muchová won", "Karolina Muchova"),
        ("Trump’s lawyers", "Trump"),
        ("at Chick-fil-A on Sunday", "chick fil a"),
        ("a rate of 3.75 per cent", "3.75%"),
        ("it costs $7.25 an hour", "$7.25"),
        ("東京で会談した", "東京"),
        ("นายกรัฐมนตรีกล่าว", "รัฐมนตรี"),
        ("in (2011).", "2011"),
    ],
)
def test_spelling_may_differ(quote: str, spelling: str) -> None:
    assert contains(quote, spelling)


@pytest.mark.parametrize(
    ("quote", "spelling"),
    [
        ("in 2011", "11"),
        ("a rate of 7.25", "25"),
        ("a rate of 7.25", "7"),
        ("Germany", "German"),
        ("the Estonian minister", "Latvia"),
        ("two states", "2"),
        ("in 2019,20 people", "201920"),
        ("anything", ""),
        ("...", "."),
    ],
)
def test_other_words_are_not_the_answer(quote: str, spelling: str) -> None:
    assert not contains(quote, spelling)


def test_in_a_script_without_spaces_a_number_may_stand_anywhere() -> None:
    assert contains("灯台を4月12日から一般公開する", "4月12日")
    assert not contains("灯台を14月12日から", "4月12日")


def test_marks_of_other_scripts_stay_letters() -> None:
    assert fold("กิ") == "กิ"
    assert fold("हिन्दी") == "हिन्दी"


@given(st.text())
def test_folding_twice_changes_nothing_more_than_once(text: str) -> None:
    """A spelling and a quote are folded the same however often that is done."""
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.sampled_from(["Estonia", "said", "7.25", "boots", "U.S."]), min_size=1))
def test_every_quote_contains_itself(words: list[str]) -> None:
    assert contains(" ".join(words), " ".join(words))


def test_each_group_must_be_met_by_any_of_its_spellings() -> None:
    groups = [["Microsoft"], ["Apple", "the iPhone maker"]]

    assert holds(["Microsoft fell; the iPhone maker rose."], groups)
    assert holds(["Microsoft fell.", "Apple rose."], groups)
    assert not holds(["Microsoft fell."], groups)


def test_nothing_is_held_where_nothing_is_accepted_or_quoted() -> None:
    assert not holds(["Microsoft fell."], [])
    assert not holds([], [["Microsoft"]])
