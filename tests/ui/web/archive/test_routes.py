from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from rag.domain import Revision
from rag.errors import ArchiveError, DatelineError
from rag.settings import Settings
from tests.ui.web import reading
from tests.ui.web.newsroom import ScriptedArchive, ScriptedDesk, listed, revision
from ui.people.people import People
from ui.web.archive import routes
from ui.web.child import Ended, Process, Running, Told
from ui.web.site import Site

ID = "a" * 16


@dataclass
class Command:
    """A command that has ended as a test says."""

    ended: Ended = field(default_factory=lambda: Ended(0, {}))
    arguments: list[str] = field(default_factory=list)

    def __call__(self, arguments: Sequence[str], hear: Callable[[Told], None]) -> Running:
        self.arguments = list(arguments)
        return self

    def stop(self) -> None:
        """It has ended already."""

    def wait(self) -> Ended:
        return self.ended


@pytest.fixture
def command() -> Command:
    return Command()


@pytest.fixture
def broken() -> list[DatelineError]:
    """What the archive says when it is read, if anything."""
    return []


@pytest.fixture
def client(tmp_path: Path, command: Command, broken: list[DatelineError]) -> TestClient:
    class Read(ScriptedArchive):
        def revisions(self, article_id: str) -> list[Revision]:
            if broken:
                raise broken[0]
            return super().revisions(article_id)

    app = FastAPI()
    archive = Read({ID: [revision(id_=ID)]})
    desk = ScriptedDesk(rows=[listed()], archive=archive)
    own = Site(desk, People(None), Settings(home=tmp_path))
    app.include_router(routes.router(own, start=command))
    return TestClient(app)


def finished() -> None:
    """Wait until withdrawals are over."""
    for thread in threading.enumerate():
        if thread.name == "withdrawals":
            thread.join(10)


def test_a_view_is_html_of_its_own_and_never_kept_by_the_browser(client: TestClient) -> None:
    answer = client.get("/articles/view?words=quay")

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "Ministers leave the <mark>quay</mark>" in answer.text


def test_before_an_upload_there_is_nothing_to_tell(client: TestClient) -> None:
    assert client.get("/articles/intake").text == ""


@pytest.mark.parametrize(
    ("undo", "expected", "told"),
    [
        (
            False,
            [],
            "“Ministers leave the quay without a plan” is withdrawn. See what is withdrawn",
        ),
        (True, ["--undo"], "“Ministers leave the quay without a plan” may be shown again."),
    ],
)
def test_an_article_is_withdrawn_by_the_command(
    client: TestClient,
    command: Command,
    tmp_path: Path,
    undo: bool,
    expected: list[str],
    told: str,
) -> None:
    answer = client.post("/articles/withdraw", json={"article": ID, "undo": undo})
    finished()

    assert (answer.status_code, answer.json()) == (202, {"said": "This takes some seconds…"})
    home = ("--home", str(tmp_path))
    assert command.arguments == ["withdraw", *home, "--json", *expected, "--", ID]
    assert reading.text(client.get("/articles/withdrawals").text) == told
    assert told in reading.text(client.get("/articles/view").text)


def test_why_an_article_could_not_be_withdrawn_is_told(
    client: TestClient, command: Command
) -> None:
    command.ended = Ended(1, {}, "process 7 is writing", "Wait.")
    client.post("/articles/withdraw", json={"article": ID})
    finished()

    told = reading.text(client.get("/articles/withdrawals").text)
    assert told.endswith("could not be withdrawn: process 7 is writing. Wait.")


def test_what_is_not_in_the_archive_is_not_withdrawn(client: TestClient, command: Command) -> None:
    answer = client.post("/articles/withdraw", json={"article": "b" * 16})

    assert (answer.status_code, command.arguments) == (404, [])
    assert client.get("/articles/withdrawals").text == ""


def test_why_an_archive_cannot_be_read_is_told(
    client: TestClient, command: Command, broken: list[DatelineError]
) -> None:
    broken.append(ArchiveError("it is damaged", hint="Run `dateline doctor`."))
    answer = client.post("/articles/withdraw", json={"article": ID})

    assert (answer.status_code, command.arguments) == (400, [])
    assert answer.json() == {"detail": "it is damaged", "hint": "Run `dateline doctor`."}


@pytest.mark.parametrize("id_", ["--help", "../x", "A" * 16, "a" * 17, ""])
def test_what_is_no_article_is_never_given_to_the_command(
    client: TestClient, command: Command, id_: str
) -> None:
    assert client.post("/articles/withdraw", json={"article": id_}).status_code == 422
    assert command.arguments == []


def test_a_get_changes_nothing(client: TestClient) -> None:
    for path in ("upload/begin", "upload/file", "upload/read", "withdraw"):
        assert client.get(f"/articles/{path}").status_code == 405


@pytest.mark.slow
def test_a_real_process_tells_how_it_ended(tmp_path: Path) -> None:
    heard: list[Told] = []
    home = ["--home", str(tmp_path / "none")]
    ended = Process(["status", *home, "--json"], heard.append).wait()
    settings = Process(["status", "--settings", *home, "--json"], heard.append).wait()

    assert (ended.code, dict(ended.last)) == (1, {})
    assert "no archive" in ended.error
    assert ended.hint
    assert settings.code == 0
    assert heard == [settings.last]


@pytest.mark.slow
def test_a_process_that_is_stopped_ends() -> None:
    running = Process(["ingest", "-"], lambda _: None)
    running.stop()

    assert running.wait().code != 0
