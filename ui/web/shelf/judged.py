"""The addresses of feedback: a verdict, its reason, and the question made of it."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.requests import Request
from fastapi.responses import Response

from rag.errors import UsageError
from ui.people.nouns import Verdict
from ui.people.people import Shelf
from ui.people.question_set import Expected, add_question, expected_in, expected_of, question_line
from ui.web.escape import plain
from ui.web.frame import user_of
from ui.web.shelf import feedback
from ui.web.shelf.bodies import Asked, Rated
from ui.web.shelf.replies import piece
from ui.web.site import Site
from ui.web.texts import say


def router(site: Site) -> APIRouter:
    """Return the routes below ``/shelf/`` that are about one turn."""
    routes = APIRouter(prefix="/shelf")

    def mine(request: Request) -> Shelf:
        return site.people.of(user_of(request))

    @routes.get("/reason/{id_}/{number}")
    def reason_form(request: Request, id_: str, number: int) -> Response:
        return piece(lambda: feedback.reason_form(mine(request).feedback(id_, number)))

    @routes.get("/question/{id_}/{number}")
    def question_form(request: Request, id_: str, number: int) -> Response:
        def work() -> str:
            turn, _ = mine(request).turn(id_, number)
            added = expected_in(site.settings.home, f"{id_}-{number}")
            return feedback.question_form(turn.question, added or expected_of(turn))

        return piece(work)

    @routes.post("/rate")
    def rate(request: Request, body: Rated) -> Response:
        def work() -> str:
            shelf = mine(request)
            verdict = None if body.verdict is None else Verdict(body.verdict)
            shelf.rate(body.id, body.turn, verdict, body.reason)
            return _row(shelf, body.id, body.turn)

        return piece(work)

    @routes.post("/question")
    def question(request: Request, body: Asked) -> Response:
        return piece(lambda: _add(site, mine(request), body))

    return routes


def expected(body: Asked) -> Expected:
    """Return what a reader filled in; UsageError where it says both something and nothing."""
    accepted, articles = _lines(body.accepted), _lines(body.articles)
    if body.nothing and (accepted or articles):
        raise UsageError(say("shelf.both"), hint=say("shelf.both_hint"))
    return Expected(not body.nothing, accepted, articles)


def _add(site: Site, shelf: Shelf, body: Asked) -> str:
    wanted = expected(body)
    _require_known(site, wanted.articles)
    turn, before = shelf.turn(body.id, body.turn)
    line = question_line(body.id, turn, before, expected=wanted)
    add_question(site.settings.home, line)
    return _row(shelf, body.id, body.turn, in_set=True)


def _require_known(site: Site, articles: Sequence[str]) -> None:
    """Refuse what an evaluation over this home would refuse the whole set for."""
    known = site.desk.resolve(articles)
    for name in articles:
        if name not in known:
            raise UsageError(say("shelf.gone_article", name=plain(name)[:80]))


def _row(shelf: Shelf, id_: str, number: int, *, in_set: bool = False) -> str:
    return feedback.buttons(id_, number, shelf.feedback(id_, number), in_set=in_set)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
