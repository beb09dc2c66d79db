"""What every report is made of: one HTML page or Markdown, every text made harmless. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from eval.wording import harmless
from rag.wording import Wording

# even if a text slipped through unescaped, nothing in the page could run or be fetched
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
# whatever could start markup, a link, a table cell, HTML or a formula inside a line
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")
_WEB = re.compile(r"https?://[^\s\"'<>\x00-\x20]+\Z", re.IGNORECASE)


def html_page(title: str, parts: Iterable[str], *, style: str = "") -> str:
    """Return a whole page: one file, no scripts, no network; ``parts`` are HTML already."""
    sheet = files("eval").joinpath("report.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{safe(title)}</title>\n<style>\n{sheet}{style}</style></head>\n<body>\n"
        f"<h1>{safe(title)}</h1>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    )


def safe(text: str) -> str:
    """Return text for HTML, in an element or an attribute."""
    return escape(harmless(text))


def link(address: str | None, content: str) -> str:
    """Return ``content``, which is HTML, as a link; as it is where that is no web address."""
    if address is None or not _WEB.match(address):
        return content
    return f'<a href="{safe(address)}" rel="noopener noreferrer">{content}</a>'


def table(head: Sequence[str], rows: Iterable[str]) -> str:
    """Return a table; a column whose name ends in "#" holds numbers. ``rows`` are HTML."""
    columns = "".join(
        f'<th scope="col"{" class=" + chr(34) + "n" + chr(34) if name.endswith("#") else ""}>'
        f"{safe(name.removesuffix('#'))}</th>"
        for name in head
    )
    body = "\n".join(rows)
    return (
        f'<div class="scroll"><table><thead><tr>{columns}</tr></thead>'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def headed(names: Sequence[str], numbers: Iterable[int], words: Wording) -> list[str]:
    """Return the head of a ``table`` in a language; the columns at ``numbers`` hold numbers."""
    right = set(numbers)
    return [words(name) + "#" * (at in right) for at, name in enumerate(names)]


def pairs_table(pairs: Iterable[tuple[str, str]]) -> str:
    """Return names and values, as a table without a head."""
    rows = [
        f'<tr><th scope="row">{safe(name)}</th><td><code>{safe(value)}</code></td></tr>'
        for name, value in pairs
    ]
    return f'<div class="scroll"><table><tbody>{"".join(rows)}</tbody></table></div>'


def markdown(text: str) -> str:
    """Return text for one line of GitHub-flavoured Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(harmless(text).split()))
