"""brat's standoff files: text-bound spans, and events that join them in roles.

Format: brat.nlplab.org/standoff.html. ``T1<tab>Source 0 11<tab>text`` (pieces of a broken span
parted by ``;``) and ``E1<tab>Attribution:T4 Content:T3 Cue:T2 Source:T1``; offsets count code
points.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.domain import Span

_SPAN = re.compile(r"(T\d+)\t\S+ (\d+ \d+(?:;\d+ \d+)*)(?:\t.*)?")
_EVENT = re.compile(r"(E\d+)\t(\S+:\S+(?: \S+:\S+)*) ?")
_NUMBER = re.compile(r"\d*$")


@dataclass(frozen=True, slots=True)
class Event:
    """One event: the spans in each of its roles, in the order of the text."""

    id: str
    roles: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Standoff:
    """A file's events, and by line number what was wrong with a line."""

    events: tuple[Event, ...]
    problems: tuple[tuple[int, str], ...]


def parse(annotations: str, text: str) -> Standoff:
    """Read annotations of a text; a line that fits neither form, or not the text, is a problem.

    Lines of other kinds (notes, attributes, relations) say nothing about events.
    """
    spans = dict[str, tuple[Span, ...]]()
    events = list[Event]()
    problems = list[tuple[int, str]]()
    lines = list(enumerate(annotations.splitlines(), start=1))
    for number, line in lines:  # an event may stand before its spans
        if line.startswith("T"):
            read = _spans(line, text)
            if isinstance(read, str):
                problems.append((number, read))
            else:
                spans[read[0]] = read[1]
    for number, line in lines:
        if line.startswith("E"):
            event = _event(line, spans)
            if isinstance(event, str):
                problems.append((number, event))
            else:
                events.append(event)
    return Standoff(tuple(events), tuple(sorted(problems)))


def _spans(line: str, text: str) -> tuple[str, tuple[Span, ...]] | str:
    if (found := _SPAN.fullmatch(line)) is None:
        return f"not a span: {line[:60]!r}"
    pieces = list[Span]()
    for piece in found[2].split(";"):
        start, end = map(int, piece.split())
        if not start < end <= len(text):
            return f"{found[1]} stands at {start} to {end} of a text of {len(text)}"
        pieces.append(Span(start, end))
    return found[1], tuple(pieces)


def _event(line: str, spans: Mapping[str, Sequence[Span]]) -> Event | str:
    if (found := _EVENT.fullmatch(line)) is None:
        return f"not an event: {line[:60]!r}"
    roles = dict[str, list[Span]]()
    for part in found[2].split():
        role, _, name = part.partition(":")
        if name not in spans:
            return f"{found[1]} names {name}, which is not there"
        # brat numbers a role that an event has more than once: Content, Content2
        roles.setdefault(_NUMBER.sub("", role), []).extend(spans[name])
    placed = {role: tuple(sorted(of, key=lambda s: s.start)) for role, of in roles.items()}
    return Event(found[1], placed)
