"""What a request's headers say of us, and what a reply's say of it: pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Final

Headers = dict[str, str]  # names in lower case

_ACCEPT: Final = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml,"
    " application/xml;q=0.9, */*;q=0.5"
)
_LONGEST_WAIT: Final = 86_400  # seconds of a Retry-After that are believed


def user_agent(contact: str) -> str:
    """Return how the fetcher names itself, with an address to write to if there is one."""
    return f"Dateline/{version('dateline')}" + (f" (+{contact})" if contact else "")


def request_headers(
    netloc: str, *, agent: str, etag: str | None = None, last_modified: str | None = None
) -> list[tuple[bytes, bytes]]:
    """Return the headers of a GET; no cookie, no referrer, no credentials are ever sent."""
    headers = {
        "Host": netloc,
        "User-Agent": agent,
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        "If-None-Match": etag,
        "If-Modified-Since": last_modified,
    }
    return [
        (name.encode("ascii"), value.encode("latin-1", "replace"))
        for name, value in headers.items()
        if value
    ]


def reply_headers(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return a reply's headers by name; of one that is repeated, the first."""
    headers: Headers = {}
    for name, value in raw:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip())
    return headers


def location(headers: Headers) -> str:
    """Return where a redirect points, or an empty text; UTF-8 where its bytes are that."""
    raw = headers.get("location", "").encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def media_type(headers: Headers) -> tuple[str, str | None]:
    """Return Content-Type's type in lower case, empty if none was said, and its charset."""
    said = headers.get("content-type", "")
    if "/" not in said:
        return "", None
    message = Message()
    message["content-type"] = said
    charset = message.get_content_charset()
    return said.split(";")[0].strip().lower(), charset or None


def retry_after(headers: Headers, *, now: datetime) -> int | None:
    """Return the seconds of Retry-After, given as such or as a date; at most a day.

    None where none was said, or nothing that can be read (RFC 9110, section 10.2.3).
    """
    said = headers.get("retry-after", "")
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), _LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(said)
    except (ValueError, OverflowError):  # the latter for a year, hour or zone of twenty digits
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0, round((when - now).total_seconds())), _LONGEST_WAIT)
