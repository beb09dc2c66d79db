"""The whole application: Gradio's pages and what else is asked for by address, behind the guard."""

from __future__ import annotations

import threading
import warnings

import gradio
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, Response
from starlette.types import ASGIApp

from ui.web import static
from ui.web.archive import routes as archive
from ui.web.ask.examples import Examples
from ui.web.guard import BODY_BYTES, PAGE_PATHS, Guard
from ui.web.layout import build
from ui.web.quality import routes as quality
from ui.web.reader import routes as reader
from ui.web.shelf import routes as shelf
from ui.web.site import Site
from ui.web.texts import choose, say
from ui.web.theme import theme

OWN_PATHS = (  # what is answered here, by prefix
    *("/healthz", "/favicon.ico", "/page/"),
    archive.PATH,
    reader.PATH,
    quality.PATH,
    *shelf.PATHS,
)


def build_app(site: Site, *, hosts: tuple[str, ...]) -> ASGIApp:
    """Return the application; ``hosts`` are the names it answers to.

    It speaks the language of the site's settings; SettingsError for one without a file.
    """
    choose(site.settings.language)
    examples = Examples()
    app = FastAPI(title=say("nav.title"), openapi_url=None)
    app.include_router(_files())
    app.include_router(archive.router(site))
    app.include_router(reader.router(site))
    app.include_router(shelf.router(site))
    app.include_router(quality.router(site))
    with warnings.catch_warnings():
        # said of every app of several pages, asked for or not
        warnings.filterwarnings("ignore", "SSR mode is not supported", UserWarning)
        gradio.mount_gradio_app(
            app,
            build(site, examples),
            path="/",
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            show_error=False,
            max_file_size=1,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            theme=theme(),
            head=static.head(),
        )
    # The first question must not wait for the encoder, nor the page for either.
    threading.Thread(target=examples.find, args=(site.desk,), name="warm-up", daemon=True).start()
    bodies = {archive.FILE: max(site.settings.limits.upload_bytes, BODY_BYTES)}
    return Guard(app, hosts=hosts, paths=(*OWN_PATHS, *PAGE_PATHS), bodies=bodies)


def _files() -> APIRouter:
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @router.get("/page/{name:path}")
    def asset(name: str) -> Response:
        found = static.asset(name)
        if found is None:
            return JSONResponse({"detail": say("server.not_found")}, 404)
        body, kind = found
        return Response(body, media_type=kind, headers={"cache-control": "no-cache"})

    @router.get("/favicon.ico")
    def favicon() -> Response:
        return asset("icon.svg")

    return router
