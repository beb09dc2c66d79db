"""Links that we build ourselves: out to http(s) only, to the words quoted; and to add articles."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from ui.web.escape import attribute, escape, with_code
from ui.web.texts import say

_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WHOLE_WORDS = 12  # a longer quotation is given by its first and last words
_END_WORDS = 5
_WHOLE_LETTERS = 60  # the same for scripts that put no spaces between words
_END_LETTERS = 16


def safe_url(url: str | None) -> str | None:
    """Return ``url`` if a reader may follow it: absolute http(s), a host, no user, no controls."""
    if not url or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    return url


def host_of(url: str) -> str:
    """Return the host to show beside a link, in ASCII where it has other letters."""
    host = urlsplit(url).hostname or ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return say("article.unreadable_host")
    return host.removeprefix("www.")


def at_quote(url: str, words: str) -> str:
    """Return ``url`` with a text fragment that scrolls the publisher's page to ``words``.

    The form ``text=start,end`` is for long quotations and for those that cross a line, where one
    exact string would not be found (WICG Scroll To Text Fragment; ``-`` and ``,`` are its syntax
    and must be percent-encoded).
    """
    tokens = words.split()
    if not tokens:
        return url
    if len(tokens) > _WHOLE_WORDS or (len(tokens) > 1 and "\n" in words.strip()):
        ends = min(_END_WORDS, len(tokens) // 2)
        target = f"{_encode(tokens[:ends])},{_encode(tokens[-ends:])}"
    elif len(tokens) == 1 and len(tokens[0]) > _WHOLE_LETTERS:
        target = f"{_encode([tokens[0][:_END_LETTERS]])},{_encode([tokens[0][-_END_LETTERS:]])}"
    else:
        target = _encode(tokens)
    joint = "" if "#" in url else "#"
    return f"{url.split(':~:', 1)[0]}{joint}:~:text={target}"


def link(url: str | None, label: str, *, words: str = "", kind: str = "out") -> str:
    """Return an ``<a>`` around ``label`` (plain text), or only the label where no link is safe."""
    safe = safe_url(url)
    if safe is None:
        return f"<bdi>{escape(label)}</bdi>"
    target = at_quote(safe, words) if words else safe
    return (
        f'<a class="{kind}" href="{attribute(target)}" target="_blank"'
        f' rel="noopener noreferrer nofollow"><bdi>{escape(label)}</bdi></a>'
    )


def add_articles(lead: str) -> str:
    """Return ``lead``, which may hold commands in backquotes, and a link to the upload."""
    add = f'<a class="go" href="archive?view=add">{escape(say("archive.view_add"))}</a>'
    return f"{with_code(lead)} {add}"


def _encode(tokens: list[str]) -> str:
    return quote(" ".join(tokens), safe="", errors="replace").replace("-", "%2D")
