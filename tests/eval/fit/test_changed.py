from __future__ import annotations

import random
from dataclasses import replace

from eval.fit.changed import asked_otherwise, in_other_years, renamed, without_answer
from eval.fit.examples import Example

TEXT = (
    "Ines Varga won the women's Corvina Cup in 2022, her second. The prize was 4,000 crowns, and "
    "rain fell on all the boats that came to the harbour of Tarnhaven on the day of the race."
)
WON = Example(
    "Who won the women's Corvina Cup in 2022?",
    "Varga wins in 2022",
    TEXT,
    ((0, len("Ines Varga")),),
    "own",
    "g",
    "g",
    "2022-05-01",
)


def others(one: Example, names: list[str], tries: int = 40) -> set[str]:
    found = (asked_otherwise(one, names, random.Random(seed)) for seed in range(tries))
    return {other.question for other in found if other}


def test_a_question_of_another_year_or_edition_is_not_answered() -> None:
    found = asked_otherwise(WON, [], random.Random(1))
    questions = others(WON, [])

    assert found is not None
    assert found.spans == ()
    assert found.text == TEXT
    assert any("men's" in one and "women's" not in one for one in questions)
    assert any("2022" not in one for one in questions)
    assert WON.question not in questions


def test_what_the_text_has_is_not_put_in_place_of_a_detail() -> None:
    both = replace(WON, text=TEXT + " The men's race was won by Ole Dahl.", question="women's?")

    assert others(both, []) == set()


def test_another_name_is_asked_about() -> None:
    asked = replace(WON, question="When did Ines Varga win?")

    assert others(asked, ["Ole Dahl"]) == {"When did Ole Dahl win?"}
    assert others(asked, ["Dahl", "Ines Varga"]) == set()


def test_a_text_without_its_answer_does_not_answer() -> None:
    found = without_answer(WON)

    assert found is not None
    assert found.spans == ()
    assert found.text.startswith("The prize")
    assert without_answer(replace(WON, text=TEXT[:47])) is None


def test_years_move_together() -> None:
    (found,) = in_other_years([WON], random.Random(0))
    year = found.date[:4]

    assert year != "2022"
    assert all(year in text for text in (found.question, found.title, found.text))
    assert found.text[slice(*found.spans[0])] == "Ines Varga"


def test_another_name_throughout_is_answered_as_before() -> None:
    asked = replace(WON, question="What did Ines Varga win?", spans=((15, 38),))
    (found,) = renamed([asked], ["Bartholomew Dahl"], random.Random(0))

    assert found.question == "What did Bartholomew Dahl win?"
    assert found.text.startswith("Bartholomew Dahl won")
    assert found.title == "Dahl wins in 2022"
    assert found.text[slice(*found.spans[0])] == TEXT[15:38]


def test_a_name_in_the_answer_is_renamed_there_too() -> None:
    asked = replace(WON, question="Was it Ines Varga?")
    (found,) = renamed([asked], ["Bartholomew Dahl"], random.Random(0))

    assert found.text[slice(*found.spans[0])] == "Bartholomew Dahl"
