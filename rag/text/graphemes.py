"""Where a text may be cut without breaking a character as its reader sees it."""

from __future__ import annotations

import regex

_GRAPHEME = regex.compile(r"\X")
_BEYOND = 64  # code points read past the wanted end, to see whether a grapheme goes on


def last_end(text: str, start: int, reach: int) -> int:
    """Return the last grapheme boundary in ``(start, reach]``, ``start`` being one itself.

    Returns ``reach`` where a single grapheme fills the range (a letter under thousands of
    marks): no text a person reads holds one.
    """
    if reach >= len(text):
        return len(text)
    if text[reach - 1 : reach + 1].isascii() and text[reach - 1 : reach + 1] != "\r\n":
        return reach
    last = start
    for grapheme in _GRAPHEME.finditer(text, start, min(len(text), reach + _BEYOND)):
        if grapheme.end() > reach:
            break
        last = grapheme.end()
    return last if last > start else reach
