"""The archive page's own addresses: a view as HTML, uploads and withdrawals.

An upload is three requests: ``begin`` gives a token, each file follows as the bare body of a
request of its own, and ``read`` starts the ingest. A body is bare so that nothing parses it on
its way to the disk, and is no form, so that no other site's page can send one unasked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, StringConstraints
from starlette.concurrency import run_in_threadpool

from rag.errors import DatelineError
from ui.web import english
from ui.web.archive import withdrawing
from ui.web.archive.adding import progress
from ui.web.archive.intake import Intake, RefusedError
from ui.web.archive.view import view
from ui.web.archive.withdrawals import Withdrawals
from ui.web.child import Process, Start
from ui.web.escape import LANGUAGE, plain
from ui.web.frame import covered
from ui.web.site import Site
from ui.web.texts import say

PATH = "/articles/"
FILE = "/articles/upload/file"  # where a body may be as large as an upload
_BARE = "application/octet-stream"

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Short = Annotated[str, StringConstraints(max_length=200)]


class Wanted(BaseModel):
    """What to read: the upload's token, and what stands in where a file lacks it."""

    token: Id
    publisher: Short = ""
    language: Annotated[str, StringConstraints(pattern=rf"^({LANGUAGE})?$", max_length=40)] = ""


class Asked(BaseModel):
    """An article to withdraw, or to allow again."""

    article: Id
    undo: bool = False


def router(site: Site, *, start: Start = Process) -> APIRouter:
    """Return the addresses; ``start`` runs the command line."""
    intake = Intake(site.settings, start=start)
    withdrawals = Withdrawals(site.settings, start=start)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(intake.close)
        await run_in_threadpool(withdrawals.close)

    routes = APIRouter(prefix="/articles", lifespan=lifespan)
    _show(routes, site, intake, withdrawals)
    _take(routes, intake)
    _withdraw(routes, site, withdrawals)
    return routes


def _show(routes: APIRouter, site: Site, intake: Intake, withdrawals: Withdrawals) -> None:
    @routes.get("/view")
    def shown(request: Request) -> HTMLResponse:
        pairs = request.query_params.multi_items()
        return _html(view(site, pairs, intake.stage, withdrawals.told))

    @routes.get("/coverage")
    def coverage() -> PlainTextResponse:
        return PlainTextResponse(covered(site), headers={"cache-control": "no-store"})

    @routes.get("/intake")
    def stage() -> HTMLResponse:
        return _html(progress(intake.stage))


def _take(routes: APIRouter, intake: Intake) -> None:
    @routes.post("/upload/begin")
    def begin() -> Response:
        try:
            return JSONResponse({"token": intake.begin()})
        except DatelineError as error:
            return _refused(error)

    @routes.post("/upload/file")
    async def file(request: Request, token: str, name: str) -> Response:
        if request.headers.get("content-type") != _BARE:
            return JSONResponse({"detail": say("archive.upload_bare", kind=_BARE)}, 415)
        length = int(request.headers["content-length"])  # the guard has seen to it
        try:
            await intake.receive(token, name, length, request.stream())
        except DatelineError as error:
            return _refused(error)
        return JSONResponse({})

    @routes.post("/upload/read")
    def read(wanted: Wanted) -> Response:
        try:
            intake.read(wanted.token, publisher=plain(wanted.publisher), language=wanted.language)
        except DatelineError as error:
            return _refused(error)
        return JSONResponse({})


def _withdraw(routes: APIRouter, site: Site, withdrawals: Withdrawals) -> None:
    @routes.post("/withdraw")
    def withdraw(asked: Asked) -> Response:
        try:
            known = site.desk.archive.revisions(asked.article)
            if not known:
                raise RefusedError(say("archive.no_article", id=asked.article), status=404)
            title = plain(known[-1].title or "") or asked.article
            withdrawals.ask(asked.article, title, undo=asked.undo)
        except DatelineError as error:
            return _refused(error)
        return JSONResponse({"said": say("archive.working")}, 202)

    @routes.get("/withdrawals")
    def told() -> HTMLResponse:
        return _html(withdrawing.progress(withdrawals.told))


def _html(body: str) -> HTMLResponse:
    return HTMLResponse(body, headers={"cache-control": "no-store"})


def _refused(error: DatelineError) -> JSONResponse:
    status = error.status if isinstance(error, RefusedError) else 400
    return JSONResponse({"detail": english.plain(error), "hint": error.hint}, status)
