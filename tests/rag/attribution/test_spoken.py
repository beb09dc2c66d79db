from __future__ import annotations

import pytest

from rag.attribution import spoken_by, statements
from rag.question.nouns import Named
from rag.text.sentences import sentences

ESTONIA = Named("Estonia", ("Estonia", "Estonian", "Estonians", "Tallinn"))
LATVIA = Named("Latvia", ("Latvia", "Latvian", "Latvians", "Riga"))
TAMM = Named("Jaan Tamm", ("Jaan Tamm", "Tamm"))


def heard(text: str, named: Named) -> list[bool]:
    return [spoken_by(s, named) for s in statements(text, sentences(text))]


@pytest.mark.parametrize(
    "speaker",
    [
        "Estonia",
        "Tallinn",
        "Estonia's foreign minister",
        "The Estonian government",
        "Estonian Foreign Minister Jaan Tamm",
        "Jaan Tamm, Estonia's foreign minister,",
        "Estonia's Jaan Tamm",
        "A spokesman for the Estonian ministry",
        "The prime minister of Estonia",
        "Estonian officials",
    ],
)
def test_a_country_speaks_through_its_names_and_officials(speaker: str) -> None:
    assert heard(f"{speaker} said the port was shut.", ESTONIA) == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Lithuania's minister said Estonia should wait.",
        "The Lithuanian ambassador to Estonia said the port was shut.",
        "Latvian Foreign Minister Eva Rebane, in Tallinn, said the port was shut.",
        "An Estonian singer said the port was shut.",
        "A former Estonian minister said the port was shut.",
        "The Estonian opposition leader said the port was shut.",
        "Near Estonia, sailors said the port was shut.",
        "Lithuania told Estonia that the port was shut.",
    ],
)
def test_a_country_that_is_only_mentioned_does_not_speak(text: str) -> None:
    found = heard(text, ESTONIA)

    assert found == [False]


def test_each_of_two_countries_has_its_own_words() -> None:
    text = "Tallinn said the port was open, while the Latvian ministry said it was shut."

    assert heard(text, ESTONIA) == [True, False]
    assert heard(text, LATVIA) == [False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jaan Tamm said it was late.", [True]),
        ("Foreign Minister Jaan Tamm said it was late.", [True]),
        ("Former minister Jaan Tamm said it was late.", [True]),
        ("Tamm said it was late.", [True]),
        ("A spokesman for Tamm said it was late.", [True]),
        ("Tamm supporters said it was late.", [False]),
        ("The wife of Jaan Tamm said it was late.", [False]),
        ("Eva Rebane said Tamm was late.", [False]),
    ],
)
def test_a_person_speaks_by_name_and_through_a_spokesman(text: str, expected: list[bool]) -> None:
    assert expected == heard(text, TAMM)


def test_a_surname_speaks_for_the_country_its_description_names() -> None:
    text = (
        "Estonian Foreign Minister Jaan Tamm arrived.\n\nIt rained.\n\n“The port is shut,” Tamm "
        "said. “Nobody knows until when.”\n\n“Latvia should say,” he added."
    )

    assert heard(text, ESTONIA) == [True, True, True]
    assert heard(text, LATVIA) == [False, False, False]
