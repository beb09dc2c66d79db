"""Two states of an article side by side in one text: what went, what came; pure."""

from __future__ import annotations

from rag.domain import Revision
from ui.web import when
from ui.web.escape import escape, language_of, plain
from ui.web.reader.changes import Kind, changes
from ui.web.reader.view import Sight, frame, state_link
from ui.web.texts import count, say

MOST = 300_000  # code points of a text that is compared
_TAGS = {Kind.OUT: "del", Kind.IN: "ins"}
_AROUND = 400  # code points of unchanged text shown on either side of a change


def compared(sight: Sight, other: Revision) -> str:
    """Return what changed between the shown revision and another, the earlier one first."""
    old, new = sorted((other, sight.record.shown), key=lambda one: (one.valid_from, one.number))
    told = say("reader.compared", since=when.day(new.valid_from, sight.zone))
    back = state_link(sight, sight.record.shown, say("reader.whole"))
    return frame(
        sight,
        f'<section class="compared"><p class="told">{escape(told)} {back}</p>'
        f"{_about(old, new)}{_text(old, new)}</section>",
    )


def _about(old: Revision, new: Revision) -> str:
    """Return what changed beside the text."""
    pairs = [
        ("reader.headline", old.title, new.title),
        ("reader.byline", old.byline, new.byline),
    ]
    rows = [
        f'<p><span class="label">{escape(say(name))}</span> {_run(before or "", after or "")}</p>'
        for name, before, after in pairs
        if plain(before or "") != plain(after or "")
    ]
    return "".join(rows)


def _text(old: Revision, new: Revision) -> str:
    if old.text == new.text:
        return f'<p class="same">{escape(say("reader.same_text"))}</p>'
    if max(len(old.text), len(new.text)) > MOST:
        return f'<p class="same">{escape(count("reader.too_long", MOST))}</p>'
    return (
        f'<div class="reader-text" dir="auto"{language_of(new.language)}>'
        f"{_run(old.text, new.text)}</div>"
    )


def _run(old: str, new: str) -> str:
    pieces = []
    runs = changes(old, new)
    for at, run in enumerate(runs):
        tag = _TAGS.get(run.kind)
        if tag is not None:
            pieces.append(f"<{tag}>{escape(run.text)}</{tag}>")
        else:
            pieces.append(_same(run.text, first=at == 0, last=at == len(runs) - 1))
    return "".join(pieces)


def _same(text: str, *, first: bool, last: bool) -> str:
    """Return unchanged text, its middle left out where it is long."""
    head, tail = (0 if first else _AROUND), (0 if last else _AROUND)
    if len(text) <= head + tail + _AROUND:
        return escape(text)
    left = text[:head] if head else ""
    right = text[len(text) - tail :] if tail else ""
    cut = f'<span class="cut" title="{escape(say("reader.unchanged"))}"> … </span>'
    return f"{escape(left)}{cut}{escape(right)}"
