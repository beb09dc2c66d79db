"""Links of a page or a feed as addresses that can be opened. Pure."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from rag.domain import IncomingArticle, Warn


def absolute(base: str, link: str) -> str | None:
    """Return ``link``, seen from ``base``, as an http(s) address; None where it makes none."""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def own(page: IncomingArticle, url: str) -> IncomingArticle:
    """Return the article of a page that came from ``url`` under an address of its own.

    What a page calls its canonical address is believed within its own site only: else any page
    could put its words into another publisher's article.
    """
    given = page.url or url
    if _same_site(given, url):
        return replace(page, url=given)
    said = f"it gives {given[:120]!r} as its address, which is another site's: not believed"
    return replace(page, url=url, warnings=(*page.warnings, Warn("W_CANONICAL", said)))


def _same_site(one: str, other: str) -> bool:
    try:
        hosts = [(urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other)]
    except ValueError:
        return False
    short, long = sorted(hosts, key=len)
    return long == short or ("." in short and long.endswith(f".{short}"))
