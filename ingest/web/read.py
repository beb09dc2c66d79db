"""An address -> its articles, and last how it answered, which is kept with them or after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.fetch.client import Fetched
from ingest.inputs.options import Item
from ingest.web import entries, polling
from ingest.web.asking import Kept, NotHad, Settled, Web, host_of
from ingest.web.kinds import LISTS, kind_of
from ingest.web.pages import dealt_with, listed
from rag.domain import Failure, IncomingArticle


def read(url: str, web: Web) -> Iterator[Kept]:
    """Yield the articles of an address, what was left out, and last what to remember of it.

    A feed's summaries are replaced by their pages; a sitemap's pages are read; each page is
    followed by what to remember of it. Of an address that may be mistyped there is nothing to
    remember. Raises nothing an address can cause.
    """
    past = web.recall(url)
    if past is not None and web.waits(past):
        yield past
        return
    web.pages = web.limits.pages
    web.progress.phase(f"fetching {host_of(url)}", None, "pages")
    got = web.ask(url, past)
    if isinstance(got, NotHad):
        yield got.said
        if past is not None or not _mistyped(got):
            yield web.failed(url, past, got)
        return
    web.progress.advance(1)
    if got.status == 304 and past is not None:
        yield polling.unchanged(past, now=web.now())
        return
    kind = kind_of(url, got, forced=web.options.format, before=past.kind if past else None)
    if isinstance(kind, Failure):
        yield kind
        yield web.failed(url, past)
        return
    items = web.parsed(got, kind, url)
    whole = yield from _contents(items, got, kind, url, web)
    if entries.failures_of(items, url):
        yield web.failed(url, polling.forgotten(past))
    else:
        before = past.listed if past else None
        yield polling.answered(url, got, now=web.now(), kind=kind, whole=whole, listed=before)


def _mistyped(got: NotHad) -> bool:
    """Say whether there may be no such address: one that never answered is not remembered."""
    return got.said.code in {"E_URL", "E_URL_PRIVATE", "E_DNS"} or got.status in {404, 410}


def _contents(items: list[Item], got: Fetched, kind: str, url: str, web: Web) -> Settled:
    if kind == "sitemap index":
        return (yield from _sitemaps(items, url, web))
    if kind in LISTS:
        return (yield from listed(items, url, web, lastmod=kind == "sitemap"))
    one_article = kind in {"html", "markdown", "text"}
    for item in items:
        if one_article and isinstance(item, IncomingArticle):
            yield entries.of_page(item, got.url)
        else:
            yield item
    return True


def _sitemaps(items: Sequence[Item], url: str, web: Web) -> Settled:
    """Yield the articles of an index's sitemaps, the newest first, as far as pages may be read."""
    yield from (item for item in items if isinstance(item, Failure))
    children = [item for item in items if isinstance(item, IncomingArticle)]
    settled, left = True, 0
    for child in entries.newest_first(children):
        if child.modified and dealt_with(child, web):
            continue
        if web.pages > 0:
            settled &= yield from _sitemap(child, web)
        else:
            left += 1
    if left:
        yield Failure(url, "W_MORE", f"sitemaps left for the next time: {left:,}")
    return settled and not left


def _sitemap(child: IncomingArticle, web: Web) -> Settled:
    """Yield the articles of one sitemap of an index, and what to remember of it."""
    url = child.url or ""
    past = web.recall(url)
    done = polling.also(past, entries.digest(child))
    if web.waits(past):
        return False
    web.pages -= 1
    got = web.ask(url, past)
    if isinstance(got, NotHad):
        yield got.said
        yield web.failed(url, past, got)
        return False
    if got.status == 304 and past is not None:
        yield polling.unchanged(past, now=web.now(), listed=done)
        return True
    kind = kind_of(url, got)
    if kind != "sitemap":
        other = Failure(url, "E_FEED", f"an index of sitemaps lists it, and it is {kind}")
        yield kind if isinstance(kind, Failure) else other
        yield web.failed(url, past)
        return False
    items = web.parsed(got, kind, url)
    settled = yield from listed(items, url, web, lastmod=True)
    if entries.failures_of(items, url):
        yield web.failed(url, polling.forgotten(past))
        return False
    kept = done if settled else None
    yield polling.answered(url, got, now=web.now(), kind=kind, whole=settled, listed=kept)
    return settled
