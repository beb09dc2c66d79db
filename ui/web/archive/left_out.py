"""What ingest left out or found odd: counted by code, searched by words, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rag.domain import Failure
from ui.web import english
from ui.web.archive.address import Shown, build
from ui.web.archive.fields import search
from ui.web.archive.holdings import table
from ui.web.archive.listing import pager, pages
from ui.web.escape import attribute, escape, filled, isolated, plain
from ui.web.texts import OURS, number, own, read, say

PER_PAGE = 100


def left_out(failures: Sequence[Failure], shown: Shown) -> str:
    """Return the codes with their counts, a field to search by, and a page of the failures."""
    found = wanted(failures, shown)
    shown = replace(shown, page=min(shown.page, pages(len(found), PER_PAGE)))
    start = (shown.page - 1) * PER_PAGE
    rows = [row_of(one) for one in found[start : start + PER_PAGE]]
    form = (
        '<form class="fields" role="search" action="archive">'
        '<input type="hidden" name="view" value="failures">'
        f'<div class="words-line">{search("find", say("archive.find_failures"), shown.find)}'
        f'<button type="submit" class="go-button">{escape(say("archive.search"))}</button></div>'
        f"{_kept_code(shown)}</form>"
    )
    made = table("failures", ("place", "code", "reason"), rows)
    return (
        f'<p class="about">{escape(say("archive.failures_about"))}</p>{form}'
        f"{_codes(failures, shown)}{made}{pager(shown, len(found), PER_PAGE)}"
    )


def wanted(failures: Sequence[Failure], shown: Shown) -> list[Failure]:
    """Return the failures of a code, and with all the words, that are asked for; in order."""
    words = shown.find.casefold().split()
    return [
        one
        for one in failures
        if (not shown.code or one.code == shown.code)
        and all(word in f"{one.where} {one.code} {one.reason}".casefold() for word in words)
    ]


def row_of(one: Failure) -> tuple[str, str, str]:
    """Return the cells of a failure: where, what, why.

    Why is told in English by whoever left it out; what that means, in another language, before it.
    """
    meaning = meaning_of(one.code)
    why = isolated(plain(one.reason))
    if meaning and not own(one.reason):
        detail = f"<bdi{english.foreign()}>{escape(plain(one.reason))}</bdi>"
        why = filled(say("error.detail"), kind=escape(meaning), detail=detail)
    title = f' title="{attribute(meaning)}"' if meaning else ""
    return (
        f'<span class="place">{isolated(plain(one.where))}</span>',
        f"<code{title}>{escape(plain(one.code))}</code>",
        why,
    )


def meaning_of(code: str) -> str:
    """Return what a code means in a few words, blank for one that is not known here."""
    key = f"codes.{code.lower()}"
    return say(key) if key in read(OURS) else ""


def _codes(failures: Sequence[Failure], shown: Shown) -> str:
    """Return each code as a link to its failures: what was left out first, the most frequent."""
    counts = Counter(one.code for one in failures)
    ordered = sorted(counts, key=lambda code: (code.startswith("W_"), -counts[code], code))
    links = []
    for code in ordered:
        on = code == shown.code
        address = attribute(build(shown, code="" if on else code))
        current = ' aria-current="true"' if on else ""
        kind = "warn" if code.startswith("W_") else "error"
        links.append(
            f'<li><a class="go {kind}" href="{address}"{current}><code>{escape(plain(code))}</code>'
            f' <span class="count">{number(counts[code])}</span></a></li>'
        )
    return f'<ul class="codes">{"".join(links)}</ul>' if links else ""


def _kept_code(shown: Shown) -> str:
    if not shown.code:
        return ""
    return f'<input type="hidden" name="code" value="{attribute(shown.code)}">'
