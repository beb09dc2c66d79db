"""The one entrance for faces and eval: ask, search, article, status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rag.archive.archive import Archive
from rag.archive.runs import Status
from rag.chain import AnswerChain, Event
from rag.domain import Answer, Coverage, Filters, Hit, Question, Revision, Turn
from rag.question.understand import understand
from rag.retrieve import NewsRetriever, now
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

        ``asked_at`` is an epoch second, by default now.
        """
        moment = now() if asked_at is None else asked_at
        return understand(
            text,
            asked_at=moment,
            zone=self.settings.zone,
            publishers=self.archive.coverage(moment).publishers,
            filters=self._spelled(filters),
            history=history,
            max_chars=self.settings.limits.question_chars,
        )

    def _spelled(self, filters: Filters) -> Filters:
        """Return filters with languages as the archive spells them: FR is fr, en is en-GB too."""
        if not filters.languages:
            return filters
        wanted = tuple(language.casefold() for language in filters.languages)
        found = (
            known
            for known in self.archive.languages()
            if any(
                known.casefold() == one or known.casefold().startswith(f"{one}-") for one in wanted
            )
        )
        return replace(filters, languages=tuple(found) or filters.languages)

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
        """Return up to ``k`` passages, best first, copies of a story folded into one."""
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
