"""The files the page loads from us: styles, scripts, fonts, the icon."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Final

from ui.web.escape import attribute, escape
from ui.web.texts import chosen, say

KINDS: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".otf": "font/otf",
    ".svg": "image/svg+xml",
}
# In the order in which they are laid over each other.
SHEETS: Final = ("page.css", "ask.css", "reader.css", "shelf.css", "archive.css", "quality.css")
# Modules; what they import is loaded by them.
SCRIPTS: Final = (
    *("act.js", "page.js", "ask.js", "busy.js", "draft.js", "deaf.js", "chips.js", "keys.js"),
    *("reader.js", "shelf.js", "feedback.js", "archive.js", "quality.js"),
)

# Texts that scripts of every page show, and find by name in its head.
SPOKEN: Final = (
    *("reader.close", "server.unreachable", "server.failed", "server.anew"),
    *("archive.file_size", "number.thousands"),
)


def head() -> str:
    """Return what stands in the head of every page, all of which lie side by side."""
    sheets = "".join(f'<link rel="stylesheet" href="page/{name}">' for name in SHEETS)
    scripts = "".join(f'<script type="module" src="page/{name}"></script>' for name in SCRIPTS)
    words = "".join(
        f'<meta name="{name.replace(".", "-")}" content="{escape(say(name))}">' for name in SPOKEN
    )
    return (
        f'{sheets}<link rel="icon" type="image/svg+xml" href="page/icon.svg">'
        f'<meta name="robots" content="noindex">{scripts}{words}'
        f'<meta name="language" content="{attribute(chosen())}">'
    )


def asset(name: str) -> tuple[bytes, str] | None:
    """Return a file's bytes and media type; None for a name that is not one of ours."""
    path = PurePosixPath(name)
    kind = KINDS.get(path.suffix)
    if kind is None or path.is_absolute() or ".." in path.parts:
        return None
    file = files("ui.web").joinpath("assets", *path.parts)
    return (file.read_bytes(), kind) if file.is_file() else None
