"""A saved page -> one article: JSON-LD first, then meta tags; its own body, then the page's."""

from __future__ import annotations

import html as entities
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.inputs import charset
from ingest.inputs.addresses import absolute, own
from ingest.inputs.article import checked
from ingest.inputs.boilerplate import boilerplate
from ingest.inputs.fields import to_article
from ingest.inputs.hidden import remove_hidden
from ingest.inputs.html_meta import fields_of, saved_from, url_of
from ingest.inputs.jsonld import article_of
from ingest.inputs.markup import TooDeepError, parse, to_text, tree_text
from ingest.inputs.options import Item, ReadOptions
from rag.domain import Failure, Warn

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]{0,100}encoding=["']([\w.-]+)""",
    re.IGNORECASE,
)
_FURNITURE = (  # what trafilatura may fall back on where there is no article
    "//script | //style | //iframe | //object | //svg | //nav | //dialog"
    " | //*[@role='navigation' or @role='search' or @role='dialog' or @role='contentinfo']"
    " | //header[not(.//h1 or .//p or ancestor::article)]"
    " | //footer[not(ancestor::article or ancestor::main or ancestor::blockquote)]"
)
_MANY = 50_000  # elements past which trafilatura takes a minute; a long article has some thousand
_SUBSTANTIAL = 400  # characters from which JSON-LD's articleBody may be a whole article
_WHOLE = 0.8  # ... if it is this share of what the page shows: many publishers cut it


def article(
    data: bytes,
    name: str,
    options: ReadOptions,
    *,
    url: str | None = None,
    declared: str | None = None,
) -> Item:
    """Return the article of a page; ``url`` and ``declared`` (charset) are a fetcher's knowledge.

    The address is the page's canonical one, where that is of the site that it came from (``url``,
    or from where it was saved), else ``url``. Nothing is fetched or followed.
    E_EMPTY: no article text. E_BOILERPLATE: an error page, a wall. E_DEPTH: nested too deeply.
    Raises charset.UnreadableError for UTF-7.
    """
    meta = _DECLARED.search(data[:4096])
    label = (meta[1] or meta[2]).decode("ascii", "replace") if meta else None
    decoded = charset.decode(data, declared or label)
    try:
        tree = parse(decoded.text)
    except TooDeepError as error:
        return Failure(name, "E_DEPTH", str(error))
    if tree is None:
        return Failure(name, "E_EMPTY", "the page holds nothing")
    return _read(tree, decoded, name, options, url)


def _read(
    tree: HtmlElement, decoded: charset.Decoded, name: str, options: ReadOptions, url: str | None
) -> Item:
    said = fields_of(tree)
    scripts = [
        script.text or ""
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").casefold()
    ]
    canonical = url_of(tree, decoded.text, ())
    ld = article_of(scripts, canonical)
    page_title = tree.findtext(".//title") or ""
    hidden = remove_hidden(tree)
    text = _body(tree, ld.body if ld else None)
    if not text.strip():
        return Failure(name, "E_EMPTY", "no article text was found in the page")
    address = {"url": url_of(tree, decoded.text, (*(ld.urls if ld else ()), url or "")) or ""}
    fields = {**said, **(ld.fields if ld else {}), **address}
    made = to_article(fields, name, replace(options, mapping={}), text=text)
    if isinstance(made, Failure):
        return made
    if not (ld and ld.body) and (what := boilerplate((page_title, made.title or ""), text)):
        return Failure(name, "E_BOILERPLATE", f"it is {what}")
    doubts = [*decoded.warnings, *made.warnings]
    if hidden:
        doubts.append(Warn("W_HIDDEN", f"hidden text removed: {hidden[0][:60]!r}"))
    made = replace(made, path=name, warnings=tuple(doubts))
    came_from = absolute("", url or "") or saved_from(decoded.text)
    return checked(own(made, came_from) if came_from else made)


def _body(tree: HtmlElement, said: str | None) -> str:
    """Return the article's text: what JSON-LD says if it is whole, else what the page shows."""
    shown = _extracted(tree)
    if said is not None:
        said = to_text(said) if re.search(r"</?\w+[^<>]*>", said) else entities.unescape(said)
        if len(said) >= max(_SUBSTANTIAL, _WHOLE * len(shown)) or not shown.strip():
            return said
    return shown


def _extracted(tree: HtmlElement) -> str:
    from trafilatura import bare_extraction

    for furniture in tree.xpath(_FURNITURE):
        if furniture.getparent() is not None:
            furniture.drop_tree()
    if sum(1 for _ in tree.iter()) > _MANY:
        return tree_text(next((one for tag in ("article", "main") for one in tree.iter(tag)), tree))
    _open_layout_tables(tree)
    found = bare_extraction(tree, include_comments=False, include_links=False, with_metadata=False)
    text = getattr(found, "text", None)
    if isinstance(text, str) and text.strip():
        return text if "\n" in text else _in_paragraphs(tree, text)
    inner = tree.find(".//article")
    return tree_text(inner) if inner is not None else ""


def _in_paragraphs(tree: HtmlElement, text: str) -> str:
    """Return the same words with the page's own breaks: trafilatura joins short articles."""
    for path in (".//article", ".//main", "body"):
        part = tree.find(path)
        if part is not None and (whole := tree_text(part)).split() == text.split():
            return whole.replace("\n\n", "\n")
    return text


def _open_layout_tables(tree: HtmlElement) -> None:
    """Make blocks of the tables that old pages are laid out with, or an article is one cell."""
    for table in list(tree.iter("table")):
        laid_out = table.find(".//h1") is not None or table.find(".//table") is not None
        if laid_out or len(table.findall(".//p")) > len(table.findall(".//tr")):
            own = table.iter("tbody", "tr", "td")
            parts = [part for part in own if next(part.iterancestors("table"), None) is table]
            for part in (table, *parts):
                part.tag = "div"
