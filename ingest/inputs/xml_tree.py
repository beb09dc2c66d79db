"""A stranger's XML -> a tree: no entities, no network, nothing read but the bytes given."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.inputs import charset
from ingest.inputs.markup import tree_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}encoding=["']([\w.-]+)""")
_HEAD = re.compile(r"\A[\s\ufeff]*(?:<\?xml[^>]*\?>)?")
_PROLOG = re.compile(r"\A(?:\s|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>", re.IGNORECASE)
_NITF = {
    "block": "div",
    "hl1": "h1",
    "hl2": "h2",
    "hl3": "h3",
    "media-caption": "figcaption",
    "media": "figure",
    "nitf-table": "div",
}
_UNSEEN = ("media-reference", "media-producer", "media-metadata", "media-object", "head")


class BadXmlError(ValueError):
    """XML that is not read; ``code`` is the failure's."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def decoded(data: bytes) -> charset.Decoded:
    """Decode XML by its mark, its declaration, else as any text; raises UnreadableError."""
    said = _DECLARED.match(data[:400])
    return charset.decode(data, said[1].decode() if said else None)


def parse(text: str) -> Element:
    """Return the root of an XML text.

    A DOCTYPE that only names a DTD is passed over, and nothing of it is loaded. Raises
    BadXmlError: E_XML_DTD for one that declares anything, E_XML for what is not well formed, or
    is nested deeper than 256 or has more than 10 MB in one piece, which libxml2 does not take.
    """
    from lxml import etree

    text = _HEAD.sub("", text, count=1)
    before = _PROLOG.match(text)
    at = before.end() if before else 0
    if text[at : at + 9].upper() == "<!DOCTYPE":
        doctype = _DOCTYPE.match(text, at)
        if doctype is None:
            raise BadXmlError("E_XML_DTD", "it has a DOCTYPE that declares something")
        text = text[doctype.end() :]
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise BadXmlError("E_XML", f"not well-formed: {error.msg}") from error


def name(element: Element) -> str:
    """Return an element's name without its namespace; "" of a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def found(element: Element, path: str) -> Iterator[Element]:
    """Yield what lies at ``path`` below, names without namespaces: "itemMeta/provider"."""
    first, _, rest = path.partition("/")
    for child in element:
        if name(child) == first:
            yield from found(child, rest) if rest else [child]


def words(element: Element | None) -> str | None:
    """Return an element's whole text on one line; None where there is none."""
    return " ".join("".join(element.itertext()).split()) or None if element is not None else None


def said(element: Element, *paths: str) -> str | None:
    """Return the text at the first path that has any; ``path@name`` is an attribute."""
    for path in paths:
        path, _, attribute = path.partition("@")
        for one in found(element, path):
            value = one.get(attribute, "").strip() if attribute else words(one)
            if value:
                return value
    return None


def prose(element: Element) -> str:
    """Return the text of XHTML or NITF as a reader would see it, a blank line a paragraph."""
    plain = copy.deepcopy(element)
    plain.tail = None
    for one in list(plain.iter()):
        kind = name(one)
        if kind in _UNSEEN:
            one.tag = "script"
        elif kind:
            one.tag = _NITF.get(kind, kind)
    return tree_text(plain)
