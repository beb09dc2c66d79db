"""NewsML-G2 and NITF, the newswires' XML: an item an article; a message holds many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from ingest.inputs import newswire, nitf, xml_tree
from ingest.inputs.article import checked
from ingest.inputs.fields import to_article
from ingest.inputs.markup import to_text
from ingest.inputs.options import Item, ReadOptions, made
from ingest.inputs.xml_tree import found, name, prose, said, words
from rag.domain import Failure, Warn

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def items(data: bytes, file: str, options: ReadOptions) -> Iterator[Item]:
    """Yield the articles of a newsItem, of each in a newsMessage, or of a NITF.

    ``where`` is ``file#n`` in a message. E_XML_DTD, E_XML: see ``xml_tree.parse``. E_FORMAT:
    another root. E_STATUS: withheld or cancelled. Pictures, and packages, which list what stands
    beside them or in other files, are W_SKIPPED. Raises charset.UnreadableError for UTF-7.
    """
    decoded = xml_tree.decoded(data)
    try:
        root = xml_tree.parse(decoded.text)
    except xml_tree.BadXmlError as error:
        yield Failure(file, error.code, str(error))
        return
    if name(root) == "newsMessage":
        sets = [item for one in found(root, "itemSet") for item in one if name(item)]
        places = [f"{file}#{number}" for number in range(1, len(sets) + 1)]
        steps = (
            (where, partial(_item, item, where, options, ()))
            for where, item in zip(places, sets, strict=True)
        )
        yield from made(chain(decoded.doubts(file), steps), options)
        if not sets:
            yield Failure(file, "E_EMPTY", "the message holds no items")
        return
    one = _item(root, file, options, decoded.warnings)
    yield one if isinstance(one, Failure) else replace(one, path=file)


def _item(item: Element, where: str, options: ReadOptions, doubts: tuple[Warn, ...]) -> Item:
    kind = name(item)
    if kind == "packageItem":
        return Failure(where, "W_SKIPPED", "a package lists items, it holds none")
    if kind == "nitf":
        fields, text, until = nitf.fields(item), nitf.body(item), None
        refused = newswire.refusal(nitf.status(item), "", where)
    elif kind == "newsItem":
        fields, text = _fields(item), _text(item)
        until = said(item, "itemMeta/embargoed")
        refused = newswire.refusal(
            said(item, "itemMeta/pubStatus@qcode", "itemMeta/pubStatus@uri") or "",
            said(item, "itemMeta/itemClass@qcode", "itemMeta/itemClass@uri") or "",
            where,
        )
    else:
        return Failure(where, "E_FORMAT", f"neither NewsML-G2 nor NITF (it is {kind[:40]!r})")
    if refused is not None:
        return refused
    if not text.strip():
        return Failure(where, "E_EMPTY", "it has no text; is it in a file of its own?")
    article = to_article(fields, where, replace(options, mapping={}), text=text)
    if isinstance(article, Failure):
        return article
    warnings = (*doubts, *article.warnings, *newswire.embargo(until))
    return checked(replace(article, warnings=warnings))


def _fields(item: Element) -> dict[str, object]:
    """Return what a newsItem says of itself; guid and versions are one article's revisions."""
    values = {
        "published": said(
            item,
            *("itemMeta/firstCreated", "contentMeta/contentCreated", "itemMeta/versionCreated"),
        ),
        "modified": said(item, "itemMeta/versionCreated", "contentMeta/contentModified"),
        "headline": _headline(item) or said(item, "itemMeta/title"),
        "byline": said(item, "contentMeta/by") or _names(item, "contentMeta/creator"),
        "publisher": _named(item, "itemMeta/provider")
        or _named(item, "contentMeta/infoSource")
        or said(item, "contentMeta/creditline", "rightsInfo/copyrightHolder/name"),
        "section": said(item, "contentMeta/subject/name"),
        "language": said(item, "contentMeta/language@tag")
        or item.get("{http://www.w3.org/XML/1998/namespace}lang"),
        "external_id": item.get("guid"),
    }
    return {name: value for name, value in values.items() if value}


def _headline(item: Element) -> str | None:
    """Return the main headline: the one whose role says so, else the first."""
    heads = list(found(item, "contentMeta/headline"))
    main = [head for head in heads if "main" in head.get("role", "").casefold()]
    return words((main or heads or [None])[0])


def _named(item: Element, path: str) -> str | None:
    """Return a party's name, else its code without the prefix: "nprov:AFP" is AFP."""
    if literal := said(item, f"{path}/name", f"{path}@literal"):
        return literal
    code = said(item, f"{path}@qcode")
    return code.rpartition(":")[2] if code else None


def _names(item: Element, path: str) -> str | None:
    names = [said(party, "name") or party.get("literal") for party in found(item, path)]
    return ", ".join(filter(None, names)) or None


def _text(item: Element) -> str:
    """Return the item's text: of its XHTML, its NITF, its HTML or its plain text, the first."""
    for inline in found(item, "contentSet/inlineXML"):
        for root in (child for child in inline if name(child)):
            text = nitf.body(root) if name(root) == "nitf" else _xhtml(root)
            if text.strip():
                return text
    for inline in found(item, "contentSet/inlineData"):
        text = "".join(inline.itertext())
        if "html" in inline.get("contenttype", "").casefold():
            text = to_text(text)
        if text.strip():
            return text
    return ""


def _xhtml(root: Element) -> str:
    return prose(next(found(root, "body"), root))
