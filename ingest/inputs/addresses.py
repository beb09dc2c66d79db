"""Links of a page or a feed as addresses that can be opened. Pure."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit


def absolute(base: str, link: str) -> str | None:
    """Return ``link``, seen from ``base``, as an http(s) address; None where it makes none."""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None
