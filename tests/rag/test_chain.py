from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.language_models import FakeListChatModel
from langchain_core.runnables import RunnableLambda

from rag.adapters.span_models import open_span_model
from rag.answering import Answering, Event, Found
from rag.chain import AnswerChain
from rag.desk import Desk
from rag.domain import Abstained, Answered, ReasonCode
from rag.errors import QuestionError
from rag.question.nouns import Filters
from rag.settings import Settings
from tests.rag.archive.stories import at

RATE = "What is the key rate of the National Bank of Norvale?"
SPANS = partial(open_span_model, Settings(device="cpu"))
NOBODY = "what did Latvia say about guarantees?"


class Listener(BaseCallbackHandler):
    """Counts what a tracer would see."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.names: list[str | None] = []
        self.documents: list[Document] = []
        self.parents: dict[str, Any] = {}

    def on_chain_start(self, *_: Any, **more: Any) -> None:
        """Count."""
        self.seen["chain_start"] += 1
        self.names.append(more.get("name"))
        self.parents[str(more.get("name"))] = more.get("parent_run_id")

    def on_chain_end(self, *_: Any, **__: Any) -> None:
        """Count."""
        self.seen["chain_end"] += 1

    def on_chain_error(self, *_: Any, **__: Any) -> None:
        """Count."""
        self.seen["chain_error"] += 1

    def on_retriever_start(self, *_: Any, **more: Any) -> None:
        """Count."""
        self.seen["retriever_start"] += 1
        self.parents["retriever"] = more.get("parent_run_id")

    def on_retriever_end(self, documents: Any, **_: Any) -> None:
        """Count."""
        self.seen["retriever_end"] += 1
        self.documents += documents


@pytest.fixture
def chain(word_desk: Desk) -> AnswerChain:
    return word_desk.chain


def check(events: list[Event]) -> None:
    """Whether a stream gave what was found first and its answer last."""
    found, answer = events

    assert isinstance(found, Found)
    assert isinstance(answer, Answered)
    assert {c.passage.id for c in answer.citations} <= {hit.passage.id for hit in found.hits}


def test_a_question_becomes_an_answer(chain: AnswerChain, word_desk: Desk) -> None:
    answer = chain.invoke(word_desk.understand(RATE))

    assert isinstance(answer, Answered)
    assert "key rate" in answer.text


def test_an_answer_is_nothing_but_exact_quotations(chain: AnswerChain) -> None:
    answer = chain.invoke(RATE)

    assert isinstance(answer, Answered)
    assert [sentence.text for sentence in answer.sentences] == [c.quote for c in answer.citations]
    assert [sentence.markers for sentence in answer.sentences] == [
        (c.marker,) for c in answer.citations
    ]
    assert [c.marker for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert all(c.span.of(c.passage.revision.text) == c.quote for c in answer.citations)
    assert {sentence.by for sentence in answer.sentences} == {"archive"}


def test_each_step_is_timed(chain: AnswerChain) -> None:
    assert set(chain.invoke(RATE).timings_ms) == {"retrieve", "read", "gate"}
    assert all(ms >= 0 for ms in chain.invoke(RATE).timings_ms.values())


def test_a_stream_gives_what_was_found_and_then_the_answer(chain: AnswerChain) -> None:
    check(list(chain.stream(RATE)))


def test_an_asynchronous_stream_gives_the_same(chain: AnswerChain) -> None:
    async def gathered() -> list[Event]:
        return [event async for event in chain.astream(RATE)]

    check(asyncio.run(gathered()))


def test_a_stream_may_be_left_early(chain: AnswerChain) -> None:
    events = chain.stream(RATE)

    assert isinstance(next(events), Found)

    events.close()  # type: ignore[attr-defined]

    assert isinstance(chain.invoke(RATE), Answered)


def test_many_questions_run_together(chain: AnswerChain) -> None:
    answers = chain.batch([RATE, NOBODY] * 4)

    assert [type(one) for one in answers] == [Answered, Abstained] * 4
    assert {one.question.text for one in answers} == {RATE, NOBODY}


def test_asynchronously_an_answer_is_the_same(chain: AnswerChain, word_desk: Desk) -> None:
    question = word_desk.understand(RATE, asked_at=at(2025, 3, 31))

    async def all_three() -> list[Event]:
        return [await chain.ainvoke(question), *(await chain.abatch([question, question]))]

    answers = [one.text for one in asyncio.run(all_three()) if isinstance(one, Answered)]
    alone = chain.invoke(question)

    assert isinstance(alone, Answered)
    assert answers == [alone.text] * 3


def test_the_chain_is_a_step_in_a_larger_one(chain: AnswerChain) -> None:
    larger = RunnableLambda(str.strip) | chain | RunnableLambda(lambda one: type(one).__name__)

    assert larger.invoke(f"  {RATE} ") == "Answered"
    assert list(larger.stream(NOBODY)) == ["Abstained"]


@pytest.mark.parametrize("way", ["invoke", "stream"])
def test_callbacks_see_the_chain_the_retriever_and_the_reading(
    chain: AnswerChain, way: str
) -> None:
    listener = Listener()
    config: Any = {"callbacks": [listener]}
    if way == "invoke":
        chain.invoke(RATE, config)
    else:
        list(chain.stream(RATE, config))

    assert listener.names == ["AnswerChain", "read"]
    assert listener.seen == {
        "chain_start": 2,
        "chain_end": 2,
        "retriever_start": 1,
        "retriever_end": 1,
    }
    assert len(listener.documents) == 10
    assert listener.parents["AnswerChain"] is None
    assert listener.parents["read"] == listener.parents["retriever"] is not None


def test_callbacks_hear_of_an_error(chain: AnswerChain) -> None:
    listener = Listener()

    with pytest.raises(QuestionError):
        chain.invoke("   ", {"callbacks": [listener]})

    assert listener.seen == {"chain_start": 1, "chain_error": 1}


def test_a_question_outside_what_was_printed_abstains_with_the_filters(
    chain: AnswerChain, word_desk: Desk
) -> None:
    filters = Filters(end=at(1999, 1, 1))
    answer = chain.invoke(word_desk.understand(RATE, filters=filters))

    assert isinstance(answer, Abstained)
    assert answer.reason.code is ReasonCode.OUTSIDE
    assert "up to 1 January 1999" in answer.reason.text
    assert answer.nearest == ()


def test_what_lay_nearest_is_shown_once_an_article_and_exactly(chain: AnswerChain) -> None:
    answer = chain.invoke(NOBODY)

    assert isinstance(answer, Abstained)
    assert 0 < len(answer.nearest) <= 3
    assert len({c.passage.article.id for c in answer.nearest}) == len(answer.nearest)
    assert all(c.span.of(c.passage.revision.text) == c.quote for c in answer.nearest)


def test_a_passage_that_is_not_what_was_hashed_is_not_shown_and_told_of(
    chain: AnswerChain, word_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "dateline")
    question = word_desk.understand(RATE)
    (found, _) = chain.stream(question)
    assert isinstance(found, Found)
    tampered = tuple(
        replace(
            hit,
            passage=replace(hit.passage, revision=replace(hit.passage.revision, sha256="0" * 64)),
        )
        for hit in found.hits
    )
    answering = Answering(chain.retriever.finder, chain.settings, SPANS)
    answer = answering.answer(question, replace(answering.steps, find=lambda _: tampered))

    assert isinstance(answer, Abstained)
    assert answer.nearest == ()
    assert f"article {tampered[0].passage.article.id} revision 1 does not hold it" in caplog.text


def test_a_chat_model_s_checked_sentence_stands_beside_the_quotations(
    chain: AnswerChain, word_desk: Desk
) -> None:
    alone = chain.invoke(RATE)
    assert isinstance(alone, Answered)
    quote = alone.citations[0].quote
    draft = f"{quote.rstrip('.')} [1]. The rate is 99 percent [1]."
    model = FakeListChatModel(responses=[draft])
    composed = AnswerChain(chain.retriever, chain.settings, SPANS, model)
    answer = composed.invoke(RATE)
    found, *answers = composed.stream(RATE)

    assert isinstance(answer, Answered)
    assert [s.by for s in answer.sentences] == ["archive"] * len(alone.sentences) + ["model"]
    assert "99" not in answer.text
    assert isinstance(found, Found)
    assert [one.text for one in answers if isinstance(one, Answered)] == [alone.text, answer.text]
    assert "generate" in answer.timings_ms


def test_a_chat_model_is_not_asked_where_the_archive_does_not_say(chain: AnswerChain) -> None:
    model = FakeListChatModel(responses=["Latvia said a great deal [1]."])
    answer = AnswerChain(chain.retriever, chain.settings, SPANS, model).invoke(NOBODY)

    assert isinstance(answer, Abstained)
    assert model.i == 0
