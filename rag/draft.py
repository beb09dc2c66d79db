"""A chat model's draft cut into sentences with the markers that belong to each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.sentences import sentences

_LABEL = r"(?:passages?|sources?|refs?\.?|nos?\.?)?\s*"
_NUMBERS = r"\^?\d{1,4}(?:\s*(?:[,;&–-]|and)\s*\^?\d{1,4})*"
_MARKER = re.compile(rf"[ \t]*[\[【［]\s*{_LABEL}({_NUMBERS})\s*[\]】］]", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+|^\s*#{1,6}\s+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|`")
_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.IGNORECASE | re.DOTALL)
# what str.splitlines would also break at, inside a quotation too
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_RANGE = 20  # a marker such as [1-400] is no list of passages


@dataclass(frozen=True, slots=True)
class Cut:
    """One sentence of a draft without its markers; ``markers`` are the numbers in it, once each."""

    text: str
    markers: tuple[int, ...]


def cut(draft: str) -> list[Cut]:
    """Cut ``draft`` into sentences.

    A marker belongs to the sentence it stands in, or that ends right before it; in a line that
    opens with a marker, to the sentence that follows. Markers are [1], [1][2], [1, 2], [1-3],
    [^1] and 【1】. Bullets, emphasis and a reasoning model's <think> part are no text.
    """
    found: list[Cut] = []
    plain = _CONTROL.sub(" ", _THINKING.sub("", draft).replace("\r\n", "\n"))
    for line in plain.split("\n"):
        found += _cut_line(_EMPHASIS.sub("", _BULLET.sub("", line)).strip())
    return found


def _cut_line(line: str) -> list[Cut]:
    plain, places = _split_markers(line)
    leading = bool(places) and places[0][0] == 0
    spans = sentences(plain)
    markers: list[dict[int, None]] = [{} for _ in spans]
    for at, numbers in places:
        owner = _owner([(span.start, span.end) for span in spans], at, leading=leading)
        if owner is not None:
            markers[owner].update(dict.fromkeys(numbers))
    cuts = [Cut(span.of(plain), tuple(own)) for span, own in zip(spans, markers, strict=True)]
    return [one for one in cuts if re.search(r"\w", one.text)]


def _split_markers(line: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """Return the line without markers, and (offset in it, numbers) for each."""
    plain, places, last = "", [], 0
    for match in _MARKER.finditer(line):
        plain += line[last : match.start()]
        places.append((len(plain), _numbers(match[1])))
        last = match.end()
    return plain + line[last:], places


def _owner(spans: list[tuple[int, int]], at: int, *, leading: bool) -> int | None:
    if leading:
        after = [n for n, (_, end) in enumerate(spans) if at < end]
        return after[0] if after else (len(spans) - 1 if spans else None)
    before = [n for n, (start, _) in enumerate(spans) if start < at]
    return before[-1] if before else (0 if spans else None)


def _numbers(inside: str) -> list[int]:
    numbers: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*\^?(\d+))?", inside):
        low, high = int(first), int(last or first)
        numbers += range(low, high + 1) if low <= high < low + _RANGE else [low, high]
    return numbers
