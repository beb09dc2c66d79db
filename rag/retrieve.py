"""The retriever as LangChain knows one: a question in, passages as documents out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableConfig
from pydantic import ConfigDict, PrivateAttr, SkipValidation

from rag.adapters.tracing import context
from rag.answer_json import news_time
from rag.domain import Hit
from rag.find import Finder
from rag.legs import Legs
from rag.question.nouns import Question


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
    _finder: Finder = PrivateAttr()

    def model_post_init(self, context: object, /) -> None:
        """Take the legs."""
        del context
        self._finder = Finder(self.legs)

    def invoke(
        self,
        input: str,  # noqa: A002  LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """Return the documents found for a question's text."""
        return context(traced=self.traced).run(super().invoke, input, config, **kwargs)

    @property
    def finder(self) -> Finder:
        """What finds; it knows the vectors of the last questions."""
        return self._finder

    def find(self, question: Question, *, k: int | None = None) -> list[Hit]:
        """Return up to ``k`` hits, best first, as ``Finder.find`` does."""
        return self._finder.find(question, k=k or self.k)

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
