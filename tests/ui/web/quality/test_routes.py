from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from eval.options import Options
from rag.question.nouns import Turn
from tests.eval.builders import task
from tests.eval.runs import NOTHING, RIGHT, WRONG, finish
from tests.ui.web import reading
from tests.ui.web.newsroom import ScriptedDesk, revision, site
from tests.ui.web.quality.running import (
    ANSWERS,
    EVIL,
    FIRST,
    SECOND,
    Children,
    at_eight,
    finished,
)
from ui.web.child import Ended
from ui.web.quality.routes import router
from ui.web.quality.runner import Runner

LINE = {"id": "q1", "question": "Who owns the ferry?", "accepted": ["Norlink"]}


@pytest.fixture
def children() -> Children:
    return Children()


@pytest.fixture
def client(tmp_path: Path, children: Children) -> Iterator[TestClient]:
    desk = ScriptedDesk()
    desk.archive.kept["ferry"] = [revision()]
    app = FastAPI()
    runner = Runner(tmp_path, start=children, today=at_eight)
    app.include_router(router(site(desk, tmp_path), runner))
    with TestClient(app) as client:
        yield client


def test_a_home_with_nothing_says_how_to_begin(client: TestClient) -> None:
    told = reading.text(client.get("/runs/").text)

    assert "There is no question set here yet" in told
    assert "Nothing was run yet" in told


def test_runs_are_listed_with_their_figures(client: TestClient, tmp_path: Path) -> None:
    for name in (FIRST, SECOND):
        finished(tmp_path, name)
    html = client.get("/runs/").text

    told = reading.text(html)
    assert told.count("0.333 0.06–0.79") == 6  # Right, wrongly refused and Hits@1, twice
    assert "settings 5e77" in told
    assert [one["href"] for one in reading.links(html, "q-go")] == [
        f"quality?run={SECOND}",
        f"quality?run={FIRST}",
    ]


def test_a_report_shows_figures_plots_and_what_went_wrong(
    client: TestClient, tmp_path: Path
) -> None:
    finished(tmp_path)
    html = client.get(f"/runs/report?run={FIRST}").text

    told = reading.text(html)
    for words in ("What went wrong (2)", "Norlink", "speaker: Amsel", "wrongly refused"):
        assert words in told
    assert {"line", "circle", "rect"} <= {tag for tag, _ in reading.tags(html)}
    cases = [at for tag, at in reading.tags(html) if tag == "article"]
    assert [("hidden" in one, one["data-verdict"]) for one in cases] == [
        (False, "wrong to-read"),
        (False, "wrongly-refused to-read"),
        (True, "right"),
    ]
    links = {at["href"] for tag, at in reading.tags(html) if tag == "a"}
    assert f"runs/file/{FIRST}/results.jsonl" in links


def test_a_question_is_asked_again_as_of_its_time(client: TestClient, tmp_path: Path) -> None:
    finished(tmp_path)
    html = client.get(f"/runs/report?run={FIRST}").text

    asked = [at["href"] for tag, at in reading.tags(html) if tag == "a" and "?q=" in at["href"]]
    assert "./?q=Who%20sank%20it%3F&as_of=1970-01-01T00%3A00%3A00Z" in asked


def test_wanted_and_quoted_articles_open_in_the_reader(client: TestClient, tmp_path: Path) -> None:
    finished(tmp_path)
    html = client.get(f"/runs/report?run={FIRST}").text

    assert "./?article=ferry" in {one["href"] for one in reading.links(html, "read")}


def test_no_text_of_a_run_is_taken_for_markup(client: TestClient, tmp_path: Path) -> None:
    finished(tmp_path)
    finished(tmp_path, SECOND, {**ANSWERS, EVIL: RIGHT})
    pages = [
        client.get(f"/runs/report?run={FIRST}").text,
        client.get(f"/runs/compare?first={FIRST}&second={SECOND}").text,
    ]

    for html in pages:
        assert EVIL in reading.text(html)
        assert "script" not in {tag for tag, _ in reading.tags(html)}


def test_a_follow_up_is_told_from_a_question_that_stands_alone(
    client: TestClient, tmp_path: Path
) -> None:
    later = replace(task("And now?", id_="And now?", history=(Turn("Who owns the ferry?"),)))
    finish(tmp_path / "evals" / FIRST, {"And now?": WRONG}, tasks={"And now?": later})

    assert "a follow-up" in reading.text(client.get(f"/runs/report?run={FIRST}").text)


def test_two_runs_are_compared_the_earlier_one_first(client: TestClient, tmp_path: Path) -> None:
    finished(tmp_path, SECOND, {**ANSWERS, "Who sank it?": RIGHT})
    finished(tmp_path, FIRST)
    html = client.get(f"/runs/compare?first={SECOND}&second={FIRST}").text

    told = reading.text(html)
    assert "1 won, 0 lost" in told or "0 won, 1 lost" in told
    assert "Who sank it?" in told
    assert client.get(f"/runs/compare?first={FIRST}&second={FIRST}").status_code == 400


def test_runs_of_other_sets_share_questions_or_say_so(client: TestClient, tmp_path: Path) -> None:
    finished(tmp_path, FIRST)
    finish(tmp_path / "evals" / SECOND, ANSWERS, sha256="cd" * 32)
    finish(tmp_path / "evals" / "other", {"Another?": NOTHING}, sha256="ef" * 32)

    apart = client.get(f"/runs/compare?first={FIRST}&second={SECOND}").text
    assert "different versions of a set" in reading.text(apart)
    none = client.get(f"/runs/compare?first={FIRST}&second=other")
    assert (none.status_code, "share no question" in none.text) == (400, True)


def test_a_run_that_only_searched_has_its_report(client: TestClient, tmp_path: Path) -> None:
    finish(tmp_path / "evals" / FIRST, ANSWERS, options=Options(now=1_000_000, search_only=True))

    assert "search only" in reading.text(client.get(f"/runs/report?run={FIRST}").text)


def test_a_damaged_run_is_named_and_does_not_stop_the_rest(
    client: TestClient, tmp_path: Path
) -> None:
    finished(tmp_path, FIRST)
    finished(tmp_path, SECOND)
    with (tmp_path / "evals" / SECOND / "results.jsonl").open("a") as file:
        file.write('{"torn')
    (tmp_path / "evals" / SECOND / "summary.json").write_text('{"about": ')

    assert client.get(f"/runs/report?run={SECOND}").status_code == 400
    told = reading.text(client.get("/runs/").text)
    assert "Also in the folder" in told
    assert SECOND in told
    assert client.get(f"/runs/report?run={FIRST}").status_code == 200


def test_files_are_saved_and_never_shown(client: TestClient, tmp_path: Path) -> None:
    finished(tmp_path)
    reply = client.get(f"/runs/file/{FIRST}/report.html")

    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["content-type"] == "application/octet-stream"
    assert client.get(f"/runs/file/{FIRST}/report.md").status_code == 404
    assert client.get("/runs/file/..%2F..%2Fetc/passwd").status_code == 404


def test_a_run_is_begun_watched_and_stopped(
    client: TestClient, tmp_path: Path, children: Children
) -> None:
    (tmp_path / "questions.jsonl").write_text(json.dumps(LINE))
    begun = client.post("/runs/begin", json={"key": "home", "as_of": "now"})
    assert begun.status_code == 200
    children.started[0].asking(1, 3, **{"answered right": 1})

    told = reading.text(client.get("/runs/now").text)
    assert "1 of 3" in told
    assert "1 answered right" in told
    again = client.post("/runs/begin", json={"key": "home"})
    assert (again.status_code, "Another run" in reading.text(again.text)) == (400, True)
    assert "Stopped" in reading.text(client.post("/runs/stop", json={}).text)


def test_ids_that_are_missing_are_said_on_the_page(
    client: TestClient, tmp_path: Path, children: Children
) -> None:
    (tmp_path / "questions.jsonl").write_text(json.dumps(LINE))
    client.post("/runs/begin", json={"key": "home"})
    children.started[0].end(Ended(1, {}, "1 of the articles is not in this home: x", "Ingest it."))
    client.post("/runs/stop", json={})

    told = reading.text(client.get("/runs/now").text)
    assert "1 of the articles is not in this home: x" in told


def test_the_run_at_work_ends_with_the_server(tmp_path: Path, children: Children) -> None:
    (tmp_path / "questions.jsonl").write_text(json.dumps(LINE))
    app = FastAPI()
    app.include_router(router(site(ScriptedDesk(), tmp_path), Runner(tmp_path, start=children)))
    with TestClient(app) as client:
        client.post("/runs/begin", json={"key": "home"})

    assert children.started[0].stopped


def test_a_run_is_deleted_by_post_alone(client: TestClient, tmp_path: Path) -> None:
    finished(tmp_path)
    assert client.get("/runs/delete").status_code in (404, 405)
    assert client.post("/runs/delete", json={"run": "../evals"}).status_code == 404

    assert client.post("/runs/delete", json={"run": FIRST}).status_code == 200
    assert not (tmp_path / "evals" / FIRST).exists()
