"""The pages that a feed or sitemap lists: which are read, and what an entry is without its page."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.fetch.client import Fetched
from ingest.inputs.options import Item
from ingest.web import entries, polling
from ingest.web.asking import NotHad, Settled, Web, host_of
from ingest.web.kinds import kind_of
from rag.archive.polls import Poll
from rag.domain import Failure, IncomingArticle


def listed(items: Sequence[Item], url: str, web: Web, *, lastmod: bool) -> Settled:
    """Yield the articles of a feed's or sitemap's items; after each page what to remember of it.

    A page whose entry is as it was is not asked for again. Of more pages than may be read at
    once the rest is left for the next time, the newest of a sitemap first. ``lastmod``: see
    ``entries.merged``.
    """
    found: list[IncomingArticle] = []
    for item in items:
        if isinstance(item, Failure) or not entries.wants_page(item):
            yield item
        elif item.url is None:
            yield entries.stand_in(item, "the feed gives no link to its page")
        else:
            found.append(item)
    news = [entry for entry in found if not dealt_with(entry, web)]
    ready = [entry for entry in news if not web.waits(web.recall(entry.url or ""))]
    asked = (entries.newest_first(ready) if lastmod else ready)[: web.pages]
    web.pages -= len(asked)
    if asked:
        web.progress.phase(f"fetching {host_of(url)}", len(asked), "pages")
    settled, unreached = len(asked) == len(news), 0
    for entry in asked:
        if web.unreached(entry.url or ""):
            settled, unreached = False, unreached + 1
        else:
            settled &= yield from _page(entry, web, lastmod=lastmod)
            web.progress.advance(1, note="page")
    if unreached:
        yield _left(url, unreached, "their host is not reached, or asked to be left alone")
    if left := len(ready) - len(asked):
        most = f"at most {web.limits.pages:,} are read at once (DATELINE_FETCHING__PAGES)"
        yield _left(url, left, most)
    return settled


def _left(url: str, count: int, why: str) -> Failure:
    return Failure(url, "W_MORE", f"pages left for the next time: {count:,}; {why}")


def dealt_with(entry: IncomingArticle, web: Web) -> bool:
    """Say whether this very entry has been read, or given up."""
    return polling.dealt_with(web.recall(entry.url or ""), entries.digest(entry))


def _page(entry: IncomingArticle, web: Web, *, lastmod: bool) -> Settled:
    """Yield an entry's article from its page, or what is taken without it, and the page's poll."""
    url = entry.url or ""
    past = web.recall(url)
    listed = polling.also(past, entries.digest(entry))
    got = web.ask(url, past)
    if isinstance(got, NotHad):
        return (yield from _missed(entry, past, got, web))
    if got.status == 304 and past is not None:
        yield polling.unchanged(past, now=web.now(), listed=listed)
        return True
    page = _article(url, got, web)
    if isinstance(page, NotHad):
        return (yield from _missed(entry, past, page, web))
    yield entries.merged(entry, page, lastmod=lastmod)
    yield polling.answered(url, got, now=web.now(), kind="html", whole=True, listed=listed)
    return True


def _missed(entry: IncomingArticle, past: Poll | None, why: NotHad, web: Web) -> Settled:
    """Yield what is taken of an entry whose page was not had; it is given up after some tries."""
    tries = (past.failures if past else 0) + 1
    given_up = not why.retry and tries >= polling.TRIES
    yield _without_page(entry, why)
    url, digest = entry.url or "", entries.digest(entry)
    if given_up:
        yield polling.given_up(url, past, now=web.now(), digest=digest)
    else:
        yield web.failed(url, past, why)
    return given_up


def _article(url: str, got: Fetched, web: Web) -> IncomingArticle | NotHad:
    """Return the one article of a page that was linked, or why it is none."""
    kind = kind_of(url, got)
    if isinstance(kind, Failure):
        return NotHad(kind)
    if entries.led_astray(url, got.url):
        return NotHad(Failure(url, "E_REDIRECT", f"it leads to a front page, {got.url}"))
    if kind != "html":
        return NotHad(Failure(url, "E_TYPE", f"no page: the reply is {kind}"))
    item = web.parsed(got, kind, url)[0]
    return NotHad(item) if isinstance(item, Failure) else entries.of_page(item, got.url)


def _without_page(entry: IncomingArticle, why: NotHad) -> Item:
    """Return what is taken of an entry whose page was not had.

    A page that may yet come, or is gone, is left out: a teaser kept as the article would be
    quoted as if it were all, and stand as its first revision. Where the publisher keeps the page
    from us, the summary in its feed is what it lets us have: that is in, and says so. So is a
    short text that may be all there ever was, where there is no page.
    """
    refused = entries.refused(why.said.code, why.status)
    kept = not why.retry and (refused or entries.is_short(entry))
    if not kept or not entry.text.strip():
        return why.said
    return entries.stand_in(entry, f"{why.said.code} {why.said.reason}")
