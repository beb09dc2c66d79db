"""What makes two inputs the same article, and two states of it the same revision. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from rag.domain import IncomingArticle, NewsTime

_TRACKING_PREFIXES = ("utm_", "at_", "mc_", "pk_", "mtm_", "hsa_", "ns_")
_TRACKING = frozenset(
    "fbclid gclid dclid msclkid yclid twclid igshid cmpid cmp ocid ito smid smtyp ref referrer rss"  # noqa: SIM905
    " xtor wt_mc ftag guccounter guce_referrer taid sr_share ncid cid soc_src soc_trk mbid".split()
)


def canonical_url(url: str) -> str | None:
    """Return host, path and telling parameters of an http(s) URL, or None if it is none.

    Scheme, ``www.``, ``user@``, port, fragment, a last slash and tracking parameters are folded
    away; what is left is an identity and not an address to open.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    host = host.removeprefix("www.")
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith(_TRACKING_PREFIXES)
    )
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{parts.path.rstrip('/') or '/'}{query}"


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
