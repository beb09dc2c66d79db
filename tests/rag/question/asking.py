"""A question asked on a fixed day of a small archive, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Set
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rag.question.nouns import Filters, Question, Turn
from rag.question.understand import understand

UTC_ZONE = ZoneInfo("UTC")
PUBLISHERS = ("The Harbour Post", "BBC News", "CNN", "The Week", "Le Monde")


def at(day: str) -> int:
    """The first second of an ISO day, or of an ISO minute, in UTC."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


ASKED_AT = at("2024-12-05T12:00")  # a Thursday


def ask(
    text: str,
    *earlier: str | Turn,
    filters: Filters = Filters(),
    without: Set[str] | None = None,
) -> Question:
    """``text`` understood, after the ``earlier`` questions of the conversation."""
    return understand(
        text,
        asked_at=ASKED_AT,
        zone=UTC_ZONE,
        publishers=PUBLISHERS,
        filters=filters,
        history=[one if isinstance(one, Turn) else Turn(one) for one in earlier],
        without=without,
    )


def days(start: int | None, end: int | None) -> tuple[str | None, str | None]:
    """Two epoch seconds as ISO days in UTC."""

    def day(epoch: int | None) -> str | None:
        return None if epoch is None else f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%d}"

    return day(start), day(end)
