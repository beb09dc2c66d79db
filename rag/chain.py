"""The chain as LangChain knows one: a question in, a checked answer out.

The same answering as everywhere, its steps run as runs that callbacks and tracers see, and
beside it what a chat model, if one is set, adds. ``stream`` gives the hits first, then the
answer as it grows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from langchain_core.callbacks import CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_core.runnables.config import patch_config, run_in_executor

from rag.adapters.tracing import context
from rag.answering import Answering, Event, Steps
from rag.domain import Answer, Answered, Hit
from rag.ports import SpanModel
from rag.question.nouns import Question
from rag.retrieve import NewsRetriever, PassageDocument
from rag.settings import Settings

if TYPE_CHECKING:  # needed only where a model is set
    from langchain_core.language_models import BaseChatModel


class AnswerChain(Runnable[Question | str, Event]):
    """Question -> Answer; ``stream`` yields a Found and then the Answer.

    Takes a rag.question.nouns.Question, or text, which is then asked now.
    """

    def __init__(
        self,
        retriever: NewsRetriever,
        settings: Settings,
        spans: Callable[[], SpanModel],
        model: BaseChatModel | None = None,
    ) -> None:
        self.retriever = retriever
        self.settings = settings
        self.model = model
        self._answering = Answering(retriever.finder, settings, spans)
        self._read = RunnableLambda(self._answering.read).with_config(run_name="read")

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
        steps = self._steps(config, run_manager)
        return self._answering.answer(self._question(question), steps)

    def _events(
        self,
        questions: Iterator[Question | str],
        run_manager: CallbackManagerForChainRun,
        config: RunnableConfig,
    ) -> Iterator[Event]:
        steps = self._steps(config, run_manager)
        for question in questions:
            yield from self._answering.events(self._question(question), steps)

    def _question(self, question: Question | str) -> Question:
        return self.retriever.read(question) if isinstance(question, str) else question

    def _steps(self, config: RunnableConfig, run_manager: CallbackManagerForChainRun) -> Steps:
        """Return the steps as runs below this one."""
        child = patch_config(config, callbacks=run_manager.get_child())
        return Steps(
            find=partial(self._find, child),
            read=partial(self._read.invoke, config=child),
            add=partial(self._add, child),
        )

    def _find(self, config: RunnableConfig, question: Question) -> list[Hit]:
        documents = self.retriever.invoke(question.text, config, question=question)
        return [document.hit for document in documents if isinstance(document, PassageDocument)]

    def _add(
        self, config: RunnableConfig, answer: Answered, hits: Sequence[Hit]
    ) -> Iterator[Answered]:
        if self.model is None:
            return
        from rag.compose import compose

        yield from compose(self.model, answer, hits, settings=self.settings, config=config)
