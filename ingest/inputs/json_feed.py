"""JSON feeds (jsonfeed.org): items brought to the form of RSS entries, and read as those."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from ingest.inputs import charset, feed, json_value
from ingest.inputs.options import Item, ReadOptions, made
from rag.domain import Failure

KIND = "json feed"

_VERSION = re.compile(r"""\s*\{.*?"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org\b""", re.DOTALL)


def recognised(head: str) -> bool:
    """Say whether a file that begins with ``head`` calls itself a JSON feed."""
    return _VERSION.match(head.lstrip("\ufeff")) is not None


def entries(
    data: bytes,
    name: str,
    options: ReadOptions,
    *,
    url: str | None = None,
    declared: str | None = None,
) -> Iterator[Item]:
    """Yield the items of a JSON feed; see ``feed.entries``.

    E_JSON and its kin: it cannot be parsed. E_FEED: it has no items. An item's ``external_url``,
    which it writes of, is never its address. Raises charset.UnreadableError for UTF-7.
    """
    decoded = charset.decode(data, declared)
    try:
        value, _ = json_value.parse(decoded.text)
    except json_value.BadValueError as error:
        yield Failure(name, error.code, str(error))
        return
    said = value if isinstance(value, dict) else {}
    items = said.get("items")
    if not isinstance(items, list) or not items:
        yield Failure(name, "E_FEED", "it has no items")
        return
    channel = {"title": said.get("title"), "link": said.get("home_page_url")}
    channel["language"] = said.get("language")
    found = [_entry(item, said) if isinstance(item, dict) else {} for item in items]
    steps = feed.articles(channel, found, name, options, url)
    yield from made(chain(decoded.doubts(name), steps), options)


def _entry(item: Mapping[str, object], said: Mapping[str, object]) -> dict[str, object]:
    """Return an item under the names that feedparser gives to an entry's parts."""
    language = item.get("language")
    contents = [
        {"value": item[key], "type": type_, "language": language}
        for key, type_ in (("content_html", "text/html"), ("content_text", "text/plain"))
        if isinstance(item.get(key), str)
    ]
    id_, tags = item.get("id"), item.get("tags")
    return {
        "id": str(id_) if isinstance(id_, int | float) else id_,
        "link": item.get("url"),
        "title": item.get("title"),
        "content": contents,
        "summary_detail": {"value": item.get("summary") or "", "type": "text/plain"},
        "published": item.get("date_published"),
        "updated": item.get("date_modified"),
        "authors": _authors(item) or _authors(said),
        "tags": [{"term": tag} for tag in tags] if isinstance(tags, list) else [],
    }


def _authors(said: Mapping[str, object]) -> list[object]:
    """Return the authors of version 1.1, or the one of version 1."""
    listed = said.get("authors")
    return listed if isinstance(listed, list) else [said.get("author")]
