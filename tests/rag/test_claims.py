"""Dates and names of a sentence, as they are looked up."""

from __future__ import annotations

import pytest

from rag.claims import codes_in, days_in, unsupported_names


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on Tuesday in Nov.", {"tuesday", "november"}),
        ("in May, since May 3, by 3 May", {"may"}),
        ("Theresa May may come", set()),
        ("they march", set()),
        ("in March", {"march"}),
        ("yesterday and TODAY", {"yesterday", "today"}),
    ],
)
def test_days_and_months(text: str, days: set[str]) -> None:
    assert days_in(text) == days


def test_words_with_digits_are_codes_but_amounts_are_not() -> None:
    assert codes_in("5G and G7 for 5m, 3rd, 2bn, 1990s and Covid-19") == {"5g", "g7"}


SOURCE = "Foreign Minister Kallas met the Polish president in Tallinn. Tesla shares fell."
ARTICLE = "Kaja Kallas is Estonia's foreign minister. " + SOURCE


@pytest.mark.parametrize(
    "sentence",
    [
        "Kallas met the president.",
        "Kaja Kallas met the president.",
        "Estonia hosted the president of Poland.",
        "Tesla's shares fell.",
        "Officials met.",
        "The Foreign Minister met him.",
        "In Tallinn they met.",
        "She met him on Monday.",
        "TESLA SHARES FELL",
        "it fell",
        "",
    ],
)
def test_names_that_are_there(sentence: str) -> None:
    assert unsupported_names(sentence, SOURCE, ARTICLE) == []


@pytest.mark.parametrize(
    ("sentence", "stranger"),
    [
        ("Latvia hosted the president.", "Latvia"),
        ("Riga hosted the president.", "Riga"),
        ("Warsaw hosted the president.", "Warsaw"),
        ("Musk met the president.", "Musk"),
        ("The president met Elon Musk.", "Elon Musk"),
        ("The president met Kaja Musk.", "Kaja Musk"),
        ("Kallas joined the World Bank.", "World Bank"),
        ("Ford shares fell.", "Ford"),
        ("FORD SHARES FELL AGAIN", "FORD"),
        ("Trump Met Kallas And Others Again", "Trump"),
    ],
)
def test_names_that_are_not(sentence: str, stranger: str) -> None:
    assert stranger in unsupported_names(sentence, SOURCE, ARTICLE)


def test_a_whole_name_from_elsewhere_in_the_article_does_not_count() -> None:
    article = ARTICLE + " Elon Musk was not there."

    assert unsupported_names("Elon Musk met the president.", SOURCE, article) == ["Elon Musk"]
