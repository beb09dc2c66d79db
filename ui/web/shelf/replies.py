"""How this room answers a request: a piece of HTML nobody else keeps, or what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from rag.errors import DatelineError, NotFoundError, UsageError
from ui.web import english

_PRIVATE = {"cache-control": "no-store"}


def piece(work: Callable[[], str]) -> Response:
    """Return what ``work`` gives as HTML; an error of ours is a line of text for the reader."""
    return answer(lambda: HTMLResponse(work(), headers=_PRIVATE))


def done(work: Callable[[], None]) -> Response:
    """Do ``work``; there is nothing to say of it but an error."""

    def empty() -> Response:
        work()
        return Response(status_code=204, headers=_PRIVATE)

    return answer(empty)


def answer(work: Callable[[], Response]) -> Response:
    """Return what ``work`` gives, or its error: 404 not there, 400 not possible, 503 not now."""
    try:
        return work()
    except NotFoundError as error:
        return _said(error, 404)
    except UsageError as error:
        return _said(error, 400)
    except DatelineError as error:
        return _said(error, 503)


def _said(error: DatelineError, status: int) -> Response:
    return PlainTextResponse(english.line(error), status, headers=_PRIVATE)
