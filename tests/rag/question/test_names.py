"""Proper names in questions, and texts that name them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.names import mentions, name_of, names_in, places_in
from rag.question.nouns import Named
from rag.question.places import adjective_of, is_place


def found(text: str) -> list[str]:
    """The names in a text, as written."""
    return [mention.span.of(text) for mention in names_in(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("what did Estonia say about guarantees?", ["Estonia"]),
        ("How many vehicles did Tesla deliver?", ["Tesla"]),
        ("Is the Bank of England raising rates?", ["Bank of England"]),
        ("What did Estonian Prime Minister Kaja Kallas say?", ["Estonian", "Kaja Kallas"]),
        ("Did Secretary of State Antony Blinken travel?", ["Antony Blinken"]),
        ("Did California Gov. Gavin Newsom sign it?", ["Gavin Newsom"]),
        ("When did Orrin G. Hatch die?", ["Orrin G. Hatch"]),
        ("What did Theresa May say in May?", ["Theresa May"]),
        ("Is Gabriel Medina of Brazil first?", ["Gabriel Medina", "Brazil"]),
        ("Why are Millions of Americans waiting?", ["Americans"]),
        ("Millions of Americans are waiting", ["Americans"]),
        ("Did the Supreme Court decide?", ["Supreme Court"]),
        ("Who leads Major League Baseball?", ["Major League Baseball"]),
        ("Who won the Women’s World Cup in 2023?", ["Women’s World Cup"]),
        ("Who won the French presidential election?", ["French"]),
        ("Who won the French Presidential Election 2022?", ["French"]),
        ("Who won the US Open?", ["US Open"]),
        ("How many members has Just Stop Oil?", ["Just Stop Oil"]),
        ("What did Marks & Spencer close?", ["Marks & Spencer"]),
        ("Who is Marine Le Pen?", ["Marine Le Pen"]),
        ("Who is Ursula von der Leyen?", ["Ursula von der Leyen"]),
        ("When is Google I/O 2022?", ["Google I/O"]),
        ("NASA released images. Where did they come from?", ["NASA"]),
        ("Two Russian missiles fell. Who fired them?", ["Russian"]),
        ("Four Nasa astronauts are back", ["Nasa"]),
        ("Three Mile Island is open", ["Three Mile Island"]),
        ("Supermarkets are empty", []),
        ("Tesla's profits fell", ["Tesla"]),
        ("Who makes the iPhone and eBay?", ["iPhone", "eBay"]),
        ("Was it on Monday or in March 2024?", []),
        ("Who is the Secretary of State?", []),
        ("who is the president of france?", ["france"]),
        ("WHO IS THE PRESIDENT OF FRANCE?", ["FRANCE"]),
        ("what did the us say about turkey", []),
        ("What Did Estonia Say About Security Guarantees?", ["Estonia"]),
        ("What did he say about Côte d’Ivoire and Türkiye?", ["Côte d’Ivoire", "Türkiye"]),
        ("", []),
        ("🙂 ?!", []),
    ],
)
def test_names_are_found_as_written(text: str, names: list[str]) -> None:
    assert names == found(text)


def test_a_place_stands_for_people_capital_and_government() -> None:
    (tallinn,) = places_in("Tallinn will decide")

    assert {"Estonia", "Estonian", "Estonians", "Tallinn", "Riigikogu"} <= set(tallinn.named.names)
    assert tallinn.exact.names == ("Tallinn",)


def test_a_name_of_two_places_stands_for_both() -> None:
    (brussels,) = places_in("What did Brussels say?")

    assert {"Belgium", "European Union"} <= set(brussels.named.names)


@pytest.mark.parametrize(
    "text",
    [
        "tell us more",
        "a turkey and a car",
        "New Mexico",
        "the Bank of England",
        "Michael Jordan",
        "Nigeriens",
    ],
)
def test_what_only_looks_like_a_place_is_none(text: str) -> None:
    assert not {"US", "Turkey", "Mexico", "England", "Jordan", "Niger"} & {
        mention.span.of(text) for mention in places_in(text)
    }


def test_the_longest_name_at_a_point_counts() -> None:
    assert [mention.named.text for mention in places_in("Guinea-Bissau and South Sudan")] == [
        "Guinea-Bissau",
        "South Sudan",
    ]


def test_a_country_has_an_adjective() -> None:
    assert adjective_of("Latvia") == "Latvian"
    assert adjective_of("Atlantis") is None
    assert is_place("Türkiye")
    assert not is_place("New Mexico")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tallinn’s answer came late.", "Estonia"),
        ("ESTONIA SENDS TROOPS", "Estonia"),
        ("an Estonian-led mission", "Estonia"),
        ("The U.S. answered.", "US"),
        ("Turkiye voted.", "Türkiye"),
        ("Abidjan, Cote d'Ivoire", "Côte d’Ivoire"),
    ],
)
def test_a_text_names_a_place_by_any_of_its_names(text: str, name: str) -> None:
    assert mentions(text, places_in(name)[0].named)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Latvia sends troops.", "Estonia"),
        ("They told us so.", "US"),
        ("South Sudan voted.", "Sudan"),
        ("He flew to New Mexico.", "Mexico"),
        ("The Bank of England cut rates.", "England"),
        ("Northern Ireland voted.", "Ireland"),
        ("Papua New Guinea voted.", "Guinea"),
        ("", "Estonia"),
    ],
)
def test_a_neighbour_is_not_the_one_asked_for(text: str, name: str) -> None:
    assert not mentions(text, places_in(name)[0].named)


@pytest.mark.parametrize(
    "text",
    [
        "Paul Pelosi was attacked.",
        "Mr. Pelosi was attacked.",
        "Pelosi, 82, was attacked.",
        "But Pelosi was attacked.",
        "San Francisco's Pelosi was attacked.",
        "PAUL PELOSI ATTACKED",
    ],
)
def test_a_person_is_named_by_the_surname(text: str) -> None:
    assert mentions(text, name_of("Paul Pelosi"))


@pytest.mark.parametrize(
    "text", ["Nancy Pelosi was attacked.", "Paul was attacked.", "pelosi", "Pelosian"]
)
def test_another_person_of_that_surname_is_someone_else(text: str) -> None:
    assert not mentions(text, name_of("Paul Pelosi"))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Gitanas Nausėda", "Nauseda"),
        ("Martin Luther King Jr.", "King"),
        ("Xi Jinping", "Xi"),
        ("Kim Jong Un", "Kim"),
        ("The Legend of Zelda", "Legend of Zelda"),
        ("Environmental Protection Agency", "EPA"),
        ("Risborough Rangers F.C.", "Risborough Rangers"),
        ("World Cup Final", "world cup final"),
        ("N.B.A.", "NBA"),
        ("NBA", "N.B.A."),
        ("Viking-era", "Viking"),
    ],
)
def test_other_forms_of_a_name_count(name: str, form: str) -> None:
    assert mentions(f"It was {form} again.", name_of(name))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Harbour Post", "Post"),
        ("Bank of England", "England"),
        ("Supreme Court", "Court"),
        ("Al-Wehdat SC", "SC"),
        ("Kim Jong Un", "Un"),
        ("Apple", "apple"),
    ],
)
def test_part_of_a_name_is_not_the_name(name: str, form: str) -> None:
    assert not mentions(f"It was {form} again.", name_of(name))


@given(before=st.text(max_size=30), after=st.text(max_size=30))
def test_a_name_among_any_words_is_found(before: str, after: str) -> None:
    assert mentions(f"{before} Estonia {after}", Named("Estonia", ("Estonia",)))


@given(text=st.text(max_size=200))
def test_names_lie_in_order_and_do_not_overlap(text: str) -> None:
    spans = [mention.span for mention in names_in(text)]

    assert spans == sorted(spans, key=lambda span: span.start)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(mention.span.of(text).strip() for mention in names_in(text))
