"""What a run is asked to do; imports nothing heavy, so that ``--help`` is quick."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AsOf(StrEnum):
    """When the questions are asked: each at its own time, or all of them now."""

    ASKED = "asked"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Options:
    """Which questions to ask, when, and of what.

    ``now``, in epoch seconds, is one for the whole run. ``contexts`` names the list of
    articles that each question is answered from; None: the whole archive. ``search_only``
    leaves the answers out, where only finding is measured.
    """

    now: int
    as_of: AsOf = AsOf.ASKED
    contexts: str | None = None
    limit: int | None = None
    search_only: bool = False
