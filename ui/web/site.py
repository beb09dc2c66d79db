"""What the pages share: the desk that answers, what people keep, and the settings."""

from __future__ import annotations

from dataclasses import dataclass

from rag.settings import Settings
from ui.people.people import People
from ui.web.desk import Desk


@dataclass(frozen=True, slots=True)
class Site:
    """One home as served."""

    desk: Desk
    people: People
    settings: Settings
