from __future__ import annotations

import pytest

from rag.attribution import mark
from rag.read.introduced import introduction, office_words, people_in


def introduced(text: str, title: str = "") -> str:
    """How the first speaker of a text is introduced."""
    return introduction(mark(text, "en")[0], text, title)


def test_what_a_person_is_said_to_run_introduces_them() -> None:
    text = "Ole Holm, who has run the Port of Varn since 2019, said the cranes would stay."

    assert "has run the Port of Varn" in introduced(text)


def test_an_office_without_its_country_is_that_of_the_place_the_article_is_dated_from() -> None:
    text = "TALLINN - Prime Minister Jaan Tamm was late. Tamm said Estonia would wait for the vote."

    assert introduced(text).endswith("of Tallinn")


def test_an_office_without_its_country_is_that_of_the_country_told_of_first_and_most() -> None:
    text = (
        "Finland will send nobody, whatever Sweden does.\n\n"
        "Foreign minister Eila Holm told a committee in Helsinki that the Finnish answer was no."
    )

    assert introduced(text).endswith("of Finland")


def test_a_paragraph_that_begins_in_a_capital_is_of_its_country() -> None:
    text = (
        "PARIS, Nov 25 - France and Germany talked again about France's force.\n\n"
        "In London the tone was cooler. Foreign Secretary Ann Lind said nothing was planned."
    )

    assert introduced(text).endswith("of London")


def test_a_colleague_in_another_office_leaves_no_doubt() -> None:
    text = (
        "RIGA - Foreign minister Eila Holm said Latvia was late. "
        "Prime minister Ilo Vann said nothing."
    )

    assert introduced(text).endswith("of Riga")


@pytest.mark.parametrize(
    "text",
    [
        # any of several ministers may be a guest
        "RIGA - Eight foreign ministers met in Riga. Foreign minister Eila Holm said it was late.",
        # Ukraine is told of as often as Russia, whose minister this is not
        "Russia struck Ukraine again. Foreign minister Olha Marko said it was late.",
        # there is another president, and one of them is a guest
        "RIGA - Latvia met President Ilo Vann. President Olha Marko said Latvia was late.",
        # dated from two places
        "RIGA/KYIV - Latvia waited. Foreign minister Olha Marko said Latvia was late.",
        # an office with its country needs no other
        "RIGA - Finland's foreign minister Eila Holm said it was late.",
        # nobody by name, and no office
        "RIGA - A singer said it was late.",
        "RIGA - Eila Holm said it was late.",
    ],
)
def test_in_doubt_no_country_is_added(text: str) -> None:
    assert not introduced(text).endswith((" of Riga", " of Russia", " of Latvia"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Estonia's top diplomat", "Estonia's foreign minister"),
        ("the Defense Secretary", "the defence minister"),
        ("the boss of the port", "the chief executive of the port"),
        ("Ole Holm, who has run the port", "Ole Holm, head the port"),
    ],
)
def test_an_office_has_several_names(one: str, other: str) -> None:
    assert office_words(one) == office_words(other)


def test_people_are_told_where_every_word_has_its_capital() -> None:
    assert [one.text for one in people_in("Foreign Secretary Ann Lind")] == ["Ann Lind"]
