"""Who is quoted in an article, each quotation a link to its place; pure."""

from __future__ import annotations

from collections.abc import Sequence

from rag.attribution import Statement
from rag.domain import Revision
from rag.record import Record
from ui.export.permalink import Reading, build
from ui.web.escape import attribute, escape, isolated, plain
from ui.web.texts import number, say

MOST = 40  # speakers listed
LONGEST = 90  # characters of a quotation in the list


def quoted(record: Record) -> str:
    """Return the speakers of the shown revision and their words; nothing where nobody speaks."""
    direct = [one for one in record.said or () if one.direct]
    if not direct:
        return ""
    by: dict[str, list[Statement]] = {}
    for one in direct:
        by.setdefault(plain(one.name), []).append(one)
    shown = list(by.items())[:MOST]
    items = "".join(_speaker(record.shown, name, some) for name, some in shown)
    head = say("reader.quoted", count=number(len(by)))
    return f'<details class="quoted"><summary>{escape(head)}</summary><ul>{items}</ul></details>'


def _speaker(revision: Revision, name: str, said: Sequence[Statement]) -> str:
    words = "".join(f"<li>{_words(revision, one)}</li>" for one in said)
    return f"<li><b>{isolated(name)}</b><ul>{words}</ul></li>"


def _words(revision: Revision, one: Statement) -> str:
    text = plain(one.content.of(revision.text))
    label = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"
    address = build(Reading(revision.article_id, revision.number, one.content), "./")
    return f'<a class="read" href="{attribute(address)}">{isolated(label)}</a>'
