"""What the page needs of a desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from rag.domain import Answer, Coverage, Filters, Hit, Turn
from rag.record import Record
from ui.people.reopen import Held


class Found(Protocol):
    """What was found for a question, before it is read."""

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Passages, best first."""
        ...


class Desk(Protocol):
    """Answers questions over one archive; safe to call from several threads."""

    @property
    def archive(self) -> Held:
        """The archive's articles, by which a kept answer is checked."""
        ...

    def stream(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
    ) -> Iterator[Found | Answer]:
        """Give what was found, then the answer, growing where a chat model writes it.

        Raises QuestionError where ``text`` is no question.
        """
        ...

    def search(
        self,
        text: str,
        *,
        k: int = 10,
        asked_at: int | None = None,
        filters: Filters = Filters(),
    ) -> list[Hit]:
        """Return passages, best first."""
        ...

    def record(self, article_id: str, number: int | None = None) -> Record:
        """Return an article with every state it had; NotFoundError, ArchiveError as the desk."""
        ...

    def coverage(self) -> Coverage:
        """Return what the archive holds now."""
        ...

    def resolve(self, names: Iterable[str]) -> Mapping[str, str]:
        """Return name -> article id, for ids, external ids and URLs that this home knows."""
        ...
