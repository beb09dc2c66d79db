"""The retriever as LangChain knows one: a question in, passages as documents out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableConfig
from pydantic import ConfigDict, PrivateAttr, SkipValidation

from rag.adapters.tracing import context
from rag.answer_json import news_time
from rag.domain import Hit, Question
from rag.gate import is_intact
from rag.legs import Legs
from rag.ports import Vectors
from rag.question.sought import sought
from rag.rank import Candidate, rank
from rag.voices import LISTED, Prints, fold, merge, speak

ROUNDS = 5  # of proposing, each twice as much, where a text that hundreds print fills the legs


class PassageDocument(Document):
    """A passage found, as a LangChain document; ``hit`` is the whole of it."""

    _hit: Hit = PrivateAttr()

    @classmethod
    def of(cls, hit: Hit) -> PassageDocument:
        """Return the document of a hit: its text, and metadata of plain values."""
        passage = hit.passage
        document = cls(
            id=str(passage.id),
            page_content=passage.text,
            metadata={
                "article_id": passage.article.id,
                "revision": passage.revision.number,
                "start": passage.span.start,
                "end": passage.span.end,
                "publisher": passage.article.publisher,
                "title": passage.revision.title,
                "published_at": news_time(passage.revision.published),
                "url": passage.article.url,
                "score": hit.score,
            },
        )
        document._hit = hit
        return document

    @property
    def hit(self) -> Hit:
        """The hit with its ranks."""
        return self._hit


class NewsRetriever(BaseRetriever):
    """Dense and lexical search over the archive, fused, with a bounded recency prior.

    ``read`` turns a question's text into a Question asked now; pass ``question=`` to ``invoke``
    to search as of another time or with filters.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    legs: SkipValidation[Legs]
    read: Callable[[str], Question]
    traced: bool = False  # whether LangSmith may hear of it
    k: int | None = None  # documents returned; None: the setting
    _vector: Callable[[str], Vectors] = PrivateAttr()

    def model_post_init(self, context: object, /) -> None:
        """Keep the vectors of the last questions: searching and reading ask for the same."""
        del context
        self._vector = lru_cache(maxsize=64)(lambda text: self.legs.encoder.encode([text])[0])

    def invoke(
        self,
        input: str,  # noqa: A002  LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """Return the documents found for a question's text."""
        return context(traced=self.traced).run(super().invoke, input, config, **kwargs)

    def vector(self, text: str) -> Vectors:
        """Return a question's vector, shape (dim,)."""
        return self._vector(text)

    def find(self, question: Question, *, k: int | None = None) -> list[Hit]:
        """Return up to ``k`` hits, best first, copies of a story folded into one.

        Nothing is found in a revision whose text is not the one that was ingested.
        """
        self.legs.index.refresh()
        wanted = k or self.k or self.legs.settings.top_k
        found: list[Hit] = []
        for legs in _wider_and_wider(self.legs):
            candidates = legs.candidates(question, self.vector(sought(question)))
            found = self._voices(candidates, question, wanted)
            if len(found) >= wanted or not _is_full(candidates, legs.settings.candidates):
                break
        return found

    def _voices(
        self, candidates: Sequence[Candidate], question: Question, wanted: int
    ) -> list[Hit]:
        hits = rank(candidates, question, recency_days=self.legs.settings.recency_days)
        stories = self.legs.archive.stories(list({hit.passage.article.id for hit in hits}))
        intact = (hit for hit in hits if is_intact(hit.passage.revision))
        groups = fold(intact, stories, enough=wanted)
        voices: list[Hit] = []
        while groups and len(voices) < wanted:
            missing = wanted - len(voices)
            some, groups = groups[:missing], groups[missing:]
            voices = merge([*voices, *map(speak, some, self._prints(some, stories, question))])
        return voices

    def _prints(
        self, groups: Sequence[Sequence[Hit]], stories: Mapping[str, int], question: Question
    ) -> list[Prints]:
        """Return for each group the prints of its stories that the question may see."""
        told = [
            {stories[hit.passage.article.id] for hit in group if hit.passage.article.id in stories}
            for group in groups
        ]
        if not any(told):
            return [{}] * len(groups)
        prints = self.legs.archive.prints(
            list(set[int]().union(*told)),
            filters=question.filters,
            asked_at=question.asked_at,
            limit=LISTED,
        )
        return [
            {
                id_: passages
                for story in one
                for id_, passages in prints.get(story, {}).items()
                if is_intact(passages[0].revision)
            }
            for one in told
        ]

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        question: Question | None = None,
        **_: Any,
    ) -> list[Document]:
        del run_manager
        asked = question or self.read(query)
        return [PassageDocument.of(hit) for hit in self.find(asked)]


def _wider_and_wider(legs: Legs) -> Iterator[Legs]:
    """Yield the legs, then the same proposing twice as much each time, ROUNDS in all."""
    for wider in range(ROUNDS):
        candidates = legs.settings.candidates * 2**wider
        yield replace(legs, settings=legs.settings.model_copy(update={"candidates": candidates}))


def _is_full(candidates: Sequence[Candidate], limit: int) -> bool:
    """Whether a leg proposed as much as it might, and so may have more."""
    ranks = (leg.rank for one in candidates for leg in (one.dense, one.lexical) if leg)
    return max(ranks, default=0) >= limit
