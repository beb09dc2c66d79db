"""What others say in English, on a page of any language: errors, reasons, a command's words.

On a page in another language an error's kind is told in that, and its English follows as a detail
that is marked as English; the page's own words, and all of an English page, stand as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rag import errors
from rag.errors import DatelineError
from ui.web.escape import escape, filled, with_code
from ui.web.texts import OURS, Said, chosen, megabytes, own, say

KINDS: Final[Mapping[type[DatelineError], str]] = {
    errors.SettingsError: "error.settings",
    errors.UsageError: "error.usage",
    errors.QuestionError: "error.question",
    errors.ModelUnavailableError: "error.model",
    errors.ArchiveError: "error.archive",
    errors.NotFoundError: "error.not_found",
    errors.IndexUnavailableError: "error.index",
    errors.InputError: "error.input",
    errors.EvalError: "error.evaluation",
    errors.PeopleError: "error.people",
    DatelineError: "error.other",
}
"""What kind of error it is, unless ``words`` can tell all of it."""


def html(text: str) -> str:
    """Return a text as HTML, one in another's English marked as such."""
    return _marked(escape(text), text)


def code(text: str) -> str:
    """Return the same of a text whose commands stand between backquotes."""
    return _marked(with_code(text), text)


def words(error: DatelineError) -> str:
    """Return an error's message, as the page's own words if it is, or its parts are known."""
    match error:
        case errors.ArchiveVersionError():
            return say("error.newer_than", found=error.found, known=error.known)
        case errors.ArchiveLockedError(pid=None):
            return say("error.locked_by_some", home=error.home)
        case errors.ArchiveLockedError():
            return say("error.locked_by", home=error.home, pid=error.pid)
        case errors.DiskFullError(free=int(free), needed=int(needed)):
            sizes = {"free": megabytes(free), "needed": megabytes(needed)}
            return say("error.disk_needs", place=error.place, **sizes)
        case errors.DiskFullError():
            return say("error.disk_full_at", place=error.place)
        case errors.EncoderMismatchError():
            pair = {"indexed": repr(error.indexed), "configured": repr(error.configured)}
            return say("error.encoders", **pair)
    message = error.args[0] if error.args else ""
    return message if isinstance(message, str) else str(message)


def kind(error: DatelineError) -> Said:
    """Return what kind of error it is, in a few words."""
    of = next(one for one in type(error).__mro__ if one in KINDS)
    return say(KINDS[of])


def message(error: DatelineError, *, sentence: bool = True) -> str:
    """Return an error's message as HTML, with a capital and a full stop if it is a ``sentence``."""
    text = words(error)
    ended = _ended(text) if sentence else text
    if own(text):
        return escape(_capital(ended) if sentence else ended)
    detail = _marked(escape(ended), text)
    return filled(say("error.detail"), kind=escape(kind(error)), detail=detail)


def plain(error: DatelineError) -> str:
    """Return an error's message as plain text."""
    text = words(error)
    return text if own(text) else say("error.detail", kind=kind(error), detail=text)


def line(error: DatelineError) -> str:
    """Return an error and its next step as a line of plain text."""
    return f"{_capital(plain(error)).rstrip('.')}. {error.hint}".strip()


def foreign() -> str:
    """Return what marks an element of others' English, nothing on an English page."""
    return "" if chosen() == OURS else f' lang="{OURS}"'


def _marked(inner: str, text: str) -> str:
    return inner if own(text) else f'<span lang="{OURS}">{inner}</span>'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
