"""RSS and Atom files: an entry an article, its HTML made text, its times in UTC."""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import cast

from ingest.inputs import charset
from ingest.inputs.addresses import absolute
from ingest.inputs.article import checked, unread
from ingest.inputs.markup import to_text
from ingest.inputs.options import Item, ReadOptions, made
from ingest.inputs.summary import is_complete, is_summary
from ingest.times import parse_time
from rag.domain import Failure, IncomingArticle, NewsTime, Warn

Entry = Mapping[str, object]

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding=["']([\w.-]+)""")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DTD = re.compile(  # any but that of RSS 0.91 and a page's own
    r"<!ENTITY|<!DOCTYPE(?!\s+html\s*>|\s+rss\s+PUBLIC\s+[\"']-//Netscape[^>\[]*>)",
    re.IGNORECASE,
)
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]*)")
_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "channel"})
_ENDS = re.compile(r"</(?:rss|feed|rdf:RDF|channel)\s*>\s*\Z", re.IGNORECASE)
_STARTS = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]")
_STOPS = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>")
_MAIL = re.compile(r"\s*(?:\S+@\S+\s*(?:\(([^()]+)\))?|([^<>@]+?)\s*<\S+@\S+>)\s*")
_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)


def entries(
    data: bytes,
    name: str,
    options: ReadOptions,
    *,
    url: str | None = None,
    declared: str | None = None,
) -> Iterator[Item]:
    """Yield the entries of a feed; ``url`` and ``declared`` (charset) are a fetcher's knowledge.

    Given ``url``, an entry that is only a summary of its page has W_SUMMARY and any text, even
    none; one that may be whole though short has W_SHORT: it is for the caller to read the page.
    ``where`` is ``name#n``, n from 1. The feed's title is the publisher where neither the entry
    nor ``options`` names one. E_XML_DTD: it declares entities. E_FEED: it is no feed, or it is
    cut off; whole entries before that are in. Raises charset.UnreadableError for UTF-7.
    """
    import feedparser

    said = _DECLARED.match(data[:400].lstrip())
    decoded = charset.decode(data, declared or (said[1].decode() if said else None))
    text = re.sub(r"\A[\s\ufeff]*(?:<\?xml[^>]*\?>)?", "", decoded.text)
    if refused := _refusal(text, name):
        yield refused
        return
    whole = _ENDS.search(_COMMENT.sub("", text[-4000:])) is not None
    parsed = feedparser.parse(
        b"<?xml version='1.0' encoding='utf-8'?>\n" + text.encode("utf-8", "replace"),
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    found = cast("list[Entry]", parsed.entries)
    if not whole and found and not _last_is_closed(text):
        found = found[:-1]
    yield from made(
        chain(decoded.doubts(name), articles(parsed.feed, found, name, options, url)), options
    )
    if not whole:
        yield Failure(name, "E_FEED", f"it is cut off; {len(found)} whole entries were read")
    elif not found:
        yield Failure(name, "E_FEED", "it has no entries")


def articles(
    feed: Entry, found: Sequence[Entry], name: str, options: ReadOptions, url: str | None
) -> Iterator[tuple[str, Callable[[], Item]]]:
    """Yield a feed's entries, both as feedparser gives them, as steps for ``made``."""
    known = _Feed.of(feed, url, found)
    for number, entry in enumerate(found, start=1):
        where = f"{name}#{number}"
        yield where, partial(_article, entry, where, known, options)


def _refusal(text: str, name: str) -> Failure | None:
    """Say why a text is no feed, or none to parse; decided before any XML parser sees it."""
    if not text.strip():
        return Failure(name, "E_FEED", "it is empty")
    prolog = _COMMENT.sub("", text[:200_000])
    root = _ROOT.search(prolog)
    before = prolog[: root.start()] if root else prolog
    kind = root[1].casefold() if root else ""
    if kind != "html" and _DTD.search(before):
        return Failure(name, "E_XML_DTD", "it has a DOCTYPE, which could declare entities")
    if kind in _ROOTS:
        return None
    if kind == "html" or re.search(r"<!doctype\s+html", before, re.IGNORECASE):
        title = re.search(r"<title[^>]*>([^<]{0,80})", text, re.IGNORECASE)
        said = f" ({title[1].strip()!r})" if title else ""
        return Failure(name, "E_FEED", f"it is an HTML page, not a feed{said}")
    return Failure(name, "E_FEED", f"it is neither RSS nor Atom (its root is {kind[:40]!r})")


def _last_is_closed(text: str) -> bool:
    plain = _CDATA.sub("", _COMMENT.sub("", text))
    return len(_STARTS.findall(plain)) <= len(_STOPS.findall(plain))


@dataclass(frozen=True, slots=True)
class _Feed:
    """What holds for all entries; guids and links that several share do not tell them apart."""

    title: str | None
    link: str
    language: str | None
    repeated_guids: frozenset[str]
    repeated_links: frozenset[str]  # without fragment
    fetched: bool  # so that pages can be read

    @classmethod
    def of(cls, feed: Entry, url: str | None, found: Sequence[Entry]) -> _Feed:
        link = absolute(url or "", _text(feed, "link") or "") or ""
        told = {_told(entry, link) for entry in found}
        guids = Counter(guid for guid, _, _ in told)
        links = Counter(_page(address) for _, address, _ in told)
        return cls(
            title=_plain(feed, "title"),
            link=link,
            language=_text(feed, "language"),
            repeated_guids=frozenset(guid for guid, count in guids.items() if count > 1 and guid),
            repeated_links=frozenset(one for one, count in links.items() if count > 1 and one),
            fetched=url is not None,
        )


def _article(entry: Entry, where: str, feed: _Feed, options: ReadOptions) -> Item:
    warnings: list[Warn] = []
    text, language, whole = _content(entry)
    summary = feed.fetched and is_summary(text, content=whole)
    if summary and is_complete(text, content=whole):
        warnings.append(Warn("W_SHORT", "what the feed gives is short"))
    elif summary:
        warnings.append(Warn("W_SUMMARY", "the feed gives only a summary"))
    source = entry.get("source")
    named = _plain(source, "title") if isinstance(source, Mapping) else None
    tags = entry.get("tags")
    published = _time(entry, "published", options, warnings)
    modified = _time(entry, "updated", options, warnings)
    if published is modified is None and entry.get("published") == "":
        warnings.append(Warn("W_DATE", "published is blank"))
    finished = unread if summary else checked
    return finished(
        IncomingArticle(
            text=text,
            where=where,
            title=_plain(entry, "title"),
            publisher=named or _text(entry, "publisher") or options.publisher or feed.title,
            byline=_byline(entry),
            section=_text(tags[0], "term") if isinstance(tags, list) and tags else None,
            language=language or feed.language or options.language,
            url=_own(_url(entry, feed.link), feed.repeated_links, warnings),
            external_id=_own(_text(entry, "id"), feed.repeated_guids, warnings),
            published=published or modified,  # Atom demands only the latter
            modified=modified,
            warnings=tuple(warnings),
        )
    )


def _own(identity: str | None, repeated: frozenset[str], warnings: list[Warn]) -> str | None:
    """Return a guid or link if it is this entry's alone: else one entry would replace another."""
    if identity is None or (identity not in repeated and _page(identity) not in repeated):
        return identity
    warnings.append(Warn("W_GUID", f"several entries share {identity[:80]!r}: not used as an id"))
    return None


def _told(entry: Entry, base: str) -> tuple[str, str, str]:
    """Return what tells an entry apart: guid and link, and where it has no link its title."""
    link = _url(entry, base) or ""
    return _text(entry, "id") or "", link, "" if link else _text(entry, "title") or ""


def _page(url: str) -> str:
    return url.partition("#")[0]


def _content(entry: Entry) -> tuple[str, str | None, bool]:
    """Return the text of content:encoded or content, else of the summary, and its language.

    And whether it is the former, which is meant to be the whole article.
    """
    contents = entry.get("content")
    parts = contents if isinstance(contents, list) else []
    for whole, part in (*((True, part) for part in parts), (False, entry.get("summary_detail"))):
        if not isinstance(part, Mapping):
            continue
        value = str(part.get("value") or "")
        if "html" in str(part.get("type")):
            value = to_text(value)
        if value.strip():
            return value, _text(part, "language"), whole
    return "", None, False


def _byline(entry: Entry) -> str | None:
    """Return the authors' names; RSS wants "mail@address (Name)", feeds write what they like."""
    if mail := _MAIL.fullmatch(_text(entry, "author") or ""):
        return mail[1] or mail[2]
    authors = entry.get("authors")
    listed = authors if isinstance(authors, list) else []
    names = [_text(one, "name") for one in listed if isinstance(one, Mapping)]
    return ", ".join(dict.fromkeys(name for name in names if name)) or _text(entry, "author")


def _url(entry: Entry, base: str) -> str | None:
    link = _text(entry, "link")
    return absolute(base, link) if link else absolute("", _text(entry, "id") or "")


def _time(entry: Entry, field: str, options: ReadOptions, warnings: list[Warn]) -> NewsTime | None:
    """Read a time by our rules; feedparser's make 1 March of 30 February, and today of "10:30"."""
    raw = _text(entry, field)
    if raw is None:
        return None
    if read := parse_time(raw, options.zone):
        return read
    warnings.append(Warn("W_DATE", f"{field}: cannot read {raw[:60]!r} as a time"))
    return None


def _plain(entry: Entry, field: str) -> str | None:
    """Return a title or name as plain text: some feeds escape it twice or put tags in."""
    value = _text(entry, field)
    detail = entry.get(f"{field}_detail")
    if value and isinstance(detail, Mapping) and "html" in str(detail.get("type")):
        return to_text(value)
    return entities.unescape(value) if value else None


def _text(entry: Entry, field: str) -> str | None:
    value = dict.get(entry, field)  # type: ignore[call-overload]
    return value if isinstance(value, str) and value.strip() else None
