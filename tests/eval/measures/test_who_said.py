from __future__ import annotations

import pytest

from eval.measures.who_said import last_name, same_speaker


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        ("New Jersey Gov. Chris Christie", "christie"),
        ("Sen. Tom Carper of Delaware", "carper"),
        ("Butz, 49,", "butz"),
        ("Stuart Stevens, who was Mitt Romney's top adviser in 2012", "stevens"),
        ("Donald Trump Jr.", "trump"),
        ("Clinton’s spokesman", "clinton"),
        ("a spokesman", "spokesman"),
        ("The campaign", "campaign"),
        ("Vann R. Newkirk II, a writer for The Atlantic", "newkirk"),
        ("he", "he"),
        ("岸田文雄", "岸田文雄"),
        ("—", ""),
        ("", ""),
    ],
)
def test_last_name_is_the_last_capitalised_word_of_the_name(speaker: str, expected: str) -> None:
    assert expected == last_name(speaker)


@pytest.mark.parametrize(
    ("named", "marked"),
    [
        ("Christie", "New Jersey Gov. Chris Christie"),
        ("Margus Tsahkna", "Tsahkna, the foreign minister"),
        ("Mr Farage", "Nigel Farage"),
        ("Karolína Muchová", "Muchova"),
        ("Eoin O’Malley", "O'Malley"),
        ("Ada Mark-Viverito", "Mark-Viverito"),
    ],
)
def test_full_name_and_last_name_are_one_speaker(named: str, marked: str) -> None:
    assert same_speaker(named, marked)
    assert same_speaker(marked, named)


@pytest.mark.parametrize(
    ("named", "marked"),
    [("Chris Christie", "Chris Coons"), ("Trump", "Clinton"), ("", "Clinton"), ("Clinton", "—")],
)
def test_others_are_not(named: str, marked: str) -> None:
    assert not same_speaker(named, marked)
