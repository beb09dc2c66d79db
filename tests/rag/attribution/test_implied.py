from __future__ import annotations

import pytest

from rag.attribution import mark


def told(text: str) -> list[tuple[str, str, str]]:
    """(name, cue, words) of all that is quoted."""
    return [(s.name, s.cue, s.content.of(text)) for s in mark(text, "en") if s.direct]


@pytest.mark.parametrize(
    "text",
    [
        "“The quay will hold.” ― Ada Lind",
        "“The quay will hold.” — Ada Lind, Varn",
        '"The quay will hold." - Ada Lind.',
        '"The quay will hold."\n\n-Ada Lind, Varn.',
        '"The quay will hold."\n— Ada Lind (Harbour Party)',
    ],
)
def test_a_name_behind_a_dash_signs_the_quotation_before_it(text: str) -> None:
    ((name, _, words),) = told(text)

    assert (name, words) == ("Ada Lind", "The quay will hold.")


def test_signed_quotations_in_a_row_each_have_their_own_signature() -> None:
    text = "“It will hold.” ― Ada Lind\n“It will not.” ― Jaan Tamm"

    assert [(name, words) for name, _, words in told(text)] == [
        ("Ada Lind", "It will hold."),
        ("Jaan Tamm", "It will not."),
    ]


def test_a_dash_before_a_clause_is_no_signature() -> None:
    assert told("“It will hold” — Varn has built it twice") == []


def test_an_item_of_a_list_signs_nothing() -> None:
    assert mark("The board met.\n- Ada Lind, chair\n- Jaan Tamm, clerk", "en") == []


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (
            "Jaan Tamm gushed about a “quay finer than any on this coast” and sat down.",
            "Jaan Tamm",
            "quay finer than any on this coast",
        ),
        ("Tamm lashed out at them:\n\n“You built it twice.”", "Tamm", "You built it twice."),
        (
            "After the vote, Tamm lashed out at them:\n\n“You built it twice.”",
            "Tamm",
            "You built it twice.",
        ),
        (
            "After Lind praised the quay, Tamm tore into it as “a wall of wet sand”.",
            "Tamm",
            "a wall of wet sand",
        ),
        ("Asked about it, Lind lashed out: “You built it twice.”", "Lind", "You built it twice."),
        ("Shortly after it, Lind lashed out: “You built it twice.”", "Lind", "You built it twice."),
    ],
)
def test_the_subject_speaks_whatever_verb_stands_before_a_quotation(
    text: str, name: str, words: str
) -> None:
    assert (name, words) in [(one, said) for one, _, said in told(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Lind opened the so-called “winter quay” in Varn.",
        "Lind appeared on “The Harbour Late Show” in Varn.",
        "Lind is the “first lady of the winter quay”.",
        "It rained on the “first day of the winter quay”.",
    ],
)
def test_a_name_or_a_word_at_arm_s_length_is_nobody_s_words(text: str) -> None:
    assert told(text) == []


def test_a_programme_s_title_is_not_what_was_said_in_it() -> None:
    text = "Asked on “The Harbour Late Show,” Lind said it had “held for a hundred years”."

    assert told(text) == [("Lind", "said", "held for a hundred years")]


def test_all_that_is_quoted_in_a_reported_clause_is_the_speaker_s() -> None:
    text = "Lind said the quay “will hold for years” and that “nobody need worry now”."

    assert [name for name, _, _ in told(text)] == ["Lind", "Lind"]


def test_who_stands_behind_the_verb_comes_before_who_stands_before_the_quotation() -> None:
    text = "If it leans, as Oslo denies — “why should nobody look at it?” asked Ada Lind."

    assert told(text) == [("Ada Lind", "asked", "why should nobody look at it?")]


def test_he_is_whom_the_sentence_tells_of_and_not_who_spoke_before() -> None:
    text = (
        "Jaan Tamm said it was late. Eero Lind came. "
        "Eero Lind made it plain when he wrote: “It held.”"
    )

    assert told(text) == [("Eero Lind", "wrote", "It held.")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“It held!” Harbour Master Ada Lind said as she left.", "Harbour Master Ada Lind"),
        ("“It held!” Ada Lind shot back.", "Ada Lind"),
        ("“It held,” harbour expert Ada Lind tweeted Monday.", "harbour expert Ada Lind"),
        ("“It held,” Will wrote.", "Will"),
        ("In other words, explained Ada Lind: “It held.”", "Ada Lind"),
        ("As Ada Lind, the mayor, put it: “It held.”", "Ada Lind, the mayor"),
        ("Lind put out a statement saying it “held through all of it”.", "Lind"),
        ("Lind, who called Tamm at noon, told her supporters, “It held.”", "Lind"),
        ("Lind, at a meeting in Varn, Iowa, said it “held through the night”.", "Lind"),
        ("A clerk speaking to Tamm said, “It held.”", "A clerk"),
        ("Ada Lind, the mayor, said Oslo's latest “quay will not hold”.", "Ada Lind, the mayor"),
        ("“It held,” Ada Lind said quietly as she left.", "Ada Lind"),
        ("“It held,” Lind said.Tamm left.", "Lind"),
    ],
)
def test_speakers_are_found_around_what_else_a_sentence_has(text: str, name: str) -> None:
    assert [one for one, _, _ in told(text)] == [name]


def test_an_inverted_speaker_at_the_sentence_s_end_is_found_behind_commas() -> None:
    text = "In a year of storms, the quay, old as it is, will hold, said Ada Lind, the mayor."
    (statement,) = mark(text, "en")

    assert (statement.name, statement.cue) == ("Ada Lind, the mayor", "said")


def test_a_role_belongs_to_the_name_beside_it() -> None:
    text = "First it rained. A source said Ada Lind was late. “It held,” Lind said."

    assert told(text) == [("Ada Lind", "said", "It held,")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Yesterday Lind said it was late.", ["Lind"]),
        ("The board, which said it was late, left.", ["The board"]),
        ("The board of Varn & Lind, which said it was late, left.", ["Varn & Lind"]),
        ("It held, according to a report by Varn police.", ["a report by Varn police"]),
        ("“It held,” said of the quay.", []),
        ("“It held,” she claims.", ["she"]),
        ("Claims that it held were late.", []),
        ("Lind's claims that it held were late.", []),
        ("“It held,” Lind went on.", ["Lind"]),
        ("Lind called it the worst quay of all.", ["Lind"]),
        ("“It held,” Lind found.", ["Lind"]),
    ],
)
def test_words_that_may_be_cues_are_told_by_what_stands_around_them(
    text: str, names: list[str]
) -> None:
    assert [one.name for one in mark(text, "en")] == names
