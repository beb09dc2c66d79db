"""What makes two inputs the same article, and two states of it the same revision. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from rag.domain import IncomingArticle, NewsTime

_TRACKING_PREFIXES = ("utm_", "at_", "mc_", "pk_", "mtm_", "hsa_", "ns_")
_TRACKING = frozenset(
    "fbclid gclid dclid msclkid yclid twclid igshid cmpid ocid ito smid smtyp referrer"  # noqa: SIM905
    " xtor wt_mc ftag guccounter guce_referrer taid sr_share ncid soc_src soc_trk mbid".split()
)
_EITHER = frozenset({"cid", "cmp", "ref", "rss"})  # one site's tracking, another's article number
_NUMBER = re.compile(r"(?:\d+[.-])*\d+")
_FLAGS = frozenset({"0", "1"})
_NUMBERED = re.compile(r"\d{3}")  # of a path: a year, or the article's number
_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}(?:\.\w{1,5})?")
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cfm|cgi|do|pl)\Z", re.IGNORECASE)
_ROUTE = re.compile(r"[!/].*\w", re.DOTALL)  # a fragment by which a page's program picks the story


def canonical_url(url: str) -> str | None:
    """Return host, path and telling parameters of an http(s) URL, or None if it is none.

    Scheme, ``www.``, ``user@``, port, fragment, a last slash and tracking parameters are folded
    away; what is left is an identity and not an address to open. Where the path names no article
    (``/servlet/Satellite``, ``/``), numbers in parameters that elsewhere track (``cid=1212659``)
    and fragments ``#!...`` and ``#/...`` are what tells articles apart, and stay.
    """
    return _folded(url, apart=True)


def former_url(url: str) -> str | None:
    """Return what ``canonical_url`` gave before it told such articles apart; None: the same."""
    former = _folded(url, apart=False)
    return None if former == canonical_url(url) else former


def _folded(url: str, *, apart: bool) -> str | None:
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    host, path = host.removeprefix("www."), parts.path.rstrip("/")
    apart = apart and not _names_article(path)
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _tracks(name.lower(), value, numbers=apart)
    )
    query = f"?{urlencode(kept)}" if kept else ""
    fragment = re.sub(r"[/\s]+\Z", "", parts.fragment)
    route = f"#{fragment}" if apart and _ROUTE.match(fragment) else ""
    return f"{host}{path or '/'}{query}{route}"


def _tracks(name: str, value: str, *, numbers: bool) -> bool:
    if name in _EITHER:
        return not (numbers and _NUMBER.fullmatch(value) and value not in _FLAGS)
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _names_article(path: str) -> bool:
    """Say whether a path has a number, or ends in a headline's words; a script's name is none."""
    last = path.rpartition("/")[2]
    slug = _SLUG.fullmatch(last) and not _SCRIPT.search(last)
    return bool(slug or _NUMBERED.search(path))


def identity(incoming: IncomingArticle) -> str:
    """Return what names the article: its URL, else its own id, else its path, else its content.

    Never the publisher: the same article is spelled "AP" here and "Associated Press" there.
    """
    if incoming.url and (url := canonical_url(incoming.url)):
        return f"url:{url}"
    if incoming.external_id:
        return f"id:{incoming.external_id}"
    if incoming.path:
        return f"path:{incoming.path}"
    return f"content:{_digest([incoming.title, incoming.text])}"


def article_id(identity: str) -> str:
    """Return 16 hex digits for an identity, whatever characters and length that has."""
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def content_key(incoming: IncomingArticle) -> str:
    """Return the sha256 hex of text, headline, byline and dates: what makes a revision."""
    return _digest(
        [
            incoming.text,
            incoming.title,
            incoming.byline,
            _time(incoming.published),
            _time(incoming.modified),
        ]
    )


def text_sha256(text: str) -> str:
    """Return the sha256 hex of a text in UTF-8."""
    return sha256(text.encode("utf-8")).hexdigest()


def _time(time: NewsTime | None) -> list[int | str] | None:
    return None if time is None else [time.epoch, time.precision.value]


def _digest(parts: Sequence[object]) -> str:
    return sha256(json.dumps(parts, ensure_ascii=True).encode("ascii")).hexdigest()
