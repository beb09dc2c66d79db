"""A conversation as a file to keep: Markdown, HTML, JSON, and its citations as CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter
from fastapi.requests import Request
from fastapi.responses import Response

from rag.domain import Answered
from rag.errors import NotFoundError
from ui.export.as_html import as_html
from ui.export.as_json import as_json
from ui.export.as_markdown import as_markdown
from ui.export.csl import as_csl
from ui.export.words import Exported, file_name
from ui.people.reopen import reopen
from ui.web.escape import plain
from ui.web.frame import user_of
from ui.web.shelf.replies import answer
from ui.web.site import Site
from ui.web.texts import say

Writer = Callable[[Exported], str]


def citations(exported: Exported) -> str:
    """Return every article revision that an answer cites, as CSL-JSON."""
    cited = [
        citation
        for turn in exported.turns
        if isinstance(turn.answer, Answered)
        for citation in turn.answer.citations
    ]
    items = as_csl(cited, accessed=exported.at, zone=exported.zone)
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


KINDS: Final[Mapping[str, tuple[Writer, str]]] = {
    "md": (as_markdown, "text/markdown; charset=utf-8"),
    "html": (as_html, "text/html; charset=utf-8"),
    "json": (as_json, "application/json"),
    "csl.json": (citations, "application/vnd.citationstyles.csl+json"),
}


def router(site: Site) -> APIRouter:
    """Return the route ``/export/{conversation}.{ending}``."""
    routes = APIRouter(prefix="/export")

    @routes.get("/{name}")
    def export(request: Request, name: str) -> Response:
        id_, _, ending = name.partition(".")
        return answer(lambda: _file(site, user_of(request), id_, ending))

    return routes


def _file(site: Site, user: str | None, id_: str, ending: str) -> Response:
    if ending not in KINDS:
        raise NotFoundError(say("shelf.no_ending", ending=plain(ending)[:20]))
    write, kind = KINDS[ending]
    exported = exported_of(site, user, id_)
    name = file_name(exported.conversation, ending)  # letters, digits, hyphens and a dot
    return Response(
        write(exported),
        media_type=kind,
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        },
    )


def exported_of(site: Site, user: str | None, id_: str) -> Exported:
    """Return a user's conversation with every turn checked against the archive of today.

    NotFoundError if this user has none of that id.
    """
    opened = site.people.of(user).open(id_, last=-1)
    turns = [reopen(turn, site.desk.archive) for turn in opened.turns]
    return Exported(opened.conversation, turns, site.settings.zone, site.people.clock())
