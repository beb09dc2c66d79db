"""The one entrance for faces and eval: ask, search, article, status."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property, partial
from typing import TYPE_CHECKING

from rag.answering import Answering, Event
from rag.archive.archive import Archive
from rag.archive.runs import Status
from rag.asking import asked
from rag.attribution import Statement
from rag.bounds import require_filters, require_k, require_time
from rag.browse import Browse, Listed, Newest, Printed
from rag.cover import shares
from rag.domain import (
    Abstained,
    Answer,
    Answered,
    Citation,
    Coverage,
    Failure,
    Hit,
    Passage,
    Revision,
)
from rag.errors import ArchiveError
from rag.gate import is_intact
from rag.question.nouns import Filters, Question, Turn
from rag.question.publishers import unknown
from rag.record import Record
from rag.settings import Settings

if TYPE_CHECKING:  # half a second to import, and needed only where LangChain is used
    from langchain_core.language_models import BaseChatModel

    from rag.chain import AnswerChain
    from rag.retrieve import NewsRetriever

MOST_PRINTS = 20  # of a story, beside an article
RELATED = 0.4  # share of a question's rare words from which an article is about them


class Desk:
    """Everything a face can do with a home; safe to use from several threads."""

    def __init__(
        self,
        archive: Archive,
        answering: Answering,
        settings: Settings,
        model: BaseChatModel | None = None,
    ) -> None:
        self.archive = archive
        self.settings = settings
        self.answering = answering  # for who measures its parts; ``ask`` is the entrance
        self._model = model

    @cached_property
    def retriever(self) -> NewsRetriever:
        """The retriever for LangChain programs."""
        from rag.retrieve import NewsRetriever

        return NewsRetriever(
            legs=self.answering.finder.legs,
            read=partial(asked, self.archive, self.settings),
            traced=self.settings.tracing,
        )

    @cached_property
    def chain(self) -> AnswerChain:
        """The chain for LangChain programs: what ``ask`` and ``stream`` give, with callbacks."""
        from rag.chain import AnswerChain

        return AnswerChain(self.retriever, self.settings, self.answering.models.spans, self._model)

    def understand(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
        without: Set[str] | None = None,
    ) -> Question:
        """Read a question's words; QuestionError if there are none or far too many.

        ``asked_at`` is an epoch second, by default now. The parts of rag/question/parts.py in
        ``without`` are ignored; None: as the question before was asked. UsageError: the time, or
        a filter, is out of bounds.
        """
        require_time(asked_at)
        require_filters(filters)
        return asked(
            self.archive,
            self.settings,
            text,
            asked_at=asked_at,
            filters=filters,
            history=history,
            without=without,
        )

    def ask(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
        without: Set[str] | None = None,
    ) -> Answer:
        """Answer a question in the archive's words, or abstain with the reason."""
        question = self.understand(
            text, asked_at=asked_at, filters=filters, history=history, without=without
        )
        if self._needs_langchain:
            return self.chain.invoke(question)
        return self.answering.answer(question)

    def can_answer(
        self, text: str, *, asked_at: int | None = None, filters: Filters = Filters()
    ) -> bool:
        """Tell whether the archive's words answer a question; no chat model is asked, none told."""
        question = self.understand(text, asked_at=asked_at, filters=filters)
        return isinstance(self.answering.answer(question), Answered)

    def related(self, answer: Abstained) -> tuple[Citation, ...]:
        """Return what of an abstention's nearest passages is about what was asked.

        Something is nearest to any words; an article is about them if it holds enough of what
        the rare ones among them tell.
        """
        weights = self.answering.finder.legs.weights(answer.question)
        told = [one.passage.revision for one in answer.nearest]
        held = shares(weights, [f"{one.title or ''}\n{one.text}" for one in told])
        return tuple(
            one for one, share in zip(answer.nearest, held, strict=True) if share >= RELATED
        )

    def stream(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
        without: Set[str] | None = None,
    ) -> Iterator[Event]:
        """Give what was found, then the answer."""
        question = self.understand(
            text, asked_at=asked_at, filters=filters, history=history, without=without
        )
        if self._needs_langchain:
            return self.chain.stream(question)
        return self.answering.events(question)

    @property
    def _needs_langchain(self) -> bool:
        """Whether a chat model adds to answers, or LangSmith is to hear of them."""
        return self._model is not None or self.settings.tracing

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
        question = self.understand(text, asked_at=asked_at, filters=filters)
        return self.answering.finder.find(question, k=k)

    def article(self, article_id: str, number: int | None = None) -> Revision:
        """Return a revision of an article, by default the newest; NotFoundError if none.

        Raises ArchiveError for one that is not as it was kept.
        """
        revision = self.archive.revision(article_id, number)
        if not is_intact(revision):
            raise ArchiveError(
                f"article {article_id} revision {revision.number} is damaged and is not shown",
                hint="Run `dateline doctor`: it says what to do.",
            )
        return revision

    def record(self, article_id: str, number: int | None = None) -> Record:
        """Return an article with every state it had, ``number`` shown, by default the newest.

        Raises NotFoundError if there is none or it was withdrawn, ArchiveError if the shown one
        is not as it was kept.
        """
        shown = self.article(article_id, number)
        article = self.archive.article(article_id)
        assert article is not None  # it has a revision
        return Record(
            article,
            tuple(self.archive.revisions(article_id)),
            shown,
            self._other_prints(article_id),
            self._said(shown),
        )

    def _other_prints(self, article_id: str) -> tuple[Passage, ...]:
        story = self.archive.stories([article_id]).get(article_id)
        if story is None:
            return ()
        found = self.archive.prints(
            [story], filters=Filters(), asked_at=int(time.time()), limit=MOST_PRINTS
        )
        others = found.get(story, {})
        return tuple(some[0] for id_, some in others.items() if id_ != article_id)

    def statements(self, revision: Revision) -> tuple[Statement, ...]:
        """Return who says what in a revision, in order; nothing while it waits to be marked."""
        return self._said(revision) or ()

    def _said(self, revision: Revision) -> tuple[Statement, ...] | None:
        found = self.archive.quotes(revision)
        return None if found is None else tuple(found)

    def resolve(self, names: Iterable[str]) -> dict[str, str]:
        """Return name -> article id, for ids, external ids and URLs that this home knows."""
        return {name: ids[0] for name, ids in self.archive.resolve(names).items()}

    def unknown_publishers(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return each name of which the archive has no article, with names near it that it has."""
        return unknown(names, self.coverage().publishers)

    def coverage(self, asked_at: int | None = None) -> Coverage:
        """Return what the archive holds at a time, by default over all time."""
        return self.archive.coverage(asked_at)

    def status(self) -> Status:
        """Return counts over the whole home."""
        return self.archive.status()

    def listed(self, browse: Browse, *, limit: int, offset: int = 0) -> list[Listed]:
        """Return ``limit`` articles of a list, from the one after ``offset`` on."""
        require_filters(browse.filters)
        return self.archive.listed(browse, limit=limit, offset=offset)

    def counted(self, browse: Browse) -> int:
        """Return how many articles a list has in all."""
        require_filters(browse.filters)
        return self.archive.counted(browse)

    def printed(self, browse: Browse) -> list[Printed]:
        """Return how many articles of a list each publisher printed at each time."""
        require_filters(browse.filters)
        return self.archive.printed(browse)

    def newest(self) -> list[Newest]:
        """Return what each publisher last printed, the largest first."""
        return self.archive.newest()

    def languages(self) -> tuple[str, ...]:
        """Return the languages that articles name, as they name them."""
        return self.archive.languages()

    def failures(self) -> list[Failure]:
        """Return what each input's last run left out or found odd."""
        return self.archive.failures()

    def digest(self) -> str:
        """Return a sha256 hex of every revision's state: what an eval was run on."""
        return self.archive.digest()
