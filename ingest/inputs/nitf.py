"""NITF, the newswires' older XML, alone or inside NewsML-G2 and ninjs: its fields and its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.inputs.xml_tree import found, prose, said

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DAY = re.compile(r"(\d{8})(?:Z|[+-]\d{4})")  # a day with a zone, which says no more than the day


def fields(root: Element) -> dict[str, object]:
    """Return what a NITF's head and body.head say, under names that ``to_article`` knows."""
    published = said(
        root,
        "head/docdata/date.release@norm",
        "head/docdata/date.issue@norm",
        "head/pubdata@date.publication",
    )
    day = _DAY.fullmatch(published or "")
    values = {
        "published": day[1] if day else published,
        "headline": said(root, "body/body.head/hedline/hl1", "head/title"),
        "byline": said(root, "body/body.head/byline/person", "body/body.head/byline"),
        "external_id": said(root, "head/docdata/doc-id@id-string"),
        "url": said(root, "head/pubdata@ex-ref"),
        "publisher": said(
            root,
            "head/pubdata@name",
            "body/body.head/distributor",
            "head/docdata/doc.copyright@holder",
        ),
        "section": said(
            root,
            "head/pubdata@position.section",
            "head/tobject/tobject.subject@tobject.subject.type",
            "head/tobject/tobject.subject@tobject.subject.matter",
        ),
    }
    return {name: value for name, value in values.items() if value}


def status(root: Element) -> str:
    """Return the editorial status, "" where none is said: usable unless it is a kill."""
    return said(root, "head/docdata@management-status") or ""


def body(root: Element) -> str:
    """Return the text of body.content, a blank line a paragraph; "" where there is none."""
    return "\n\n".join(prose(content) for content in found(root, "body/body.content"))
