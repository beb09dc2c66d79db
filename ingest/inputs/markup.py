"""A piece of HTML (a feed's entry, a CMS's field) -> plain text, a blank line a paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement, HTMLParser

_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
        *("details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer"),
        *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav"),
        *("ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("tr", "ul"),
    }
)
_TIGHT = frozenset({"li", "dt", "dd", "tr"})  # one line break between them, not a blank line
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset(
    {
        *("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math"),
        *("canvas", "audio", "video", "head", "title", "select", "textarea", "button", "input"),
        *("img", "map"),
    }
)
_LOOKS = re.compile(
    r"\s*<(?:!--|p|div|h[1-6]|article|section|figure|ul|ol|blockquote|span|strong|em|b|i|a|img)"
    r"(?:\s[^<>]*)?/?>.*</?(?:p|div|h[1-6]|article|section|figure|ul|ol|blockquote|br)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_PARAGRAPH_END = re.compile(r"</p\s*>|<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class TooDeepError(ValueError):
    """HTML nested deeper than its parser goes (2,048 elements); it would lose text silently."""


def is_markup(text: str) -> bool:
    """Say whether a text is HTML: it begins with a tag and has blocks, or ends paragraphs twice.

    A text about HTML, or with a stray tag in it, is not.
    """
    if "<" not in text:
        return False
    return bool(_LOOKS.match(text)) or len(_PARAGRAPH_END.findall(text)) >= 2


def parse(html: str) -> HtmlElement | None:
    """Parse HTML of any size; None where there is nothing in it.

    Raises TooDeepError for one nested deeper than 2,048 elements, and MemoryError.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        tree = document_fromstring(_INVALID.sub("", html).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        if _out_of_memory(parser):
            raise MemoryError from None
        return None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise TooDeepError("nested deeper than 2,048 elements")
    return tree


def _out_of_memory(parser: HTMLParser) -> bool:
    """Say whether libxml2 ran out of memory, which lxml tells as if there were no text."""
    from lxml import etree

    return any(error.type == etree.ErrorTypes.ERR_NO_MEMORY for error in parser.error_log)


def to_text(html: str) -> str:
    """Return the text of a piece of HTML as a reader would see it, without scripts and media."""
    if "<" not in html and "&" not in html:
        return html
    try:
        tree = parse(html)
    except TooDeepError:
        return re.sub(r"<[^<>]*>", " ", html)
    return "" if tree is None else tree_text(tree)


def tree_text(tree: HtmlElement) -> str:
    """Return the text under an element; walks without recursion, so depth does not matter."""
    pieces: list[str] = []
    walk: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while walk:
        element, leaving = walk.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if leaving:
            pieces.append(_break(tag))
            pieces.append(_flat(element.tail) if element is not tree else "")
            continue
        walk.append((element, True))
        if tag in _UNSEEN or not tag:
            continue
        pieces.append(_break(tag))
        pieces.append("\n" if tag == "br" else "")
        pieces.append((element.text or "") if tag == "pre" else _flat(element.text))
        walk.extend((child, False) for child in reversed(element))
    text = re.sub(r"[ \t]*[\x1d\x1e\n][ \t\x1d\x1e\n]*", _strongest, "".join(pieces))
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def _strongest(run: re.Match[str]) -> str:
    r"""Return the strongest of the breaks that meet: \x1d a paragraph's, \x1e a line's."""
    if "\x1d" in run[0]:
        return "\n\n"
    return "\n" * min(2, max(1, run[0].count("\n")))


def _flat(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text) if text else ""


def _break(tag: str) -> str:
    if tag in _CELLS:
        return " "
    if tag in _TIGHT:
        return "\x1e"
    return "\x1d" if tag in _BLOCKS else ""
