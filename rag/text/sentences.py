"""Where the sentences of a text begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from rag.domain import Span
from rag.text.graphemes import last_end
from rag.text.lines import lines, trimmed

# sentencex looks at every pair of quotation marks in what it is given, which grows with the
# square of the length: a longer line goes in pieces of this many code points.
WINDOW = 16_000
TAIL = 24  # code points on either side that decide whether a sentence ends between them

_SPACE = regex.compile(r"\s")
_OPENING = frozenset("“‘„«‹「『([{")
_WORD = regex.compile(r"\w")
_ITEM = regex.compile(r"\W*(?:\d{1,3}|\p{L}|[ivxIVX]{1,5})[.)]\W*")
# Where sentencex ends a sentence that goes on: what stands before and what follows.
_GOES_ON = tuple(
    (regex.compile(before), regex.compile(after))
    for before, after in (
        (
            r"\b[ap]\.m\.$",
            r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May\b|June"
            r"|July|August|(?:Sept|Nov|Dec)ember|October|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\."
            r"|(?:[ECMP][SD]?|GM|BS|CES?|EES?|MS|IS|JS|AES?)T\b|UTC\b"
            r"|Eastern|Central|Mountain|Pacific|Greenwich",
        ),
        (
            r"\b(?:Mr|Mrs|Ms|Mx|Messrs|Mmes|Drs?|Prof|Sens?|Reps?|Govs?|Lt|Col|Gen|Maj|Sgt|Cpl"
            r"|Capt|Cmdr|Adm|Rev|Hon|Amb|Atty|Dir|Spc|Treas|Ste|Vol)\.$",
            r"\p{Lu}",
        ),
        (r"\b\p{Lu}\p{Ll}{0,4}\.$", r"(?!https?:|www\.)\p{Ll}(?!\p{Lu})"),  # "Avg. check"
    )
)


def sentences(text: str, language: str | None = None) -> list[Span]:
    """Return the sentences of ``text`` as spans in order, trimmed, not overlapping.

    Every character that is not white space is in one of them. A line's end ends its sentence
    (where text is wrapped at a fixed width, the paragraph's: see ``lines``). A closing
    quotation mark belongs to the sentence it closes, an opening one to the sentence it opens,
    an item's number to the item. ``language`` is a tag such as "en" or "pt-BR"; an unknown
    one, or none, is read as English.
    """
    code = _language(language)
    spans: list[Span] = []
    for line in lines(text):
        starts = _settle(text, list(_starts(text, line, code)), line.end)
        for start, end in zip(starts, [*starts[1:], line.end], strict=True):
            if span := trimmed(text, start, end):
                spans.append(span)
    return spans


def _language(tag: str | None) -> str:
    """Return the primary subtag of a language tag, "en" where there is none."""
    primary = regex.split(r"[-_]", (tag or "").strip().lower())[0]
    return primary if regex.fullmatch(r"[a-z]{2,3}", primary) else "en"


def _starts(text: str, line: Span, code: str) -> Iterator[int]:
    """Yield where sentences start in one line, window by window.

    A window's last sentence may go on behind it and is read again at the head of the next;
    if it fills its window it is cut there, as no sentence is that long.
    """
    from sentencex import get_sentence_boundaries

    start, end = line.start, line.end
    while start < end:
        stop = last_end(text, start, start + WINDOW) if start + WINDOW < end else end
        window = _SPACE.sub(" ", text[start:stop])  # it knows "Ms. Tamm" by the common space only
        begins = [start + found["start_index"] for found in get_sentence_boundaries(code, window)]
        if stop < end and len(begins) > 1:
            stop = begins.pop()
        yield from begins
        start = stop


def _settle(text: str, starts: list[int], end: int) -> list[int]:
    """Move starts so that marks and item numbers stand with their sentence."""
    settled = starts[:1]
    for start, stop in pairwise([*starts[1:], end]):
        tail = text[max(settled[-1], start - TAIL) : start].rstrip()
        if start - settled[-1] < TAIL and _stands_alone(tail):
            continue
        if not _WORD.search(text, start, stop) or _goes_on(tail, text[start : start + TAIL]):
            continue
        if tail[-1:] in _OPENING:
            kept = len(tail.rstrip("".join(_OPENING) + " "))
            settled.append(max(settled[-1], start - TAIL) + kept)
        else:
            settled.append(start)
    return settled


def _stands_alone(piece: str) -> bool:
    """Return whether a piece is no sentence: marks only, or the number of an item."""
    return not _WORD.search(piece) or bool(_ITEM.fullmatch(piece))


def _goes_on(before: str, after: str) -> bool:
    return before[-1:] == "." and any(
        head.search(before) and tail.match(after) for head, tail in _GOES_ON
    )
