"""All that is known of one article: its states, its other prints, who is quoted in it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.attribution import Statement
from rag.domain import Article, Passage, Revision


@dataclass(frozen=True, slots=True)
class Record:
    """An article; ``shown`` is one of its ``revisions``, which come in the order of arrival.

    ``prints`` are the first passages of other prints of its story, earliest first. ``said`` is
    who says what in the shown revision, in its order; None where that is still to be marked.
    """

    article: Article
    revisions: tuple[Revision, ...]
    shown: Revision
    prints: tuple[Passage, ...]
    said: tuple[Statement, ...] | None
