"""ninjs 1.x to 3.x, the newswires' JSON (iptc.org/standards/ninjs): an item -> an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.inputs import newswire, nitf, xml_tree
from ingest.inputs.fields import fold, to_article
from ingest.inputs.markup import is_markup, to_text
from ingest.inputs.options import ReadOptions
from rag.domain import Failure, IncomingArticle

_MARKS = frozenset({"bodies", "versioncreated", "pubstatus", "standard"})
_DATES = ("firstpublished", "firstcreated", "contentcreated", "versioncreated")
_ORDER = ("html", "nitf", "text")  # of bodies: what has paragraphs first
_MAIN = frozenset({"", "main", "html", "xhtml", "nitf", "text", "plain", "full", "body", "story"})


@dataclass(frozen=True, slots=True)
class _Body:
    """A body: html, nitf or text, and whether it is the item's main one."""

    kind: str
    main: bool
    value: str


def recognised(keys: Iterable[str]) -> bool:
    """Say whether an object with these keys is a ninjs item: a uri, and a body or a version."""
    folded = {fold(key) for key in keys}
    return "uri" in folded and (
        not folded.isdisjoint(_MARKS)
        or any(key.startswith("body") and key != "body" for key in folded)
    )


def article(
    record: Mapping[str, object], where: str, options: ReadOptions
) -> IncomingArticle | Failure:
    """Return the article of an item: ``uri`` is its own id, ``version``s its revisions.

    Published is when its first version was made, modified when this one was. The publisher is
    its source, its copyright's holder or its first information source. E_STATUS: withheld or
    cancelled. W_SKIPPED: a picture, a film, an event. E_EMPTY: no body.
    """
    item = {fold(key): value for key, value in record.items() if value is not None}
    refused = newswire.refusal(_word(item, "pubstatus"), _word(item, "type"), where)
    if refused is not None:
        return refused
    bodies = sorted(_bodies(item), key=lambda body: (not body.main, _ORDER.index(body.kind)))
    text = next((text for body in bodies if (text := _text(body)).strip()), "")
    if not text:
        return Failure(where, "E_EMPTY", "the item has no body")
    made = to_article(_fields(item), where, replace(options, mapping={}), text=text)
    if isinstance(made, Failure):
        return made
    return replace(made, warnings=(*made.warnings, *newswire.embargo(item.get("embargoed"))))


def _fields(item: Mapping[str, object]) -> dict[str, object]:
    values = {
        "published": next((item[name] for name in _DATES if name in item), None),
        "modified": item.get("versioncreated"),
        "headline": item.get("headline") or _main(item.get("headlines")) or item.get("title"),
        "byline": item.get("byline") or item.get("by") or item.get("bylines"),
        "publisher": item.get("source")
        or item.get("copyrightholder")
        or _first(item.get("infosources") or item.get("infosource")),
        "section": _first(item.get("subjects") or item.get("subject")),
        "language": item.get("language"),
        "external_id": item.get("uri"),
        "url": item.get("canonicalurl") or item.get("url"),
    }
    return {name: value for name, value in values.items() if value}


def _word(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _bodies(item: Mapping[str, object]) -> Iterator[_Body]:
    """Yield the bodies of 2.x and 3.x (a list), and of 1.x (``body_xhtml``, ``body_text``)."""
    listed = item.get("bodies")
    for body in listed if isinstance(listed, list) else []:
        if isinstance(body, Mapping):
            one = {fold(str(key)): value for key, value in body.items()}
            value, role = one.get("value"), _word(one, "role").casefold()
            if isinstance(value, str):
                said = _word(one, "contenttype") or role
                yield _Body(_kind(said, value), role in _MAIN, value)
    for name, value in item.items():
        if name.startswith("body") and isinstance(value, str):
            yield _Body(_kind(name.removeprefix("body"), value), True, value)


def _kind(said: str, value: str) -> str:
    said = said.casefold()
    if "nitf" in said:
        return "nitf"
    return "html" if "html" in said or is_markup(value) else "text"


def _text(body: _Body) -> str:
    if body.kind == "html":
        return to_text(body.value)
    if body.kind == "text":
        return body.value
    try:
        return nitf.body(xml_tree.parse(body.value))
    except xml_tree.BadXmlError:
        return ""  # the next body is tried; without one the item is E_EMPTY


def _main(headlines: object) -> object:
    """Return the headline whose role is main, else the first."""
    heads = (
        [one for one in headlines if isinstance(one, Mapping)]
        if isinstance(headlines, list)
        else []
    )
    main = [one for one in heads if one.get("role") == "main"]
    return next((one.get("value") for one in (*main, *heads)), None)


def _first(values: object) -> object:
    """Return the first of a list of named things, for one article has one section."""
    return values[0] if isinstance(values, list) and values else values
