from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from rag.settings import Limits, Settings
from tests.bad_input.intake import QUAY, SLUICE, Intake, Taken
from tests.ui.web.newsroom import ScriptedDesk
from ui.people.people import People
from ui.web.archive import routes
from ui.web.child import Ended, Running, Told
from ui.web.guard import Guard
from ui.web.site import Site

MOST = 2_000_000  # bytes of an upload here
SCRIPTED = f"""<!doctype html><html><head><title>Quay</title><script>alert(1)</script></head>
<body onload="alert(2)"><article><h1>Eleven ships</h1><p>{QUAY} {SLUICE}</p>
<img src="http://evil.example/x.png" onerror="alert(3)"></article></body></html>"""
LONG = "x" * 300 + ".txt"


@dataclass
class HereAndNow:
    """The ingest of an upload in this process; ``taken`` is what it said."""

    intake: Intake
    taken: Taken | None = None

    def __call__(self, arguments: Sequence[str], hear: Callable[[Told], None]) -> Running:
        self.taken = self.intake.take(arguments[-1])
        return self

    def stop(self) -> None:
        """It has ended already."""

    def wait(self) -> Ended:
        assert self.taken is not None
        report = asdict(self.taken.report)
        counts = {name: report[name] for name in ("added", "revised", "skipped", "seconds")}
        odd = {name: report[name] for name in ("failed", "warnings")}
        return Ended(0, {**counts, **odd, "passages": {}})


@dataclass
class Sender:
    """A browser that sends what it is told to."""

    client: TestClient
    ingest: HereAndNow

    def begin(self) -> str:
        return str(self.client.post("/articles/upload/begin").json()["token"])

    def file(self, token: str, name: str, body: Any, **headers: str) -> int:
        return self.client.post(
            "/articles/upload/file",
            params={"token": token, "name": name},
            content=body,
            headers={"content-type": "application/octet-stream", **headers},
        ).status_code

    def read(self, token: str) -> Taken:
        assert self.client.post("/articles/upload/read", json={"token": token}).status_code == 200
        for thread in threading.enumerate():
            if thread.name == "intake":
                thread.join(10)
        assert "stage done" in self.client.get("/articles/intake").text
        assert self.ingest.taken is not None
        return self.ingest.taken


@pytest.fixture
def sender(intake: Intake) -> Sender:
    intake.take_file("first.txt", SLUICE)  # the home must be there
    settings = Settings(home=intake.home, limits=Limits(upload_bytes=MOST))
    ingest = HereAndNow(intake)
    app = FastAPI()
    app.include_router(routes.router(Site(ScriptedDesk(), People(None), settings), start=ingest))
    guard = Guard(app, hosts=("127.0.0.1",), paths=(routes.PATH,), bodies={routes.FILE: MOST})
    return Sender(TestClient(guard, base_url="http://127.0.0.1:7860"), ingest)


def kept(home: Path) -> list[Path]:
    return [one for one in (home / "uploads").glob("*/**/*") if one.is_file()]


@pytest.mark.parametrize("name", ["../../x.html", "/etc/x.html", "..\\..\\x.html", "x\x00.html"])
def test_row_68_an_upload_is_kept_under_a_name_of_ours(
    sender: Sender, intake: Intake, name: str
) -> None:
    token = sender.begin()
    assert sender.file(token, name, SCRIPTED) == 200
    (file,) = kept(intake.home)
    assert file.parent == intake.home / "uploads" / token / "uploaded"
    assert file.name.startswith("x-")
    taken = sender.read(token)

    assert "Eleven ships" in taken.titles
    assert not any("alert" in text or "<" in text for text in taken.texts)
    assert kept(intake.home) == []
    assert not list(intake.root.rglob("x.html"))


def test_row_68_the_same_upload_twice_changes_nothing(sender: Sender) -> None:
    for expected in ((1, 0), (0, 1)):
        token = sender.begin()
        sender.file(token, "quay.txt", QUAY.encode())
        report = sender.read(token).report
        assert (report.added, report.skipped) == expected


def test_row_68_ten_gigabytes_are_refused_unread(sender: Sender, intake: Intake) -> None:
    token = sender.begin()

    assert sender.file(token, "x.html", b"", **{"content-length": "10000000000"}) == 413
    assert sender.file(token, "x.html", b"x" * (MOST + 1)) == 413
    assert sender.file(token, "x.html", iter([b"x"])) == 411
    assert kept(intake.home) == []


def test_row_68_a_body_longer_than_it_says_is_cut_off(sender: Sender, intake: Intake) -> None:
    token = sender.begin()

    assert sender.file(token, "x.html", iter([b"x" * 900] * 9), **{"content-length": "999"}) == 413
    assert kept(intake.home) == []


def test_row_68_an_upload_is_never_served(sender: Sender, intake: Intake) -> None:
    token = sender.begin()
    sender.file(token, "x.html", SCRIPTED)
    (file,) = kept(intake.home)

    for path in (
        *(f"/uploads/{token}/uploaded/{file.name}", f"/articles/uploads/{token}/{file.name}"),
        *(f"/articles/upload/file?token={token}&name={file.name}", f"/articles/{file.name}"),
        f"/articles/..%2f..%2fuploads/{token}/uploaded/{file.name}",
    ):
        assert "alert" not in sender.client.get(path).text


@pytest.mark.parametrize("kind", ["text/html", "multipart/form-data; boundary=x", "text/plain"])
def test_row_68_what_a_form_of_another_page_could_send_is_not_taken(
    sender: Sender, kind: str
) -> None:
    assert sender.file(sender.begin(), "x.html", b"x", **{"content-type": kind}) == 415


def test_row_68_another_sites_page_may_not_send(sender: Sender) -> None:
    token = sender.begin()

    assert sender.file(token, "x.html", b"x", origin="https://evil.example") == 403
    assert sender.file(token, "x.html", b"x", origin="http://127.0.0.1:7860") == 200


@pytest.mark.parametrize(
    ("name", "status"), [("x.exe", 415), ("x", 415), ("", 415), (LONG, 200), ("x.txt/..", 415)]
)
def test_row_68_other_kinds_of_file_are_refused(sender: Sender, name: str, status: int) -> None:
    assert sender.file(sender.begin(), name, b"x") == status


def test_row_68_without_the_right_token_nothing_is_taken(sender: Sender) -> None:
    sender.begin()

    assert sender.file("0" * 16, "x.txt", b"x") == 409
    assert sender.file("é", "x.txt", b"x") == 409
    assert sender.client.post("/articles/upload/read", json={"token": "0" * 16}).status_code == 409


def test_row_68_a_publisher_is_a_name_and_no_option(sender: Sender) -> None:
    for wanted in ({"language": "--home"}, {"publisher": "x" * 201}, {"token": "../x"}):
        body = {"token": "0" * 16, **wanted}
        assert sender.client.post("/articles/upload/read", json=body).status_code == 422
