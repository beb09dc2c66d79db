"""The one entrance for faces and eval: ask, search, article, status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag.archive.archive import Archive
from rag.archive.runs import Status
from rag.asking import asked
from rag.bounds import require_filters, require_k, require_time
from rag.chain import AnswerChain, Event
from rag.domain import Answer, Coverage, Filters, Hit, Question, Revision, Turn
from rag.retrieve import NewsRetriever
from rag.settings import Settings


class Desk:
    """Everything a face can do with a home; safe to use from several threads."""

    def __init__(
        self, archive: Archive, retriever: NewsRetriever, chain: AnswerChain, settings: Settings
    ) -> None:
        self.archive = archive
        self.retriever = retriever
        self.chain = chain
        self.settings = settings

    def understand(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
    ) -> Question:
        """Read a question's words; QuestionError if there are none or far too many.

        ``asked_at`` is an epoch second, by default now. UsageError: it, or a filter, is out of
        bounds.
        """
        require_time(asked_at)
        require_filters(filters)
        return asked(
            self.archive, self.settings, text, asked_at=asked_at, filters=filters, history=history
        )

    def ask(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Answer a question in the archive's words, or abstain with the reason."""
        question = self.understand(text, asked_at=asked_at, filters=filters, history=history)
        return self.chain.invoke(question)

    def stream(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
    ) -> Iterator[Event]:
        """Give what was found, then the answer."""
        question = self.understand(text, asked_at=asked_at, filters=filters, history=history)
        return self.chain.stream(question)

    def search(
        self,
        text: str,
        *,
        k: int = 10,
        asked_at: int | None = None,
        filters: Filters = Filters(),
    ) -> list[Hit]:
        """Return up to ``k`` passages, best first, copies of a story folded into one.

        UsageError unless ``k`` is 1 to ``MOST_HITS``.
        """
        require_k(k)
        return self.retriever.find(self.understand(text, asked_at=asked_at, filters=filters), k=k)

    def article(self, article_id: str, number: int | None = None) -> Revision:
        """Return a revision of an article, by default the newest; NotFoundError if none."""
        return self.archive.revision(article_id, number)

    def resolve(self, names: Iterable[str]) -> dict[str, str]:
        """Return name -> article id, for ids, external ids and URLs that this home knows."""
        return {name: ids[0] for name, ids in self.archive.resolve(names).items()}

    def coverage(self, asked_at: int | None = None) -> Coverage:
        """Return what the archive holds at a time, by default over all time."""
        return self.archive.coverage(asked_at)

    def status(self) -> Status:
        """Return counts over the whole home."""
        return self.archive.status()

    def digest(self) -> str:
        """Return a sha256 hex of every revision's state: what an eval was run on."""
        return self.archive.digest()
