"""Sitemaps: the addresses that a site lists, with what a news sitemap says of each."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.inputs.addresses import absolute
from ingest.inputs.article import unread
from ingest.inputs.options import Item, ReadOptions
from ingest.inputs.xml_tree import name
from ingest.times import parse_time
from rag.domain import Failure, IncomingArticle, Warn

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = re.compile(r"\A(?:\ufeff|\s|<\?.{0,400}?\?>|<!--.*?-->)*<(?:\w+:)?(\w+)", re.DOTALL)
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_KINDS = {"urlset": "sitemap", "sitemapindex": "sitemap index"}

KINDS = frozenset(_KINDS.values())


def kind_of(head: str) -> str | None:
    """Return "sitemap" or "sitemap index" if a file that begins with ``head`` is one."""
    root = _ROOT.match(head)
    return _KINDS.get(root[1]) if root else None


def pages(
    data: bytes, name: str, options: ReadOptions, *, url: str | None = None
) -> Iterator[Item]:
    """Yield each address a sitemap, or an index of sitemaps, lists: an article not read yet.

    Its text is empty; ``modified`` is lastmod, which many sites set anew each day: it tells that
    a page may have changed, and not when. W_DATE: a news sitemap's publication_date cannot be
    read. E_XML_DTD: it has a DOCTYPE. E_FEED: it is cut off or lists nothing; what stood before
    the cut is yielded.
    """
    from lxml import etree

    if _DTD.search(data[:200_000]):
        yield Failure(name, "E_XML_DTD", "it has a DOCTYPE, which could declare entities")
        return
    number = 0
    try:
        for _, element in etree.iterparse(
            io.BytesIO(data),
            tag=("{*}url", "{*}sitemap"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        ):
            number += 1
            yield _page(element, f"{name}#{number}", options, url or "")
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        said = f"it is cut off or broken ({error.msg}); {number} addresses were read"
        yield Failure(name, "E_FEED", said)
        return
    if not number:
        yield Failure(name, "E_FEED", "it lists no addresses")


def _page(element: _Element, where: str, options: ReadOptions, base: str) -> Item:
    said = {name(part): (part.text or "").strip() for part in element[::-1]}
    news = element.iter("{http://www.google.com/schemas/sitemap-news/0.9}*")
    of_news = {name(part): (part.text or "").strip() for part in news}
    loc = said.get("loc", "")
    link = absolute(base, loc) if loc else None
    if link is None:
        return Failure(where, "E_URL", f"no address: {loc[:80]!r}")
    said_at = of_news.get("publication_date")
    published = parse_time(said_at, options.zone)
    warnings = () if published or said_at is None else (_undated(said_at),)
    return unread(
        IncomingArticle(
            text="",
            where=where,
            url=link,
            title=of_news.get("title"),
            publisher=of_news.get("name"),
            language=of_news.get("language"),
            published=published,
            modified=parse_time(said.get("lastmod"), options.zone),
            warnings=warnings,
        )
    )


def _undated(said: str) -> Warn:
    what = f"cannot read {said[:60]!r} as a time" if said else "it is blank"
    return Warn("W_DATE", f"publication_date: {what}")
