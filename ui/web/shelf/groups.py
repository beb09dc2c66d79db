"""Conversations by the day of their last turn, and the place in the list where a page ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from itertools import groupby

from rag.errors import UsageError
from ui.people.nouns import Conversation
from ui.web import when
from ui.web.texts import say

_CURSOR = re.compile(r"(-?\d{1,12})\.([0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Group:
    """Conversations under one heading, in the order in which they came."""

    label: str
    conversations: tuple[Conversation, ...]


def groups(conversations: Sequence[Conversation], *, now: int, zone: tzinfo) -> list[Group]:
    """Return them under "Today", "Yesterday" or a month; ``now`` is an epoch second."""
    return [
        Group(label, tuple(some))
        for label, some in groupby(
            conversations, lambda one: label_of(one.changed_at, now=now, zone=zone)
        )
    ]


def label_of(epoch: int, *, now: int, zone: tzinfo) -> str:
    """Return the heading of a moment, by the calendar of ``zone``; a day to come is today's."""
    moment, today = when.local(epoch, zone), when.local(now, zone)
    if moment is None or today is None:
        return say("shelf.undated")
    if moment.date() >= today.date():
        return say("shelf.today")
    if moment.date() == today.date() - timedelta(days=1):
        return say("shelf.yesterday")
    return when.month_of(moment)


def time_of(epoch: int, *, now: int, zone: tzinfo) -> str:
    """Return what the heading leaves open: the time of a day that it names, else the day."""
    moment = when.local(epoch, zone)
    if moment is None:
        return ""
    if label_of(epoch, now=now, zone=zone) in {say("shelf.today"), say("shelf.yesterday")}:
        return when.clock(moment)
    return when.day_in_year(moment)


def date_of(epoch: int, *, now: int, zone: tzinfo) -> str:
    """Return when it was, where no heading says the day: "Today, 14:05", "3 May 2026"."""
    label = label_of(epoch, now=now, zone=zone)
    if label in {say("shelf.today"), say("shelf.yesterday")}:
        return say("when.day_at", day=label, clock=time_of(epoch, now=now, zone=zone))
    return when.day(epoch, zone) if when.local(epoch, zone) else label


def cursor_of(conversation: Conversation) -> str:
    """Return the place after a conversation, as it stands in an address."""
    return f"{conversation.changed_at}.{conversation.id}"


def after(cursor: str) -> Conversation | None:
    """Return what ``Shelf.list`` goes on after; None for a blank one, UsageError for any other."""
    if not cursor:
        return None
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise UsageError(say("shelf.no_place"), hint=say("shelf.no_place_hint"))
    return Conversation(match[2], "", 0, int(match[1]), 0)
