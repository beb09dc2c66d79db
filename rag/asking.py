"""A question's words and an archive -> the question as understood: the one way to read one."""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from dataclasses import replace

from rag.archive.archive import Archive
from rag.question.nouns import Filters, Question, Turn
from rag.question.understand import understand
from rag.settings import Settings


def asked(
    archive: Archive,
    settings: Settings,
    text: str,
    *,
    asked_at: int | None = None,
    filters: Filters = Filters(),
    history: Sequence[Turn] = (),
    without: Set[str] | None = None,
) -> Question:
    """Read a question's words; QuestionError if there are none or far too many.

    ``asked_at`` is an epoch second, by default now. ``without``: parts to ignore, as in
    ``understand``.
    """
    moment = now() if asked_at is None else asked_at
    return understand(
        text,
        asked_at=moment,
        zone=settings.zone,
        publishers=archive.coverage(moment).publishers,
        filters=_spelled(filters, archive),
        history=history,
        without=without,
        max_chars=settings.limits.question_chars,
    )


def now() -> int:
    """Return the current epoch second."""
    return int(time.time())


def _spelled(filters: Filters, archive: Archive) -> Filters:
    """Return filters with languages as the archive spells them: FR is fr, en is en-GB too."""
    if not filters.languages:
        return filters
    wanted = tuple(language.casefold() for language in filters.languages)
    found = (
        known
        for known in archive.languages()
        if any(known.casefold() == one or known.casefold().startswith(f"{one}-") for one in wanted)
    )
    return replace(filters, languages=tuple(found) or filters.languages)
