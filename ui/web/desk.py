"""What the page needs of a desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Protocol

from rag.archive.runs import Status
from rag.attribution import Statement
from rag.browse import Browse, Listed, Newest, Printed
from rag.domain import Abstained, Answer, Citation, Coverage, Failure, Hit, Revision
from rag.question.nouns import Filters, Turn
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
        without: Set[str] | None = None,
    ) -> Iterator[Found | Answer]:
        """Give what was found, then the answer, growing where a chat model writes it.

        ``without``: parts of the question to ignore. QuestionError where ``text`` is none.
        """
        ...

    def can_answer(
        self, text: str, *, asked_at: int | None = None, filters: Filters = Filters()
    ) -> bool:
        """Tell whether the archive's words answer a question, without asking a chat model."""
        ...

    def related(self, answer: Abstained) -> Sequence[Citation]:
        """Return what of an abstention's nearest passages is about what was asked."""
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

    def statements(self, revision: Revision) -> Sequence[Statement]:
        """Return who says what in a revision, in order; nothing while it waits to be marked."""
        ...

    def coverage(self) -> Coverage:
        """Return what the archive holds now."""
        ...

    def resolve(self, names: Iterable[str]) -> Mapping[str, str]:
        """Return name -> article id, for ids, external ids and URLs that this home knows."""
        ...

    def listed(self, browse: Browse, *, limit: int, offset: int = 0) -> list[Listed]:
        """Return ``limit`` articles of a list, from the one after ``offset`` on."""
        ...

    def counted(self, browse: Browse) -> int:
        """Return how many articles a list has in all."""
        ...

    def printed(self, browse: Browse) -> list[Printed]:
        """Return how many articles of a list each publisher printed at each time."""
        ...

    def newest(self) -> list[Newest]:
        """Return what each publisher last printed, the largest first."""
        ...

    def languages(self) -> tuple[str, ...]:
        """Return the languages that articles name, as they name them."""
        ...

    def failures(self) -> list[Failure]:
        """Return what each input's last run left out or found odd."""
        ...

    def status(self) -> Status:
        """Return counts over the whole home."""
        ...
