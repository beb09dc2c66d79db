"""The reader's addresses: fragments of HTML that reader.js puts into its dialog."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rag.domain import Revision, Span
from rag.errors import DatelineError, NotFoundError
from rag.gate import is_intact
from rag.record import Record
from ui.export.permalink import Reading, build, parse
from ui.web.ask.render import failed
from ui.web.reader.compare import compared
from ui.web.reader.view import Sight, article
from ui.web.site import Site
from ui.web.texts import say

PATH = "/read/"


def router(site: Site) -> APIRouter:
    """Return the routes over a home."""
    routes = APIRouter()

    @routes.get(PATH + "{article_id}")
    def read(
        article_id: str,
        revision: str = "",
        against: str = "",
        quote: str = "",
        x_fragment: Annotated[str, Header()] = "",
    ) -> Response:
        try:
            wanted = _wanted(site, article_id, revision, against, quote)
            if not x_fragment:  # opened by itself: the page opens it in its place
                return RedirectResponse(build(wanted, "../"), 303)
            return HTMLResponse(_shown(site, wanted))
        except DatelineError as error:
            status = 404 if isinstance(error, NotFoundError) else 400
            return HTMLResponse(failed(error), status)

    return routes


def _wanted(site: Site, article_id: str, revision: str, against: str, quote: str) -> Reading:
    """Read an address by the rules of permalinks; UsageError for one that is none."""
    pairs = [("article", article_id), ("revision", revision), ("against", against)]
    query = "&".join(f"{name}={value}" for name, value in pairs if value)
    fragment = f"#quote={quote}" if quote else ""
    settings = site.settings
    found = parse(f"?{query}{fragment}", zone=settings.zone, most=settings.limits.question_chars)
    assert isinstance(found, Reading)  # an article is named
    return found


def _shown(site: Site, wanted: Reading) -> str:
    record = site.desk.record(wanted.article, wanted.revision)
    sight = Sight(record, _inside(record.shown, wanted.span), site.settings.zone)
    if wanted.against is None:
        return article(sight)
    return compared(sight, _other(record, wanted.against))


def _inside(revision: Revision, span: Span | None) -> Span | None:
    return span if span is not None and span.end <= len(revision.text) else None


def _other(record: Record, number: int) -> Revision:
    for one in record.revisions:
        if one.number == number and is_intact(one):
            return one
    raise NotFoundError(say("reader.no_revision", number=number, article=record.article.id))
