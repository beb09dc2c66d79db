from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eval.questions import load_questions
from rag.errors import UsageError
from tests.ui.web import reading
from tests.ui.web.newsroom import abstained, answered, question
from tests.ui.web.shelf.rooms import Room, room
from ui.people.question_set import Expected
from ui.web.shelf.bodies import Asked
from ui.web.shelf.judged import expected

pytestmark = pytest.mark.slow  # importing Gradio takes seconds

ID = "0" * 16
ARTICLE = "a" * 16


@pytest.fixture
def here(tmp_path: Path) -> Room:
    return room(tmp_path)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (Asked(id=ID, turn=1), Expected(answerable=True)),
        (Asked(id=ID, turn=1, nothing=True), Expected(answerable=False)),
        (
            Asked(id=ID, turn=1, accepted=" Kaja Saar \n\nSaar\nSaar", articles="x\n"),
            Expected(True, ("Kaja Saar", "Saar"), ("x",)),
        ),
    ],
)
def test_what_a_reader_filled_in(body: Asked, wanted: Expected) -> None:
    assert expected(body) == wanted


def test_an_answer_and_none_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="either nothing answers"):
        expected(Asked(id=ID, turn=1, nothing=True, accepted="Kaja Saar"))


def test_a_disliked_answer_becomes_a_question_that_an_evaluation_reads(here: Room) -> None:
    id_ = here.ask(answered(), answered(asked=question("and who said it?")))
    here.client.post("/shelf/rate", json={"id": id_, "turn": 2, "verdict": "dislike"})
    assert "and who said it?" in here.client.get(f"/shelf/question/{id_}/2").text
    row = here.client.post(
        "/shelf/question",
        json={"id": id_, "turn": 2, "accepted": "Kaja Saar", "articles": ARTICLE},
    )

    assert "In the eval set" in reading.text(row.text)
    (asked,) = load_questions(
        here.site.settings.home / "questions.jsonl", zone=ZoneInfo("UTC")
    ).questions
    assert (asked.text, asked.accepted) == ("and who said it?", (("Kaja Saar",),))
    assert [one.article for one in asked.evidence] == [ARTICLE]
    assert [one.question for one in asked.history] == ["what did Estonia say about guarantees?"]


def test_that_nothing_answers_is_a_question_too(here: Room) -> None:
    id_ = here.ask()
    here.client.post("/shelf/question", json={"id": id_, "turn": 1, "nothing": True})

    line = json.loads((here.site.settings.home / "questions.jsonl").read_text())
    assert (line["answerable"], line["id"]) == (False, f"{id_}-1")


def test_an_article_not_in_the_home_is_refused_before_a_run_refuses_the_set(here: Room) -> None:
    id_ = here.ask()
    refused = here.client.post(
        "/shelf/question", json={"id": id_, "turn": 1, "articles": f"{ARTICLE}\nharbour-9"}
    )

    assert refused.status_code == 400
    assert "harbour-9" in refused.text
    assert not (here.site.settings.home / "questions.jsonl").exists()


def test_a_liked_abstention_is_offered_as_one_without_an_answer(here: Room) -> None:
    id_ = here.ask(abstained())
    here.client.post("/shelf/rate", json={"id": id_, "turn": 1, "verdict": "like"})

    assert " checked" in here.client.get(f"/shelf/question/{id_}/1").text


def test_a_question_added_before_comes_back_as_it_was_filled_in(here: Room) -> None:
    id_ = here.ask()
    told = {"accepted": "Kaja Saar\nSaar", "articles": ARTICLE}
    here.client.post("/shelf/question", json={"id": id_, "turn": 1, **told})

    form = here.client.get(f"/shelf/question/{id_}/1").text

    assert reading.inside(form, "textarea") == f"Kaja Saar\nSaar{ARTICLE}"
    assert " checked" not in form
