"""The panel of kept conversations as HTML; no sanitiser of Gradio's comes between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from ui.people.nouns import Conversation, Found, Page
from ui.people.question_set import FILE
from ui.web import english
from ui.web.escape import attribute, escape, plain
from ui.web.shelf.groups import cursor_of, date_of, groups, label_of, time_of
from ui.web.texts import count, say

TEXTS = (
    *("deleted", "undo", "restored", "deleted_all", "kept", "taken_back", "unreachable"),
    "title_field",
)  # said by shelf.js
EXPORTS = (
    ("md", "shelf.export_md"),
    ("html", "shelf.export_html"),
    ("json", "shelf.export_json"),
    ("csl.json", "shelf.export_csl"),
)  # endings and their names, in the order of the menu


@dataclass(frozen=True, slots=True)
class Now:
    """What a list is shown with: the conversation on the page, if any, the moment, the zone."""

    current: str
    at: int
    zone: tzinfo


def panel(listed: str) -> str:
    """Return the whole panel around a list."""
    spoken = "".join(f' data-{name}="{attribute(say(f"shelf.{name}"))}"' for name in TEXTS)
    added = say("shelf.added", file=FILE)
    return (
        f'<div class="texts" hidden{spoken} data-added="{attribute(added)}"></div>'
        f'<div class="top"><h2>{escape(say("shelf.title"))}</h2>'
        f"{_icon('close', say('shelf.close'), 'M6 6l12 12M18 6L6 18')}</div>"
        f'<button type="button" class="new">{escape(say("shelf.new"))}</button>'
        f'<input type="search" class="words" placeholder="{attribute(say("shelf.search"))}"'
        f' aria-label="{attribute(say("shelf.search"))}" autocomplete="off" maxlength="200">'
        f'<div class="list">{listed}</div>'
    )


def notice(why: str, hint: str) -> str:
    """Return that conversations do not outlive the server, where ``why`` says so; else nothing."""
    if not why:
        return ""
    return (
        f'<details class="notice"><summary>{escape(say("shelf.not_lasting"))}</summary>'
        f"<p>{english.html(why)} {english.html(hint)}</p></details>"
    )


def page(found: Page, now: Now, *, following: Conversation | None = None) -> str:
    """Return a page of the list; the heading that ``following`` stood under is not said again."""
    if not found.conversations:
        return "" if following else f'<p class="none">{escape(say("shelf.none"))}</p>'
    said = None if following is None else label_of(following.changed_at, now=now.at, zone=now.zone)
    parts = []
    for group in groups(found.conversations, now=now.at, zone=now.zone):
        if group.label != said:
            parts.append(f"<h3>{escape(group.label)}</h3>")
        parts.append(_items([item(one, now) for one in group.conversations]))
    parts.append(_end(found))
    return "".join(parts)


def results(found: Sequence[Found], now: Now) -> str:
    """Return what a search found, each with the question that has its words."""
    if not found:
        return f'<p class="none">{escape(say("shelf.found_none"))}</p>'
    return _items([item(one.conversation, now, found=one) for one in found])


def item(conversation: Conversation, now: Now, *, found: Found | None = None) -> str:
    """Return a conversation's line: its title, a link, and what can be done with it.

    ``found`` is what a search found in it: the list has no headings then.
    """
    title = plain(conversation.title)
    current = ' aria-current="page"' if conversation.id == now.current else ""
    asked = "" if found is None else plain(found.question)
    where = (
        f'<span class="asked" dir="auto">{escape(asked)}</span>' if asked and asked != title else ""
    )
    told = time_of if found is None else date_of
    time = told(conversation.changed_at, now=now.at, zone=now.zone)
    return (
        f'<li id="kept-{conversation.id}"><a class="open" href="./?c={conversation.id}"{current}>'
        f'<span class="title" dir="auto">{escape(title)}</span>{where}'
        f'<span class="facts">{escape(time)}<span class="dot"> · </span>'
        f"{escape(count('shelf.turns', conversation.turns))}</span></a>"
        f"{_menu(conversation, title)}</li>"
    )


def erase_form(conversations: int) -> str:
    """Return the question whether all conversations are to go."""
    many = count("shelf.conversations", conversations)
    return (
        '<form class="erase" aria-labelledby="shelf-form-title"><h2 id="shelf-form-title">'
        f"{escape(say('shelf.delete_all_title'))}</h2>"
        f'<p class="lead">{escape(say("shelf.delete_all_lead", count=many))}</p>'
        f'<div class="ends"><button type="button" class="cancel">{escape(say("shelf.cancel"))}'
        f'</button><button type="submit" class="main">{escape(say("shelf.delete_all"))}'
        "</button></div></form>"
    )


def _items(items: Sequence[str]) -> str:
    return f"<ul>{''.join(items)}</ul>"


def _menu(conversation: Conversation, title: str) -> str:
    exports = "".join(_export(conversation.id, *one) for one in EXPORTS)
    more = attribute(say("shelf.more", title=title))
    return (
        f'<details class="menu"><summary aria-label="{more}" title="{more}">'
        '<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">'
        '<circle cx="5" cy="12" r="1.8"/><circle cx="12" cy="12" r="1.8"/>'
        '<circle cx="19" cy="12" r="1.8"/></svg></summary><div class="doings">'
        f'<button type="button" class="rename">{escape(say("shelf.rename"))}</button>'
        f'<button type="button" class="delete">{escape(say("shelf.delete"))}</button>'
        f'<p class="exports"><span>{escape(say("shelf.export"))}</span>{exports}</p>'
        "</div></details>"
    )


def _export(id_: str, ending: str, name: str) -> str:
    about = f' title="{attribute(say("shelf.export_csl_title"))}"' if ending == "csl.json" else ""
    return f'<a href="export/{id_}.{ending}" download{about}>{escape(say(name))}</a>'


def _end(found: Page) -> str:
    if found.more:
        place = cursor_of(found.conversations[-1])
        return (
            f'<button type="button" class="older" value="{place}">{escape(say("shelf.older"))}'
            "</button>"
        )
    return (
        f'<p class="end"><button type="button" class="erase">{escape(say("shelf.delete_all"))}'
        "</button></p>"
    )


def _icon(kind: str, label: str, path: str) -> str:
    return (
        f'<button type="button" class="{kind}" aria-label="{attribute(label)}"'
        f' title="{attribute(label)}"><svg viewBox="0 0 24 24" width="18" height="18"'
        f' aria-hidden="true"><path d="{path}"/></svg></button>'
    )
