"""Text that a page holds and no reader sees: removed, for it may be meant for a machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0*\.?0+(?![\d.])"
    r"|font\s*:[^;]*\b0px\b",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))",
    re.IGNORECASE,
)
_BACKED = re.compile(r"background", re.IGNORECASE)
_SPEECHLESS = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "input"})
_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form", "dialog", "menu", "button"})
_FEWEST = 3  # words; less is an icon's or a menu's label


def remove_hidden(tree: HtmlElement) -> list[str]:
    """Take elements out of ``tree`` that inline style or ``hidden`` keep from a reader's eyes.

    Returns the texts removed that stood where an article might, in order. White text counts as
    hidden unless an inline background stands behind it. Style sheets are not read.
    """
    texts = []
    for element in [one for one in tree.iter() if isinstance(one.tag, str) and _is_hidden(one)]:
        above = list(element.iterancestors())
        if element.tag == "body" or not above or above[-1] is not tree:  # gone with its parent
            continue
        words = " ".join(element.text_content().split())
        tags = {one.tag for one in (element, *above)}
        if len(words.split()) >= _FEWEST and not tags & (_FURNITURE | _SPEECHLESS):
            texts.append(words)
        element.drop_tree()
    return texts


def _is_hidden(element: HtmlElement) -> bool:
    if element.tag in _SPEECHLESS:
        return False
    hidden = element.get("hidden")
    if hidden is not None and hidden != "until-found":
        return True
    style = element.get("style")
    if not style:
        return False
    if _HIDING.search(style):
        return True
    return bool(_WHITE.search(style)) and not any(
        _BACKED.search(one.get("style") or "") for one in (element, *element.iterancestors())
    )
