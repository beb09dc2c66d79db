"""Publishers that a question asks to hear from."""

from __future__ import annotations

import pytest

from rag.question.publishers import as_spelled, publishers_in, unknown
from tests.rag.question.asking import PUBLISHERS


def asked(text: str, *publishers: str) -> list[str]:
    """The publishers a question asks to hear from."""
    return [publisher for publisher, _ in publishers_in(text, publishers or PUBLISHERS)]


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("What did the Harbour Post report about the strike?", "The Harbour Post"),
        ("what did the harbour post report about the strike?", "The Harbour Post"),
        ("According to the BBC, how many people died?", "BBC News"),
        ("how many died according to the bbc", "BBC News"),
        ("What has CNN said about tariffs?", "CNN"),
        ("What did CNN initially report?", "CNN"),
        ("Stories from Le Monde about pensions", "Le Monde"),
        ("What was published in Le Monde about pensions?", "Le Monde"),
        ("What did Le Monde's article say?", "Le Monde"),
        ("What is CNN’s reporting on it?", "CNN"),
        ("What has The Week written about it?", "The Week"),
    ],
)
def test_a_publisher_asked_for_is_a_filter(text: str, publisher: str) -> None:
    assert [publisher] == asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "How many layoffs were there at CNN?",
        "Who owns the Harbour Post?",
        "What did Estonia say this week?",
        "according to the week's figures, who won?",
        "Which minister told Le Monde that he resigns?",
        "What did CNNs report?",
        "",
    ],
)
def test_a_publisher_that_is_the_topic_is_none(text: str) -> None:
    assert asked(text) == []


def test_several_publishers_in_one_list() -> None:
    assert asked("Stories from CNN, the BBC and Le Monde on floods") == [
        "CNN",
        "BBC News",
        "Le Monde",
    ]


def test_a_name_shared_by_two_publishers_asks_for_both() -> None:
    assert asked("What did the BBC report?", "BBC News", "BBC.com") == ["BBC News", "BBC.com"]


def test_the_longest_name_is_the_one_meant() -> None:
    assert asked(
        "What did the Harbour Post Weekly report?", "Harbour Post", "Harbour Post Weekly"
    ) == ["Harbour Post Weekly"]


def test_accents_do_not_matter() -> None:
    assert asked("according to El Pais", "El País") == ["El País"]


def test_it_says_where_the_name_stands() -> None:
    text = "According to the BBC, who won?"
    ((_, span),) = publishers_in(text, PUBLISHERS)

    assert span.of(text) == "BBC"


def test_a_filter_s_publisher_is_known_in_any_case_and_spacing() -> None:
    assert as_spelled(["the  harbour post", "cnn", "CNN"], PUBLISHERS) == (
        "The Harbour Post",
        "CNN",
    )


def test_a_publisher_that_the_archive_spells_in_two_ways_is_asked_for_in_both() -> None:
    assert as_spelled(["ap"], ("AP", "Ap", "AFP")) == ("AP", "Ap")
    assert as_spelled(["Ap"], ("AP", "Ap", "AFP")) == ("Ap",)


def test_an_unknown_publisher_stays_as_it_was_asked_for() -> None:
    assert as_spelled(["Nobody's News"], PUBLISHERS) == ("Nobody's News",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("How many died, according to the Gazette?", ["Elve Valley Gazette"]),
        ("What did the Gazette report?", ["Elve Valley Gazette"]),
        ("According to the Gazette affair's judge, who won?", []),
        ("according to the gazette, who won?", []),
        ("According to the Post, who won?", []),  # which of the two?
    ],
)
def test_the_last_word_stands_for_a_publisher_if_for_one_alone(text: str, names: list[str]) -> None:
    publishers = ("Elve Valley Gazette", "The Harbour Post", "Northern Post")

    assert asked(text, *publishers) == names


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Harbor Post", ("The Harbour Post",)),
        ("the harbuor post", ("The Harbour Post",)),
        ("BBC Wrold", ("BBC News",)),
        ("Monde", ("Le Monde",)),
        ("Harbor", ("The Harbour Post",)),
        ("CNN International", ("CNN",)),
        ("asdf", ()),
        ("", ()),
    ],
)
def test_a_publisher_that_is_not_known_has_near_ones(name: str, near: tuple[str, ...]) -> None:
    assert unknown([name], PUBLISHERS) == {name: near}


def test_a_publisher_that_is_known_however_it_is_typed_is_not_unknown() -> None:
    assert unknown(["le  MONDE", "CNN"], PUBLISHERS) == {}
