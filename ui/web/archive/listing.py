"""The list of articles: a row each, with the words found marked, and the way through its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from rag.browse import Listed
from rag.domain import Status
from ui.export import permalink
from ui.web import when
from ui.web.archive.address import Shown, build
from ui.web.archive.marked import marked, marks, snippet
from ui.web.archive.withdrawals import Withdrawal
from ui.web.archive.withdrawing import offered
from ui.web.escape import attribute, escape, isolated, language_of, plain, with_code
from ui.web.links import add_articles
from ui.web.publisher import publisher
from ui.web.texts import count, number, say

PER_PAGE = 25
_STAND_IN = 12  # words of a text that stand in for a title it does not have


def listing(
    rows: Sequence[Listed],
    total: int,
    shown: Shown,
    words: Sequence[str],
    zone: tzinfo,
    withdrawals: Sequence[Withdrawal] = (),
) -> str:
    """Return the heading with how many there are, the rows, and the links to other pages."""
    many = count("archive.found", total) if total else say("archive.none")
    items = "".join(
        _row(row, shown, words, zone, "" if not row.sound else offered(row, withdrawals))
        for row in rows
    )
    return (
        '<section class="found"><div class="found-head">'
        f'<h2 id="found" tabindex="-1">{escape(many)}</h2>'
        f"{_orders(shown) if words and total else ''}</div>{_chips(shown)}"
        f"{'' if total else _none(shown)}"
        f'<ol class="rows">{items}</ol>{pager(shown, total, PER_PAGE)}</section>'
    )


def _none(shown: Shown) -> str:
    """Return what can be done where no article is listed: another search, or the first articles."""
    if replace(shown, order="", page=1) != Shown():
        return f'<p class="hint nothing">{escape(say("archive.none_found"))}</p>'
    return f'<p class="hint nothing">{add_articles(say("archive.none_yet"))}</p>'


def pager(shown: Shown, total: int, per_page: int) -> str:
    """Return links to the first, the previous, the next and the last page."""
    last = pages(total, per_page)
    if last == 1 and shown.page == 1:
        return ""
    here = say("archive.page", page=number(shown.page), pages=number(last))
    back, on = shown.page > 1, shown.page < last
    return (
        f'<nav class="pager" aria-label="{attribute(say("archive.pages"))}">'
        f"{_to(shown, 1, 'archive.first', back)}"
        f"{_to(shown, min(shown.page - 1, last), 'archive.previous', back)}"
        f'<span class="here">{escape(here)}</span>'
        f"{_to(shown, shown.page + 1, 'archive.next', on)}"
        f"{_to(shown, last, 'archive.last', on)}</nav>"
    )


def pages(total: int, per_page: int) -> int:
    """Return how many pages ``total`` rows fill, at least one."""
    return max(1, -(-total // per_page))


def _to(shown: Shown, page: int, key: str, there: bool) -> str:
    label = escape(say(key))
    if not there:
        return f'<span class="off">{label}</span>'
    return f'<a class="go" href="{attribute(build(shown, page=page))}">{label}</a>'


def _orders(shown: Shown) -> str:
    links = []
    for order, value in (("newest", ""), ("best", "best")):
        here = (shown.order == "best") == (value == "best")
        label = escape(say(f"archive.order_{order}"))
        current = ' aria-current="true"' if here else ""
        address = attribute(build(shown, order=value))
        links.append(f'<a class="go" href="{address}"{current}>{label}</a>')
    return f'<p class="orders">{" ".join(links)}</p>'


def _chips(shown: Shown) -> str:
    """Return what the list is narrowed to, each with the way to undo it."""
    told = {
        "words": f"“{shown.words}”" if shown.words else "",
        "publisher": shown.publisher,
        "language": shown.language,
        "start": say("archive.since", day=shown.start) if shown.start else "",
        "end": say("archive.until", day=shown.end) if shown.end else "",
        "only": say(f"archive.only_{shown.only}") if shown.only else "",
        "like": say("archive.like") if shown.like else "",
    }
    chips = [
        f'<a class="go chip" href="{attribute(build(shown, **{name: ""}))}"'
        f' title="{attribute(say("archive.drop"))}">{isolated(text)}<i aria-hidden="true">×</i></a>'
        for name, text in told.items()
        if text
    ]
    if len(chips) > 1:
        label = escape(say("archive.drop_all"))
        chips.append(f'<a class="go drop-all" href="archive">{label}</a>')
    return f'<p class="chips">{"".join(chips)}</p>' if chips else ""


def _row(row: Listed, shown: Shown, words: Sequence[str], zone: tzinfo, after: str) -> str:
    if not row.sound:
        told = with_code(say("archive.damaged", id=row.article.id))
        return f'<li class="row damaged"><p>{told}</p></li>'
    text = snippet(row.excerpt, words, opens=row.opens, closes=row.closes) if row.excerpt else ""
    body = f'<p class="snippet" dir="auto"{language_of(row.language)}>{text}</p>' if text else ""
    return (
        f'<li class="row"><p class="slug">{publisher(row.article.publisher)}{_time(row, zone)}</p>'
        f'<h3 class="headline" dir="auto"{language_of(row.language)}>{_headline(row, words)}</h3>'
        f"{_byline(row)}{body}{_foot(row, shown)}{after}</li>"
    )


def _headline(row: Listed, words: Sequence[str]) -> str:
    title = plain(row.title or "")
    if title:
        told = marked(title, marks(title, words))
    else:
        some = plain(row.excerpt).split(" ")
        told = escape(" ".join(some[:_STAND_IN]) + ("…" if len(some) > _STAND_IN else ""))
        told = told if row.excerpt else escape(row.article.id)
    if row.article.status is Status.WITHDRAWN:
        return told
    address = permalink.build(permalink.Reading(row.article.id), "./")
    return f'<a class="read" href="{attribute(address)}">{told}</a>'


def _time(row: Listed, zone: tzinfo) -> str:
    if row.published is None:
        return f'<span class="date none">{escape(say("archive.undated"))}</span>'
    return (
        f'<time class="date" datetime="{attribute(when.machine(row.published, zone))}">'
        f"{escape(when.moment_of(row.published, zone))}</time>"
    )


def _byline(row: Listed) -> str:
    parts = []
    if row.byline and (byline := plain(row.byline)):
        said = byline.lower().startswith("by ")
        parts.append(isolated(byline if said else say("archive.by", name=byline)))
    if row.section and (section := plain(row.section)):
        parts.append(isolated(section))
    if row.language and (code := plain(row.language)):
        parts.append(isolated(code))
    joined = '<span class="dot"> · </span>'.join(parts)
    return f'<p class="byline">{joined}</p>' if parts else ""


def _foot(row: Listed, shown: Shown) -> str:
    parts = []
    if row.versions > 1:
        parts.append(f"<span>{escape(count('archive.versions', row.versions))}</span>")
    if row.also_in:
        address = attribute(build(Shown(), like=row.article.id))
        label = escape(count("archive.also_in", row.also_in))
        here = shown.like == row.article.id
        parts.append(
            f"<span>{label}</span>" if here else f'<a class="go" href="{address}">{label}</a>'
        )
    return f'<p class="row-foot">{"".join(parts)}</p>' if parts else ""
