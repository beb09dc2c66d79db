"""What stands over a text as the reader model sees it. Pure."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime

from rag.domain import Revision
from rag.ports import Titled


def headed(title: str, day: date | None) -> str:
    """Return day and headline in one line: a text that says "on Tuesday" does not name its year."""
    written = f"{day.day} {calendar.month_name[day.month]} {day.year}" if day else ""
    return ". ".join(part for part in (written, title) if part)


def titled(revision: Revision, text: str, *, dated: bool) -> Titled:
    """Return a piece of a revision under its headline and, if ``dated``, its day (UTC)."""
    published = revision.published if dated else None
    day = datetime.fromtimestamp(published.epoch, UTC).date() if published else None
    return Titled(headed(revision.title or "", day), text)
