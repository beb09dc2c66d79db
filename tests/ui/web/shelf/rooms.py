"""The shelf's routes behind the guard, and a header that says who asks, as a log-in would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.domain import Answer
from tests.ui.web.newsroom import ScriptedArchive, ScriptedDesk, answered, revision, site
from ui.people.people import Shelf
from ui.web.frame import USER
from ui.web.guard import Guard
from ui.web.shelf import routes
from ui.web.site import Site

ADA = {"x-tests-user": "ada"}


@dataclass(frozen=True)
class LogIn:
    """Puts the user that a test names into the scope."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = dict(scope["headers"]).get(b"x-tests-user")
        user = {} if named is None else {USER: named.decode()}
        await self.app({**scope, **user}, receive, send)


@dataclass(frozen=True)
class Room:
    """A site, and a client of its routes."""

    site: Site
    client: TestClient

    @property
    def mine(self) -> Shelf:
        """The shelf of who uses the page without users."""
        return self.site.people.of(None)

    def ask(self, *answers: Answer, user: str | None = None) -> str:
        """Keep a conversation; return its id."""
        id_ = None
        for answer in answers or (answered(),):
            place = self.site.people.of(user).append(answer, conversation=id_)
            id_ = place.conversation.id
        assert id_ is not None
        return id_


def room(home: Path, *, withdrawn: Sequence[str] = ()) -> Room:
    """A room over one article, the one that the newsroom's answers cite."""
    archive = ScriptedArchive({"a" * 16: [revision()]}, set(withdrawn))
    made = site(ScriptedDesk(archive=archive), home)
    app = FastAPI()
    app.include_router(routes.router(made))
    guard = Guard(LogIn(app), hosts=("127.0.0.1",), paths=routes.PATHS)
    return Room(made, TestClient(guard, base_url="http://127.0.0.1:7860"))
