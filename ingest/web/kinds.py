"""What a reply holds: by its content, and where that is not plain by its media type. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from ingest.fetch.client import Fetched
from ingest.inputs import charset, json_feed, sitemap
from ingest.inputs.bytes import HEAD
from ingest.inputs.detect import foreign, format_of, packed
from rag.domain import Failure

LISTS = frozenset({"feed", json_feed.KIND, *sitemap.KINDS})  # formats whose entries are addresses
_OF_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_OF_JSON_FEEDS = "application/feed+json"
_BY_MEDIA_TYPE = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "text/markdown": "markdown",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/json": "json",
    _OF_JSON_FEEDS: json_feed.KIND,
    **dict.fromkeys((*_OF_FEEDS, "application/xml", "text/xml"), "feed"),
}


def kind_of(
    url: str, got: Fetched, *, forced: str | None = None, before: str | None = None
) -> str | Failure:
    """Return the format to read a reply in: one of FORMATS and LISTS.

    ``before`` is what the address held when it was last read. E_FEED: nothing came, or a page
    where a feed or sitemap was promised or has been. E_TYPE: it is no text.
    """
    said = f"status {got.status}, {got.media_type or 'no media type'}"
    if not got.body.strip():
        return Failure(url, "E_FEED", f"the reply is empty ({said})")
    head = got.body[:HEAD]
    many = packed(head)
    if what := f"a {many} file, which is read from disk only" if many else foreign(head):
        return Failure(url, "E_TYPE", f"it is {what} ({said})")
    kind = forced or _told(got)
    if kind == "html" and got.media_type in {*_OF_FEEDS, _OF_JSON_FEEDS}:
        return Failure(url, "E_FEED", f"it calls itself a feed and is an HTML page ({said})")
    if kind == "html" and before in LISTS:
        return Failure(url, "E_FEED", f"it was a {before} and is an HTML page now ({said})")
    return kind


def _told(got: Fetched) -> str:
    start = charset.decode(got.body[:HEAD]).text
    sniffed = sitemap.kind_of(start) or format_of("", start)
    if sniffed in {"json", "jsonl"}:
        fed = got.media_type == _OF_JSON_FEEDS or json_feed.recognised(start)
        return json_feed.KIND if fed else sniffed
    if sniffed not in {"text", "markdown"}:
        return sniffed
    named = format_of(urlsplit(got.url).path, start)
    return _BY_MEDIA_TYPE.get(got.media_type, named if named in {"csv", "markdown"} else sniffed)
