"""Where words stand between quotation marks, also over several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import Span

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_MARK = re.compile(r"'(?=''(?!\w))|''|``|[\"“”„«»‹›‘’']")
_CLOSERS = {  # of the same style, then of others
    '"': (('"',), ("”",)),
    "“": (("”",), ('"',)),
    "„": (("“", "”"), ('"',)),
    "«": (("»",),),
    "‹": (("›",),),
    "‘": (("’",), ("'",)),
    "'": (("'",), ("’",)),
    "''": (("''",), ('"',)),
    "``": (("''",), ('"',)),
}
_SINGLE = ("‘", "'")
_ALWAYS_OPEN = frozenset(("“", "„", "«", "‹", "``"))
_ALWAYS_CLOSE = frozenset("”»›")
_EITHER = frozenset(('"', "'", "''"))
_REACH = 200  # marks looked at for a closing one: a text of nothing but marks stays fast


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks, within one paragraph; marks inside it are part of it.

    ``outer`` has the marks, ``inner`` has not. Quotations of one ``chain`` are one utterance
    that goes on over paragraphs, each of which opens its mark anew.
    """

    outer: Span
    inner: Span
    chain: int


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    start: int
    end: int
    opens: bool
    closes: bool


def quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of ``text`` in order, none empty, none overlapping."""
    found: list[Quotation] = []
    runs_on: str | None = None
    for line in _LINE.finditer(text):
        begin = line.start() + len(line.group()) - len(line.group().lstrip())
        if begin >= line.end():
            continue
        chain_goes_on = runs_on is not None and text.startswith(runs_on, begin)
        runs_on = None
        for opening, close in _pairs(text, line.start(), line.end()):
            goes_on = chain_goes_on and opening.start == begin
            chain = found[-1].chain if goes_on and found else len(found)
            stop = close.start if close else line.end()
            if not text[opening.end : stop].strip():
                continue
            if close is None:
                runs_on = opening.text
            outer = Span(opening.start, close.end if close else stop)
            found.append(Quotation(outer, _trimmed(text, opening.end, stop), chain))
    return found


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[_Mark, _Mark | None]]:
    """Yield opening and closing marks; the closing one is None where the line ends first."""
    marks = [_mark(text, match) for match in _MARK.finditer(text, start, end)]
    at = 0
    while at < len(marks):
        opening = marks[at]
        if not opening.opens:
            at += 1
            continue
        close = _close(text, marks, at)
        if close is not None:
            yield opening, marks[close]
            at = close + 1
        elif opening.text in _SINGLE or not _begins_speech(text, start, opening.start):
            at += 1
        else:
            yield opening, None
            return


def _close(text: str, marks: list[_Mark], at: int) -> int | None:
    """Return the index of the mark that closes ``marks[at]``, or None.

    A mark of another style closes only where none of its own follows, or where it can do nothing
    else and stands first: “Stay," said Lind. "Go.” A stop or comma before a single mark tells it
    from an apostrophe; without one the first that could close does.
    """
    own, *others = _CLOSERS[marks[at].text]
    found = _close_by(own, text, marks, at)
    for closers in others:
        if found is None:
            found = _close_by(closers, text, marks, at)
        elif marks[at].text == "“":
            between = (k for k in range(at + 1, found) if marks[k].text in closers)
            first = next(between, found)
            found = found if marks[first].opens else first
    return found


def _close_by(closers: tuple[str, ...], text: str, marks: list[_Mark], at: int) -> int | None:
    opening, depth, last = marks[at], 1, None
    for index in range(at + 1, min(len(marks), at + _REACH)):
        mark = marks[index]
        if mark.closes and mark.text in closers:
            last = index if last is None or opening.text not in _SINGLE else last
            if opening.text in _SINGLE:
                if text[mark.start - 1] in ",.?!…":
                    return index
                continue
            depth -= 1
            if depth == 0:
                return index
        elif mark.text == opening.text and mark.opens:
            if opening.text in _SINGLE and last is not None:
                return last
            depth += 1
    return last


def _mark(text: str, match: re.Match[str]) -> _Mark:
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    mark = match.group()
    left_free = not before.isalnum() and before not in ".,!?…"
    right_free = not after.isalnum()
    opens = mark in _ALWAYS_OPEN or (
        (mark in _EITHER or mark == "‘") and left_free and not after.isspace()
    )
    earlier = text[match.start() - 2] if match.start() > 1 else " "
    loose = before.isspace() and after.isspace() and earlier in ",.?!'’"  # "Stay, " said
    closes = mark in _ALWAYS_CLOSE or (
        (mark in _EITHER or mark in "’“") and right_free and (loose or not before.isspace())
    )
    return _Mark(mark, match.start(), match.end(), opens, closes)


def _begins_speech(text: str, start: int, at: int) -> bool:
    """Whether a mark that nothing closes still opens speech: at a line's or clause's head."""
    before = text[start:at].rstrip()
    return not before or before[-1] in ",:.!?"


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
