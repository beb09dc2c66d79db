"""Filters and ``asked_at`` as conditions on an index's metadata, the same for every index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rag.archive.times import NEVER, UNDATED
from rag.question.nouns import Filters

METADATA_KEYS: Final = (
    "article",
    "publisher",
    "language",
    "valid_from",
    "valid_to",
    "published_at",
)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Conditions that a passage's metadata must all meet; none at all narrows nothing.

    ``one_of`` holds (key, accepted strings), ``at_least`` and ``at_most`` (key, bound),
    bounds included and in epoch seconds.
    """

    one_of: tuple[tuple[str, tuple[str, ...]], ...] = ()
    at_least: tuple[tuple[str, int], ...] = ()
    at_most: tuple[tuple[str, int], ...] = ()

    @property
    def excludes_all(self) -> bool:
        """Whether no passage can meet it, so that nothing need be searched."""
        return any(not accepted for _, accepted in self.one_of)


def narrowing(filters: Filters | None, asked_at: int | None) -> Narrowing:
    """Return what ``filters`` and ``asked_at`` (epoch seconds) ask of a passage's metadata.

    A bound on the date leaves undated articles out. Times outside what the archive's sentinels
    leave room for are moved to the edge: a question asked in the year 300,000,000 sees the newest.
    """
    filters = filters or Filters()
    one_of = [
        (key, tuple(sorted(filter(_storable, accepted))))
        for key, accepted, narrows in (
            ("article", filters.articles or (), filters.articles is not None),
            ("publisher", set(filters.publishers), bool(filters.publishers)),
            ("language", set(filters.languages), bool(filters.languages)),
        )
        if narrows
    ]
    at_least: list[tuple[str, int]] = []
    at_most: list[tuple[str, int]] = []
    if filters.start is not None or filters.end is not None:
        at_least.append(("published_at", _dated(filters.start)))
    if filters.end is not None:
        at_most.append(("published_at", _dated(filters.end)))
    if asked_at is not None:
        moment = min(max(asked_at, UNDATED), NEVER - 1)
        at_most.append(("valid_from", moment))
        at_least.append(("valid_to", moment + 1))
    return Narrowing(tuple(one_of), tuple(at_least), tuple(at_most))


def _dated(bound: int | None) -> int:
    earliest = UNDATED + 1
    return earliest if bound is None else min(max(bound, earliest), NEVER)


def _storable(text: str) -> bool:
    # The archive holds no lone surrogate, so nothing can match one; Chroma refuses the query.
    return not any("\ud800" <= character <= "\udfff" for character in text)
