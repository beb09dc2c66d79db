from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import NotFoundError
from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, abstained, answered, question
from tests.ui.web.shelf.rooms import ADA, Room, room
from ui.people.nouns import Verdict
from ui.people.people import PAGE

pytestmark = pytest.mark.slow  # importing Gradio takes seconds


@pytest.fixture
def here(tmp_path: Path) -> Room:
    return room(tmp_path)


def titles(html: str) -> list[str]:
    """The ids of a list's conversations, in order."""
    return [at["href"].removeprefix("./?c=") for at in reading.links(html, "open")]


def test_the_panel_lists_what_is_kept_and_marks_the_one_shown(here: Room) -> None:
    first, second = here.ask(), here.ask(answered(asked=question("Who <left>?")))

    shown = here.client.get("/shelf/panel", params={"c": first})

    assert shown.headers["cache-control"] == "no-store"
    assert sorted(titles(shown.text)) == sorted((second, first))
    current = [at for _, at in reading.tags(shown.text) if at.get("aria-current") == "page"]
    assert [at["href"] for at in current] == [f"./?c={first}"]
    assert "Who <left>?" in reading.text(shown.text)
    assert "Today" in reading.inside(shown.text, "h3")


def test_an_empty_shelf_says_so(here: Room) -> None:
    assert "Nothing kept yet" in reading.text(here.client.get("/shelf/list").text)


def test_older_ones_follow_page_by_page_under_the_same_heading(here: Room) -> None:
    ids = {here.ask() for _ in range(PAGE + 3)}
    first = here.client.get("/shelf/list").text
    (place,) = [at["value"] for _, at in reading.tags(first) if at.get("class") == "older"]
    second = here.client.get("/shelf/list", params={"place": place}).text

    assert len(titles(first)) == PAGE
    assert {*titles(first), *titles(second)} == ids
    assert reading.inside(second, "h3") == ""
    assert "Older" not in reading.text(second)


@pytest.mark.parametrize("place", ["x", "1.zz", "1", "1733000000.0123456789abcdef' OR 1"])
def test_a_place_that_is_none_is_refused(here: Room, place: str) -> None:
    assert here.client.get("/shelf/list", params={"place": place}).status_code == 400


def test_a_search_shows_the_question_that_has_the_words(here: Room) -> None:
    found = here.ask(answered(), abstained(asked=question("and the quay of Tartu?")))
    here.ask()

    shown = here.client.get("/shelf/list", params={"words": "tartu quay"}).text

    assert titles(shown) == [found]
    assert "and the quay of Tartu?" in reading.text(shown)
    nothing = here.client.get("/shelf/list", params={"words": "zeppelin"}).text
    assert "No conversation has all of these words." in reading.text(nothing)


def test_a_conversation_is_renamed_deleted_and_brought_back(here: Room) -> None:
    id_ = here.ask()
    renamed = here.client.post("/shelf/rename", json={"id": id_, "title": "The <quay>"})
    assert "The <quay>" in reading.text(renamed.text)
    blank = here.client.post("/shelf/rename", json={"id": id_, "title": "  "})
    assert (blank.status_code, blank.text) == (400, "A title needs a word. Write a few words.")

    assert here.client.post("/shelf/delete", json={"id": id_}).status_code == 204
    assert titles(here.client.get("/shelf/list").text) == []
    assert here.client.post("/shelf/delete", json={"id": id_}).status_code == 404

    assert here.client.post("/shelf/restore", json={"id": id_}).status_code == 204
    assert titles(here.client.get("/shelf/list").text) == [id_]


def test_all_can_be_erased(here: Room) -> None:
    here.ask()
    here.ask()
    assert "2 conversations" in reading.text(here.client.get("/shelf/erase").text)

    here.client.post("/shelf/erase")

    assert titles(here.client.get("/shelf/list").text) == []


def test_reading_changes_nothing_and_another_site_cannot_change_anything(here: Room) -> None:
    id_ = here.ask()
    for path in ("rename", "delete", "restore", "rate", "question"):
        assert here.client.get(f"/shelf/{path}").status_code in {404, 405}
        refused = here.client.post(
            f"/shelf/{path}", json={"id": id_}, headers={"origin": "https://evil.example"}
        )
        assert refused.status_code == 403
    refused = here.client.post("/shelf/erase", headers={"origin": "https://evil.example"})
    assert (refused.status_code, here.mine.count()) == (403, 1)


Request = Callable[[Room, str], int]


@pytest.mark.parametrize(
    "request_",
    [
        lambda here, id_: here.client.get(f"/export/{id_}.json").status_code,
        lambda here, id_: here.client.get(f"/shelf/reason/{id_}/1").status_code,
        lambda here, id_: here.client.get(f"/shelf/question/{id_}/1").status_code,
        *(
            lambda here, id_, path=path, more=more: (
                here.client.post(f"/shelf/{path}", json={"id": id_, **more}).status_code
            )
            for path, more in (
                ("rename", {"title": "mine now"}),
                ("delete", {}),
                ("restore", {}),
                ("rate", {"turn": 1, "verdict": "like"}),
                ("question", {"turn": 1}),
            )
        ),
    ],
)
def test_an_id_opens_nothing_of_another_user_s(here: Room, request_: Request) -> None:
    id_ = here.ask(user="ada")
    here.ask(user="bert")

    assert request_(here, id_) == 404
    assert here.site.people.of("ada").open(id_).conversation.turns == 1
    assert not (here.site.settings.home / "questions.jsonl").exists()


def test_each_user_has_a_list_a_search_and_an_erasure_of_their_own(here: Room) -> None:
    hers, mine = here.ask(user="ada"), here.ask()

    assert titles(here.client.get("/shelf/panel", headers=ADA).text) == [hers]
    assert titles(here.client.get("/shelf/panel").text) == [mine]
    found = here.client.get("/shelf/list", params={"words": "Estonia"}, headers=ADA)
    assert titles(found.text) == [hers]
    exported = here.client.get(f"/export/{hers}.md", headers=ADA)
    assert exported.status_code == 200

    here.client.post("/shelf/erase", headers=ADA)
    assert here.mine.count() == 1
    with pytest.raises(NotFoundError):
        here.site.people.of("ada").open(hers)


def test_why_nothing_outlives_the_server_is_said(tmp_path: Path) -> None:
    (tmp_path / "people.sqlite").write_text("no database")
    shown = here_panel(room(tmp_path))

    assert "Conversations are kept until the server stops" in shown
    assert "Stop the server" in shown


def here_panel(here: Room) -> str:
    return reading.text(here.client.get("/shelf/panel").text)


def test_no_word_of_a_reader_s_is_logged(here: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "xylophonist"
    id_ = here.ask(answered(asked=question(f"the {secret} of Tartu")))
    here.client.get("/shelf/panel", params={"c": id_})
    here.client.post("/shelf/rename", json={"id": id_, "title": secret})
    here.client.post(
        "/shelf/rate", json={"id": id_, "turn": 1, "verdict": "dislike", "reason": secret}
    )
    here.client.post("/shelf/question", json={"id": id_, "turn": 1, "accepted": secret})
    here.client.post("/shelf/question", json={"id": id_, "turn": 1, "articles": secret})
    here.client.get(f"/export/{id_}.md")
    here.client.post("/shelf/delete", json={"id": id_})

    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("httpx")]
    assert not [line for line in ours if secret in line or QUOTE in line]


def test_feedback_is_kept_shown_and_taken_back(here: Room) -> None:
    id_ = here.ask()
    body = {"id": id_, "turn": 1, "verdict": "dislike"}
    here.client.post("/shelf/rate", json=body)
    row = here.client.post("/shelf/rate", json={**body, "reason": "old news"})

    given = here.mine.open(id_).turns[0].feedback
    assert given is not None
    assert (given.verdict, given.reason) == (Verdict.DISLIKE, "old news")
    assert reading.inside(row.text, "q") == "old news"
    assert "old news" in here.client.get(f"/shelf/reason/{id_}/1").text

    here.client.post("/shelf/rate", json={**body, "verdict": None})
    assert here.mine.open(id_).turns[0].feedback is None
    assert here.client.post("/shelf/rate", json={**body, "turn": 2}).status_code == 404
    assert here.client.post("/shelf/rate", json={**body, "reason": "x" * 3_000}).status_code == 400
    assert here.client.post("/shelf/rate", json={**body, "verdict": "love"}).status_code == 422
