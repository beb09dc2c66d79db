"""The chain as LangChain knows one: a question in, a checked answer out.

understand -> retrieve -> read -> gate, and beside it what a chat model, if one is set, adds.
``stream`` gives the hits first, then the answer as it grows.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from langchain_core.callbacks import CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_core.runnables.config import patch_config, run_in_executor

from rag.abstain import nothing_found, reason
from rag.adapters.tracing import context
from rag.domain import (
    Abstained,
    Answer,
    Answered,
    Citation,
    Coverage,
    Hit,
    Question,
    ReasonCode,
    Sentence,
)
from rag.gate import exact
from rag.question.sought import sought
from rag.question.words import content_words
from rag.read.features import Asked, prepare
from rag.read.reader import Read, read
from rag.read.terms import weights
from rag.retrieve import NewsRetriever, PassageDocument
from rag.settings import Settings
from rag.text.fold import tokens

if TYPE_CHECKING:  # a second to import, and needed only where a model is set
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True, slots=True)
class Found:
    """What was retrieved for a question, before it is read."""

    question: Question
    hits: tuple[Hit, ...]


Event = Found | Answer


@dataclass(slots=True)
class _Clock:
    """Milliseconds each step took."""

    timings: dict[str, float] = field(default_factory=dict)
    last: float = field(default_factory=time.perf_counter)

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.timings[name] = (now - self.last) * 1000
        self.last = now


class AnswerChain(Runnable[Question | str, Event]):
    """Question -> Answer; ``stream`` yields a Found and then the Answer.

    Takes a rag.domain.Question, or text, which is then asked now.
    """

    def __init__(
        self, retriever: NewsRetriever, settings: Settings, model: BaseChatModel | None = None
    ) -> None:
        self.retriever = retriever
        self.settings = settings
        self.model = model
        self._read = RunnableLambda(self._reading).with_config(run_name="read")

    def invoke(
        self,
        input: Question | str,  # noqa: A002  LangChain's name
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> Answer:
        """Answer one question, or abstain."""
        ours = context(traced=self.settings.tracing)
        answer = ours.run(self._call_with_config, self._answer, input, config, run_type="chain")
        return cast("Answer", answer)  # typed as what stream yields

    def stream(
        self,
        input: Question | str,  # noqa: A002  LangChain's name
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> Iterator[Event]:
        """Give what was found as soon as it is, then the checked answer."""
        ours = context(traced=self.settings.tracing)
        events = self._transform_stream_with_config(
            iter([input]), self._events, config, run_type="chain"
        )
        while (event := ours.run(next, events, None)) is not None:
            yield event

    async def astream(
        self,
        input: Question | str,  # noqa: A002  LangChain's name
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> AsyncIterator[Event]:
        """Give the same as ``stream``, each step in a worker thread."""
        events = self.stream(input, config)
        while (event := await run_in_executor(config, next, events, None)) is not None:
            yield event

    def _answer(
        self,
        question: Question | str,
        run_manager: CallbackManagerForChainRun,
        config: RunnableConfig,
    ) -> Answer:
        clock = _Clock()
        child = patch_config(config, callbacks=run_manager.get_child())
        found = self._retrieve(self._question(question), child, clock)
        *_, answer = self._answers(found, child, clock)
        return answer

    def _events(
        self,
        questions: Iterator[Question | str],
        run_manager: CallbackManagerForChainRun,
        config: RunnableConfig,
    ) -> Iterator[Event]:
        child = patch_config(config, callbacks=run_manager.get_child())
        for question in questions:
            clock = _Clock()
            found = self._retrieve(self._question(question), child, clock)
            yield found
            yield from self._answers(found, child, clock)

    def _question(self, question: Question | str) -> Question:
        return self.retriever.read(question) if isinstance(question, str) else question

    def _retrieve(self, question: Question, config: RunnableConfig, clock: _Clock) -> Found:
        documents = self.retriever.invoke(question.text, config, question=question)
        clock.lap("retrieve")
        hits = (document.hit for document in documents if isinstance(document, PassageDocument))
        return Found(question, tuple(hits))

    def _answers(self, found: Found, config: RunnableConfig, clock: _Clock) -> Iterator[Answer]:
        """Yield the answer read, then the same as a chat model, if one is set, adds to it."""
        answer = self._finish(found, config, clock)
        yield answer
        if self.model is None or isinstance(answer, Abstained):
            return
        from rag.compose import compose

        for grown in compose(self.model, answer, found.hits, settings=self.settings, config=config):
            clock.lap("generate")
            yield grown

    def _finish(self, found: Found, config: RunnableConfig, clock: _Clock) -> Answer:
        archive = self.retriever.legs.archive
        coverage = archive.coverage(found.question.asked_at)
        if not found.hits:
            code = nothing_found(found.question, coverage)
            return self._abstained(found, code, 0.0, coverage, clock)
        result: Read = self._read.invoke(found, config)
        clock.lap("read")
        if result.reason is not None:
            return self._abstained(found, result.reason, result.score, coverage, clock)
        kept, _dropped = exact(_citations(result))
        clock.lap("gate")
        if not kept:
            return self._abstained(found, ReasonCode.UNSURE, result.score, coverage, clock)
        return Answered(
            question=found.question,
            sentences=tuple(Sentence(c.quote, "archive", (c.marker,)) for c in kept),
            citations=kept,
            score=result.score,
            coverage=coverage,
            timings_ms=clock.timings,
        )

    def asked(self, question: Question) -> Asked:
        """Prepare a question for reading: its vector, and how rare its words are here."""
        legs = self.retriever.legs
        words = (one for word in content_words(sought(question)) for one in tokens(word))
        counts = legs.archive.document_counts(list(dict.fromkeys(words)))
        return prepare(
            question,
            self.retriever.vector(sought(question)),
            weights(counts, legs.archive.passage_count()),
        )

    def _reading(self, found: Found) -> Read:
        encode = self.retriever.legs.encoder.encode
        asked = self.asked(found.question)
        return read(asked, found.hits, encode=encode, settings=self.settings.reading)

    def _abstained(
        self,
        found: Found,
        code: ReasonCode,
        score: float,
        coverage: Coverage,
        clock: _Clock,
    ) -> Abstained:
        by_article = {hit.passage.article.id: hit for hit in reversed(found.hits)}
        shown = sorted(by_article.values(), key=lambda hit: -hit.score)
        shown = shown[: self.settings.reading.nearest]
        kept, _dropped = exact(tuple(_whole(n, hit) for n, hit in enumerate(shown, start=1)))
        return Abstained(
            question=found.question,
            reason=reason(code, found.question, coverage=coverage, zone=self.settings.zone),
            nearest=kept,
            score=score,
            coverage=coverage,
            timings_ms=clock.timings,
        )


def _citations(result: Read) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            marker=marker,
            passage=one.piece.hit.passage,
            span=one.piece.span,
            quote=one.piece.text,
            speaker=one.speaker,
            also_in=one.piece.hit.also_in,
        )
        for marker, one in enumerate(result.picked, start=1)
    )


def _whole(marker: int, hit: Hit) -> Citation:
    """Return a citation of a whole passage, for what is shown beside an abstention."""
    passage = hit.passage
    return Citation(marker, passage, passage.span, passage.text, also_in=hit.also_in)
