"""What a page says of itself in JSON-LD (schema.org): the article's node, references resolved."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.inputs.json_value import BadValueError, parse

Node = Mapping[str, object]

_ARTICLES = frozenset(  # https://schema.org/Article and its kinds
    {
        *("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle"),
        *("BackgroundNewsArticle", "OpinionNewsArticle", "ReviewNewsArticle", "BlogPosting"),
        *("AskPublicNewsArticle", "LiveBlogPosting", "Report", "SatiricalArticle"),
        *("AdvertiserContentArticle", "ScholarlyArticle", "TechArticle"),
    }
)
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$")
_DEEPEST = 6  # objects around an article's node


@dataclass(frozen=True, slots=True)
class LdArticle:
    """An article's node: ``fields`` under names that ``fields.to_article`` knows, and its body."""

    fields: Mapping[str, object]
    body: str | None
    urls: tuple[str, ...]


def article_of(scripts: Iterable[str], url: str | None) -> LdArticle | None:
    """Return the page's own article from its JSON-LD scripts, or None.

    Where a page names several, the one whose address is ``url``, else the first with a
    headline and a date or body, else the first. A script that is no JSON is passed over.
    """
    nodes: list[Node] = []
    for script in scripts:
        try:
            value, _ = parse(_WRAPPING.sub("", script).strip().rstrip(";"))
        except BadValueError:
            continue
        nodes += _nodes(value, 0)
    articles = [node for node in nodes if _kinds(node) & _ARTICLES]
    if not articles:
        return None
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    own = [node for node in articles if url and url.rstrip("/") in _slashless(_urls(node))]
    told = [n for n in articles if n.get("headline") and (_dated(n) or n.get("articleBody"))]
    return _read((own or told or articles)[0], by_id)


def _nodes(value: object, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "author", "publisher"):
            yield from _nodes(value.get(name), depth + 1)


def _kinds(node: Node) -> set[str]:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in listed}


def _dated(node: Node) -> bool:
    return bool(node.get("datePublished") or node.get("dateCreated"))


def _urls(node: Node) -> tuple[str, ...]:
    page = node.get("mainEntityOfPage")
    page = (page.get("@id") or page.get("url")) if isinstance(page, dict) else page
    return tuple(url for url in (node.get("url"), page) if isinstance(url, str))


def _slashless(urls: Iterable[str]) -> set[str]:
    return {url.rstrip("/") for url in urls}


def _read(node: Node, by_id: Mapping[object, Node]) -> LdArticle:
    body = node.get("articleBody") or node.get("text")
    section = node.get("articleSection")
    fields = {
        "title": _names(node.get("headline") or node.get("name"), by_id),
        "byline": _names(node.get("author") or node.get("creator"), by_id),
        "publisher": _names(
            node.get("publisher") or node.get("sourceOrganization") or node.get("provider"), by_id
        ),
        "section": _names(section[:1] if isinstance(section, list) else section, by_id),
        "language": _names(node.get("inLanguage"), by_id),
        "datePublished": _first(node.get("datePublished") or node.get("dateCreated")),
        "dateModified": _first(node.get("dateModified")),
    }
    return LdArticle(
        fields={name: value for name, value in fields.items() if value},
        body=body if isinstance(body, str) and body.strip() else None,
        urls=_urls(node),
    )


def _names(value: object, by_id: Mapping[object, Node]) -> str:
    """Return the name of a string, of a thing, or of several, with commas."""
    if isinstance(value, str):
        return html.unescape(value)
    if isinstance(value, list):
        names = [_names(one, by_id) for one in value]
        return ", ".join(dict.fromkeys(name for name in names if name))
    if isinstance(value, dict):
        known = value if "name" in value else by_id.get(value.get("@id"), value)
        name = known.get("name") or known.get("alternateName") or known.get("@value")
        if isinstance(name, list):
            name = name[0] if name else None
        return html.unescape(name) if isinstance(name, str) else ""
    return ""


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value
