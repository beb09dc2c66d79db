"""Every address of this room."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from ui.web.shelf import exports, judged, listed
from ui.web.site import Site

PATHS: Final = ("/shelf/", "/export/")  # how they begin


def router(site: Site) -> APIRouter:
    """Return the routes of the panel, of feedback and of exports."""
    routes = APIRouter()
    for part in (listed, judged, exports):
        routes.include_router(part.router(site))
    return routes
