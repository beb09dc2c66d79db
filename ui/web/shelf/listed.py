"""The addresses of the panel: reading is by GET and changes nothing, the rest is by POST."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.requests import Request
from fastapi.responses import Response

from ui.people.people import Shelf
from ui.web.frame import user_of
from ui.web.shelf import panel
from ui.web.shelf.bodies import Named, Which
from ui.web.shelf.groups import after
from ui.web.shelf.replies import done, piece
from ui.web.site import Site


def router(site: Site) -> APIRouter:
    """Return the routes below ``/shelf/`` that list, name and delete conversations."""
    routes = APIRouter(prefix="/shelf")
    _readings(routes, site)
    _changes(routes, site)
    return routes


def _readings(routes: APIRouter, site: Site) -> None:
    @routes.get("/panel")
    def whole(request: Request, c: str = "") -> Response:
        def work() -> str:
            mine = site.people.of(user_of(request))
            listed = panel.page(mine.list(), _now(site, c))
            return panel.panel(_noticed(site) + listed)

        return piece(work)

    @routes.get("/list")
    def part(request: Request, c: str = "", words: str = "", place: str = "") -> Response:
        def work() -> str:
            mine = site.people.of(user_of(request))
            if words.strip():
                return panel.results(mine.search(words[:200]), _now(site, c))
            following = after(place)
            listed = panel.page(mine.list(after=following), _now(site, c), following=following)
            return listed if following else _noticed(site) + listed

        return piece(work)

    @routes.get("/erase")
    def erase_form(request: Request) -> Response:
        return piece(lambda: panel.erase_form(site.people.of(user_of(request)).count()))


def _changes(routes: APIRouter, site: Site) -> None:
    def mine(request: Request) -> Shelf:
        return site.people.of(user_of(request))

    @routes.post("/rename")
    def rename(request: Request, body: Named) -> Response:
        def work() -> str:
            shelf = mine(request)
            shelf.rename(body.id, body.title)
            renamed = shelf.open(body.id, last=1).conversation
            return panel.item(renamed, _now(site, body.current))

        return piece(work)

    @routes.post("/delete")
    def delete(request: Request, body: Which) -> Response:
        return done(lambda: mine(request).delete(body.id))

    @routes.post("/restore")
    def restore(request: Request, body: Which) -> Response:
        return done(lambda: mine(request).restore(body.id))

    @routes.post("/erase")
    def erase(request: Request) -> Response:
        return done(lambda: mine(request).erase())


def _noticed(site: Site) -> str:
    return panel.notice(site.people.notice, site.people.hint)


def _now(site: Site, current: str) -> panel.Now:
    return panel.Now(current, site.people.clock(), site.settings.zone)
