"""The room's addresses: fragments that quality.js puts into the page, and a run's files.

Reading is by GET and changes nothing, the rest is by POST, which other sites' pages cannot send.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from eval.compare import compare
from eval.finished import Finished
from eval.options import AsOf
from rag.errors import DatelineError, NotFoundError, UsageError
from ui.web.ask.render import failed
from ui.web.quality.comparison import comparison
from ui.web.quality.overview import overview
from ui.web.quality.past import Past
from ui.web.quality.progress import progress
from ui.web.quality.report import report
from ui.web.quality.runner import Runner
from ui.web.quality.sets import Sets
from ui.web.site import Site
from ui.web.texts import say

PATH = "/runs/"
_PRIVATE = {"cache-control": "no-store"}


class Begun(BaseModel):
    """Which set is to be run, by its key, and as of when."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(max_length=300)
    as_of: AsOf = AsOf.ASKED


class Named(BaseModel):
    """A past run."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    run: str = Field(max_length=300)


def router(site: Site, runner: Runner | None = None) -> APIRouter:
    """Return the routes over a home; the run at work ends with the server."""
    home, zone = site.settings.home, site.settings.zone
    sets, past = Sets(site.desk, home, zone), Past(home)
    running = runner or Runner(home)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(running.stop)

    routes = APIRouter(prefix=PATH.rstrip("/"), lifespan=lifespan)
    _readings(routes, site, past, running, sets)
    _changes(routes, running, sets, past)
    return routes


def _readings(routes: APIRouter, site: Site, past: Past, runner: Runner, sets: Sets) -> None:
    zone = site.settings.zone

    @routes.get("/")
    def all_of_it() -> Response:
        def work() -> str:
            now = runner.now
            at_work = now.run if now.at_work else ""
            return overview(sets.offered(), now, past.all(but=at_work), zone)

        return _piece(work)

    @routes.get("/now")
    def now() -> Response:
        return _piece(lambda: progress(runner.now))

    @routes.get("/report")
    def one(run: str = "") -> Response:
        def work() -> str:
            found = past.open(run)
            named = {w.external_id for record in found.records for w in record.judged.wanted}
            return report(found, site.desk.resolve(named), zone)

        return _piece(work)

    @routes.get("/compare")
    def two(first: str = "", second: str = "") -> Response:
        def work() -> str:
            if first == second:
                raise UsageError(say("quality.two_runs"))
            runs = sorted((past.open(first), past.open(second)), key=_started)
            return comparison(compare(*runs, shared=True), zone)

        return _piece(work)

    @routes.get("/file/{run}/{file}")
    def taken(run: str, file: str) -> Response:
        try:
            path = past.file(run, file)
        except DatelineError as error:
            return HTMLResponse(failed(error), 404)
        # never shown here: whatever a folder's file holds, it is only saved
        kind = "application/octet-stream"
        return FileResponse(path, media_type=kind, filename=f"{run}-{file}", headers=_PRIVATE)


def _changes(routes: APIRouter, runner: Runner, sets: Sets, past: Past) -> None:
    @routes.post("/begin")
    def begin(body: Begun) -> Response:
        return _piece(lambda: progress(runner.begin(sets.named(body.key), body.as_of)))

    @routes.post("/stop")
    def stop() -> Response:
        return _piece(lambda: progress(runner.stop()))

    @routes.post("/delete")
    def delete(body: Named) -> Response:
        def work() -> str:
            if runner.now.at_work and runner.now.run == body.run:
                raise UsageError(say("quality.at_work"))
            past.delete(body.run)
            return ""

        return _piece(work)


def _started(run: Finished) -> tuple[str, str]:
    return str(run.about["started"]), run.folder.name


def _piece(work: Callable[[], str]) -> Response:
    """Return HTML that nobody else keeps, or what went wrong: 404 not there, 400 not possible."""
    try:
        return HTMLResponse(work(), headers=_PRIVATE)
    except DatelineError as error:
        status = 404 if isinstance(error, NotFoundError) else 400
        return HTMLResponse(failed(error), status, headers=_PRIVATE)
