"""When each revision of an article held. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.archive.times import EVER
from rag.domain import IncomingArticle, NewsTime, Precision

DAY = 86_400  # seconds; by how much a clock change moves midnight does not matter here


@dataclass(frozen=True, slots=True)
class Begin:
    """The start of one revision: its number, when it began, and from when it may be shown."""

    number: int
    valid_from: int
    visible_from: int


def begin(incoming: IncomingArticle, *, before: Sequence[Begin], retrieved_at: int) -> Begin:
    """Return when a revision began (epoch seconds); ``before`` holds those that came before it.

    That is its modified time, else the published time for the first one, else when it was
    retrieved; never after that, since nothing can be retrieved before it is there. An original
    that arrives after its correction (files in a folder have no order) began when it was
    published too. The first revision of an undated article may be shown at any time asked.
    """
    number = len(before) + 1
    stated = _stated(incoming, before)
    valid_from = retrieved_at if stated is None else min(stated, retrieved_at)
    undated_first = number == 1 and incoming.published is None and incoming.modified is None
    return Begin(number, valid_from, EVER if undated_first else valid_from)


def ends(begins: Sequence[Begin]) -> dict[int, int | None]:
    """Return number -> valid_to: when the next revision began, None for the newest.

    Revisions are ordered by when they began, then by arrival: an older state that arrives late
    takes its place in the past. A state overtaken in the same second was never in force.
    """
    ordered = sorted(begins, key=lambda one: (one.visible_from, one.number))
    following = [one.visible_from for one in ordered[1:]]
    return dict(zip((one.number for one in ordered), [*following, None], strict=True))


def _stated(incoming: IncomingArticle, before: Sequence[Begin]) -> int | None:
    published, modified = incoming.published, incoming.modified
    if modified is not None:
        known = [one.visible_from for one in before]
        return _changed(modified, [*known, published.epoch] if published else known)
    if published is not None and all(one.visible_from > published.epoch for one in before):
        return published.epoch
    return None


def _changed(modified: NewsTime, known: Sequence[int]) -> int:
    """Return when a change was made; of one given by its day alone, after all else of that day.

    At the day's first second it would come before what it corrects, and never be in force.
    """
    if modified.precision is not Precision.DAY:
        return modified.epoch
    that_day = [epoch for epoch in known if 0 <= epoch - modified.epoch < DAY]
    return max(that_day) + 1 if that_day else modified.epoch
