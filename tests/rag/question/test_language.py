from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.question.language import other_language

QUESTIONS = Path(__file__).parents[3] / "eval" / "sample" / "questions.jsonl"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Qu'a dit l'Estonie sur les garanties ?", "French"),
        ("Combien de morts dans les inondations ?", "French"),
        ("Wie alt ist das älteste Brot im Museum?", "German"),
        ("Was kostet die Straßenbahn im Elbtal?", "German"),
        ("¿Qué dijo Estonia sobre las garantías?", "Spanish"),
        ("Mida ütles välisminister tagatiste kohta?", "Estonian"),
        ("エストニアは何と言いましたか", "another script"),
        ("Что сказала Эстония?", "another script"),
    ],
)
def test_a_question_in_another_language_is_known(question: str, language: str) -> None:
    assert other_language(question) == language


@pytest.mark.parametrize(
    "question",
    [
        "what did Estonia say about guarantees?",
        "Who directed Les Misérables for Le Monde des Arts?",
        "what did Angela Merkel mean by wir schaffen das?",
        "El Niño forecast",
        "Son Heung-min al Nassr transfer",
        "Con man met son",
        "Brackwater tram cost",
        "Tsahkna",
        "1,300",
    ],
)
def test_names_and_quoted_words_do_not_make_it_one(question: str) -> None:
    assert other_language(question) is None


def test_our_own_english_questions_are_english() -> None:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    wrong = [one["question"] for one in asked if one["type"] != "language"]

    assert [text for text in wrong if other_language(text)] == []
