"""The fields that narrow the list; what they are set to becomes the page's address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ui.web.archive.address import LONGEST, ONLY, Shown
from ui.web.ask.form import language_name
from ui.web.escape import attribute, escape, plain
from ui.web.texts import say

Choice = tuple[str, str]  # value, label


def fields(shown: Shown, publishers: Sequence[str], languages: Sequence[str]) -> str:
    """Return the form, filled in as ``shown``; ``order`` and ``like`` are carried along."""
    spoken = [(code, language_name(code)) for code in languages]
    kinds = [(one, say(f"archive.only_{one}")) for one in ONLY]
    printed = [(name, plain(name)) for name in publishers]
    return (
        '<form class="fields" role="search" action="archive">'
        f'<div class="words-line">{search("words", say("archive.words"), shown.words)}'
        f'<button type="submit" class="go-button">{escape(say("archive.search"))}</button></div>'
        f'<div class="narrow">{_select("publisher", shown.publisher, printed)}'
        f"{_date('from', shown.start)}{_date('to', shown.end)}"
        f"{_select('language', shown.language, spoken)}{_select('only', shown.only, kinds)}</div>"
        f"{_hidden('order', shown.order)}{_hidden('like', shown.like)}</form>"
    )


def choice(name: str, value: str, choices: Sequence[Choice], every: str) -> str:
    """Return a list to choose from, whose first line, ``every``, leaves nothing out."""
    known = [*choices]
    if value and value not in {one for one, _ in known}:
        known.append((value, plain(value)))
    options = "".join(
        f'<option value="{attribute(one)}"{" selected" if one == value else ""}>{escape(label)}'
        "</option>"
        for one, label in known
    )
    return (
        f'<select name="{name}" id="f-{name}"><option value="">{escape(every)}</option>'
        f"{options}</select>"
    )


def search(name: str, label: str, value: str) -> str:
    """Return a field for words."""
    return (
        f'<input type="search" name="{name}" id="f-{name}" value="{attribute(value)}"'
        f' placeholder="{attribute(label)}" aria-label="{attribute(label)}"'
        f' maxlength="{LONGEST}" autocomplete="off" enterkeyhint="search">'
    )


def _select(name: str, value: str, choices: Sequence[Choice]) -> str:
    made = choice(name, value, choices, say(f"archive.every_{name}"))
    return f"<label><span>{escape(say(f'archive.{name}'))}</span>{made}</label>"


def _date(name: str, value: str) -> str:
    """Return a field for a day; without the latest a browser takes years of six figures."""
    return (
        f'<label><span>{escape(say(f"archive.{name}"))}</span><input type="date" name="{name}"'
        f' id="f-{name}" value="{attribute(value)}" max="{date.max.isoformat()}"></label>'
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{attribute(value)}">' if value else ""
