"""What a page's head says of it: meta tags, canonical link, language, headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.inputs.addresses import absolute

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NAMES: Mapping[str, tuple[str, ...]] = {  # our name -> meta names, the surest first
    "headline": ("og:title", "twitter:title", "headline", "dc.title", "parsely-title"),
    "published": (
        *("article:published_time", "og:article:published_time", "datepublished"),
        *("article:published", "parsely-pub-date", "dc.date.issued", "dcterms.issued"),
        *("dcterms.created", "dc.date", "sailthru.date", "publish-date", "publishdate"),
        *("publish_date", "pubdate", "date", "cxenseparse:recs:publishtime"),
    ),
    "modified": (
        *("article:modified_time", "og:article:modified_time", "og:updated_time"),
        *("datemodified", "dcterms.modified", "lastmod", "article:modified"),
    ),
    "author": ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author"),
    "site_name": ("og:site_name", "dc.publisher", "publisher", "application-name"),
    "category": ("article:section", "parsely-section", "section"),
    "locale": ("og:locale", "content-language", "dc.language"),
}
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(\S+)")
_SEPARATED = re.compile(r"\s+[|–—-]\s+|\s*\|\s*")


def fields_of(tree: HtmlElement) -> dict[str, str]:
    """Return the page's fields under names that ``fields.to_article`` knows.

    Values that are addresses (Facebook's way to name an author) are no names and left out. The
    headline is og:title, else the only h1, else the title without the publisher's name.
    """
    said = _metas(tree)
    found: dict[str, str] = {}
    for ours, names in _NAMES.items():
        values = (said.get(name, "") for name in names)
        if value := next((v for v in values if v and not v.startswith(("http:", "https:"))), ""):
            found[ours] = value
    if "published" not in found and (time := _time_tag(tree)):
        found["published"] = time
    if language := tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"):
        found["lang"] = language
    if "headline" not in found and (headline := _headline(tree, found.get("site_name", ""))):
        found["headline"] = headline
    return found


def url_of(tree: HtmlElement, html: str, candidates: Iterable[str]) -> str | None:
    """Return the page's address: canonical link, og:url, ``candidates``, where it was saved from.

    An address without a path is passed over while another has one: some pages call the
    publisher's front page their canonical.
    """
    base = saved_from(html) or ""
    links = [link.get("href") or "" for link in tree.iterfind(".//link[@rel='canonical']")]
    found = [*links, _metas(tree).get("og:url", ""), *candidates, base]
    urls = [url for one in found if one and (url := absolute(base, one))]
    deep = (url for url in urls if urlsplit(url).path.strip("/"))
    return next(deep, urls[0] if urls else None)


def saved_from(html: str) -> str | None:
    """Return the address that a browser noted in a page when it saved it."""
    saved = _SAVED_FROM.search(html[:4000])
    return absolute("", saved[1]) if saved else None


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Return each meta tag's content by its name, lower case; the first of a name counts."""
    said: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        name = name or meta.get("http-equiv")
        content = (meta.get("content") or "").strip()
        if name and content:
            said.setdefault(name.strip().casefold(), content)
    return said


def _time_tag(tree: HtmlElement) -> str | None:
    """Return the time element that is marked as the publication's, and no other."""
    for time in tree.iter("time"):
        marks = f"{time.get('itemprop', '')} {time.get('class', '')}".casefold()
        marked = time.get("pubdate") is not None or re.search(
            r"datepublished|dt-published|entry-date|publish(?:ed)?[-_]?(?:date|time)?\b", marks
        )
        if marked and (stamp := time.get("datetime")):
            return str(stamp)
    return None


def _headline(tree: HtmlElement, publisher: str) -> str | None:
    heads = [" ".join(h1.text_content().split()) for h1 in tree.iter("h1")]
    if len(heads) == 1 and heads[0]:
        return heads[0]
    title = tree.find(".//head/title")
    text = " ".join((title.text or "").split()) if title is not None else ""
    rest = _SEPARATED.split(text)[1:]
    if rest and publisher and rest[-1].casefold() == publisher.casefold():
        return text[: text.casefold().rindex(rest[-1].casefold())].rstrip(" |–—-")
    return text or None
