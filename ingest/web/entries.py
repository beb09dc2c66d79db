"""An entry of a feed or sitemap, and the page it stands for, made one article. Pure."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from urllib.parse import urlsplit

from ingest.inputs.addresses import own
from ingest.inputs.article import checked
from ingest.inputs.options import Item
from rag.domain import Failure, IncomingArticle, NewsTime, Precision, Warn

SHORTENED = frozenset({"W_SUMMARY", "W_SHORT"})  # of an entry whose page is to be read
REFUSALS = frozenset({401, 402, 403, 451})  # statuses by which a publisher keeps a page from us
_DAY = 86_400


def wants_page(entry: IncomingArticle) -> bool:
    """Say whether an entry is not the article itself, so that its page must be read."""
    return not entry.text.strip() or bool(_shortened(entry))


def digest(entry: IncomingArticle) -> str:
    """Return 16 hex digits for what a feed or sitemap says of a page: others, and it is news."""
    times = [time.epoch if time else None for time in (entry.published, entry.modified)]
    said = [entry.external_id, entry.title, entry.text, *times]
    return sha256(json.dumps(said).encode("ascii")).hexdigest()[:16]


def refused(code: str, status: int | None = None) -> bool:
    """Say whether the publisher keeps the page from us, and has not taken it away."""
    return code in {"E_ROBOTS", "E_BOILERPLATE"} or status in REFUSALS


def led_astray(asked: str, url: str) -> bool:
    """Say whether a link to an article ended on a front page: how many sites say "gone"."""
    return bool(urlsplit(asked).path.strip("/")) and not urlsplit(url).path.strip("/")


def of_page(page: IncomingArticle, url: str) -> IncomingArticle:
    """Return the article of a page that came from ``url``, by which it is known; see ``own``."""
    return replace(own(page, url), path=None)


def merged(entry: IncomingArticle, page: IncomingArticle, *, lastmod: bool) -> IncomingArticle:
    """Return the page's article; the entry fills what the page does not say, and gives its id.

    ``lastmod``: the entry is a sitemap's, whose modified is not the article's. What the entry
    said of its time and could not be read is told where the page has none either.
    """
    published = _surer(page.published, entry.published)
    unreadable = (warn for warn in entry.warnings if warn.code == "W_DATE" and not published)
    return replace(
        page,
        title=page.title or entry.title,
        publisher=page.publisher or entry.publisher,
        byline=page.byline or entry.byline,
        section=page.section or entry.section,
        language=page.language or entry.language,
        external_id=entry.external_id or page.external_id,
        published=published,
        modified=page.modified or (None if lastmod else entry.modified),
        warnings=(*page.warnings, *unreadable),
    )


def stand_in(entry: IncomingArticle, reason: str) -> Item:
    """Return the article of what the feed gives alone, which says so, or why that is none."""
    others = tuple(warn for warn in entry.warnings if warn.code not in SHORTENED)
    code = _shortened(entry) or "W_SUMMARY"
    what = "short text" if code == "W_SHORT" else "summary"
    said = f"only the feed's {what} is in: {reason}"
    return checked(replace(entry, warnings=(*others, Warn(code, said))))


def is_short(entry: IncomingArticle) -> bool:
    """Say whether what the feed gives may be all of a short article."""
    return _shortened(entry) == "W_SHORT"


def newest_first(entries: list[IncomingArticle]) -> list[IncomingArticle]:
    """Return a sitemap's entries, those of the latest time first and undated ones last."""

    def age(entry: IncomingArticle) -> int:
        return -max((t.epoch for t in (entry.published, entry.modified) if t), default=-(2**62))

    return sorted(entries, key=age)


def failures_of(items: list[Item], name: str) -> list[Failure]:
    """Return what went wrong with a file as a whole, not with one entry of it."""
    bad = [item for item in items if isinstance(item, Failure)]
    return [one for one in bad if one.where == name and one.code.startswith("E_")]


def _shortened(entry: IncomingArticle) -> str | None:
    return next((warn.code for warn in entry.warnings if warn.code in SHORTENED), None)


def _surer(of_page: NewsTime | None, of_entry: NewsTime | None) -> NewsTime | None:
    """Return the page's time, unless it is a bare day and the entry tells that day's clock."""
    if of_page is None or of_entry is None:
        return of_page or of_entry
    bare = (of_page.precision, of_entry.precision) == (Precision.DAY, Precision.SECOND)
    near = -_DAY < of_entry.epoch - of_page.epoch < 2 * _DAY
    return of_entry if bare and near else of_page
