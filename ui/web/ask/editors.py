"""The little sheets in which a chip is changed: one a kind, opened and filled by chips.js."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ui.web.ask.form import languages
from ui.web.escape import attribute, escape, plain
from ui.web.texts import say

_LISTED: Final = 400  # publishers; a reader who knows more of them writes the question


def editors(publishers: Sequence[str]) -> str:
    """Return every editor, closed; ``publishers`` are those that the archive has."""
    names = ((plain(name), name) for name in publishers[:_LISTED])
    days = _field("date", say("ask.start")) + _field("date", say("ask.end"))
    sheets = {
        "publishers": _options(names),
        "languages": _options(languages()),
        "dates": _fields(days),
        "as_of": _fields(_field("date", say("ask.as_of"))),
        "words": _fields(_field("text", say("ask.editor_words_field"))),
    }
    return "".join(_sheet(kind, fields) for kind, fields in sheets.items())


def _sheet(kind: str, fields: str) -> str:
    return (
        f'<dialog class="sheet editor" id="editor-{kind}">'
        f"<h2>{escape(say(f'ask.editor_{kind}'))}</h2>{fields}"
        f'<p class="sheet-foot"><button type="button" class="apply">{escape(say("ask.apply"))}'
        f'</button><button type="button" class="close">{escape(say("ask.cancel"))}</button></p>'
        "</dialog>"
    )


def _options(options: Iterable[tuple[str, str]]) -> str:
    items = "".join(
        f'<li><label><input type="checkbox" value="{attribute(value)}"> '
        f"<bdi>{escape(label)}</bdi></label></li>"
        for label, value in options
    )
    return f'<ul class="options">{items}</ul>'


def _field(kind: str, label: str) -> str:
    return f'<label>{escape(label)} <input type="{kind}"></label>'


def _fields(fields: str) -> str:
    return f'<div class="fields">{fields}</div>'
