"""The words of a search marked in a text, and the piece of the text around the first of them."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from rag.read.terms import stem
from rag.text.fold import fold, tokens
from ui.web.escape import escape

AROUND = 300  # code points of a text that are shown
_BEFORE = 90  # of them before the first word found
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc]"
_WORD = regex.compile(rf"(?={_UNSPACED})\X|(?:(?!{_UNSPACED})[\p{{L}}\p{{M}}\p{{N}}])+")

Range = tuple[int, int]


def marks(text: str, words: Sequence[str]) -> list[Range]:
    """Return where the words stand in ``text``, as ranges of code points, in order, apart.

    A word is found in its other forms too, as the archive's full text finds it; of several
    words (a phrase, a run of a script without spaces) all must follow each other.
    """
    wanted = {tuple(stem(one) for one in tokens(word)) for word in words}
    wanted.discard(())
    if not wanted:
        return []
    places = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    stems = [stem(fold(text[start:end])) for start, end in places]
    return _joined(
        [
            (places[at][0], places[at + len(one) - 1][1])
            for at in range(len(stems))
            for one in wanted
            if tuple(stems[at : at + len(one)]) == one
        ]
    )


def marked(text: str, ranges: Sequence[Range]) -> str:
    """Return ``text`` as HTML with the ranges in ``<mark>``."""
    pieces, last = [], 0
    for start, end in ranges:
        pieces += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
        last = end
    return "".join([*pieces, escape(text[last:])])


def snippet(text: str, words: Sequence[str], *, opens: bool = True, closes: bool = True) -> str:
    """Return the piece of ``text`` around the first word found, marked, as HTML.

    ``opens`` and ``closes``: nothing stands before and after ``text`` where it was taken from.
    """
    ranges = marks(text, words)
    start = max(0, ranges[0][0] - _BEFORE) if ranges else 0
    if start:
        space = text.find(" ", start, ranges[0][0])
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + AROUND)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    inside = [
        (one - start, other - start) for one, other in ranges if one >= start and other <= end
    ]
    left = "… " if start or not opens else ""
    right = " …" if end < len(text) or not closes else ""
    return left + marked(text[start:end], inside) + right


def _joined(ranges: Sequence[Range]) -> list[Range]:
    apart: list[Range] = []
    for start, end in sorted(ranges):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
