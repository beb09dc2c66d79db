from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from rag.asking import now
from rag.desk import Desk
from rag.errors import ArchiveError
from rag.question.nouns import Filters
from rag.retrieve import NewsRetriever, PassageDocument
from rag.wiring import open_desk
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run, settings_for
from tests.rag.archive.stories import at

QUESTION = "What is the key rate of the National Bank of Norvale?"


@pytest.fixture
def retriever(word_desk: Desk) -> NewsRetriever:
    return word_desk.retriever


def test_passages_come_as_documents_that_any_langchain_program_can_use(
    retriever: NewsRetriever,
) -> None:
    documents = retriever.invoke(QUESTION)
    first = documents[0]

    assert len(documents) == 10
    assert first.metadata.keys() == {
        "article_id",
        "revision",
        "start",
        "end",
        "publisher",
        "title",
        "published_at",
        "url",
        "score",
    }
    assert all(isinstance(value, str | int | float | None) for value in first.metadata.values())


def test_a_document_is_the_exact_text_at_its_place(
    retriever: NewsRetriever, word_desk: Desk
) -> None:
    for document in retriever.invoke(QUESTION):
        place = document.metadata
        revision = word_desk.article(place["article_id"], place["revision"])

        assert revision.text[place["start"] : place["end"]] == document.page_content


def test_a_document_keeps_its_hit(retriever: NewsRetriever) -> None:
    for document in retriever.invoke(QUESTION):
        assert isinstance(document, PassageDocument)
        assert document.hit.passage.text == document.page_content
        assert document.id == str(document.hit.passage.id)
        assert document.metadata["score"] == document.hit.score


def test_documents_come_best_first(retriever: NewsRetriever) -> None:
    scores = [document.metadata["score"] for document in retriever.invoke(QUESTION)]

    assert scores == sorted(scores, reverse=True)


def test_a_question_can_be_passed_with_its_time_and_filters(
    retriever: NewsRetriever, word_desk: Desk
) -> None:
    question = word_desk.understand(
        QUESTION, asked_at=at(2024, 8, 20), filters=Filters(publishers=("Ledger & Exchange",))
    )
    documents = retriever.invoke(QUESTION, question=question)

    assert documents
    assert {one.metadata["publisher"] for one in documents} == {"Ledger & Exchange"}
    assert all(one.metadata["published_at"] < "2024-08-21" for one in documents)


def test_the_number_of_documents_can_be_set(retriever: NewsRetriever, word_desk: Desk) -> None:
    few = NewsRetriever(legs=retriever.legs, read=retriever.read, k=3)

    assert len(few.invoke(QUESTION)) == 3
    assert len(few.find(word_desk.understand(QUESTION), k=5)) == 5


def test_it_composes_and_runs_asynchronously(retriever: NewsRetriever) -> None:
    count = retriever | RunnableLambda(len)

    assert count.invoke(QUESTION) == 10
    assert asyncio.run(count.ainvoke(QUESTION)) == 10
    assert [len(found) for found in retriever.batch([QUESTION, "Who won the cup?"])] == [10, 10]


def test_no_passage_speaks_twice_and_no_article_is_named_twice_with_one(word_desk: Desk) -> None:
    hits = word_desk.search("At least seven people have been killed in the valley", k=20)

    assert len({hit.passage.id for hit in hits}) == len(hits)
    assert any(hit.also_in for hit in hits)
    for hit in hits:
        named = [hit.passage.article.id, *(passage.article.id for passage in hit.also_in)]

        assert len(named) == len(set(named))


def test_a_question_is_embedded_once_however_often_it_is_used(word_desk: Desk) -> None:
    encoder = WordEncoder(dim=256)
    legs = word_desk.retriever.legs
    counted = NewsRetriever(
        legs=type(legs)(legs.archive, legs.index, encoder, legs.settings),
        read=word_desk.retriever.read,
    )
    for _ in range(3):
        counted.invoke(QUESTION)

    assert encoder.encoded == [QUESTION]


def test_now_is_a_whole_second() -> None:
    before = int(time.time())

    assert before <= now() <= time.time()


def test_a_text_that_is_not_the_one_ingested_is_never_found(tmp_path: Path) -> None:
    encoder = WordEncoder(dim=256)
    story = "The harbour master counted ship {} at the quay on Monday."
    run(
        tmp_path,
        lines(tmp_path / "in.jsonl", *(record(n, story.format(n)) for n in (1, 2))),
        encoder=encoder,
    )
    with open_desk(settings_for(tmp_path, index="exact"), encoder=encoder) as desk:
        with desk.archive.database.transaction() as connection:
            connection.execute(
                "UPDATE revision SET text = replace(text, 'ship 1 ', 'boat 1 ')",
            )
        found = {hit.passage.text for hit in desk.search("ship at the quay")}

    assert found == {story.format(2)}


def test_an_article_whose_publisher_is_not_the_one_ingested_is_never_found_or_shown(
    tmp_path: Path,
) -> None:
    encoder = WordEncoder(dim=256)
    story = "The harbour master counted ship {} at the quay on Monday."
    feed = lines(tmp_path / "in.jsonl", *(record(n, story.format(n)) for n in (1, 2)))
    run(tmp_path, feed, encoder=encoder)
    with open_desk(settings_for(tmp_path, index="exact"), encoder=encoder) as desk:
        with desk.archive.database.transaction() as connection:
            connection.execute("UPDATE article SET publisher = 'Barbour Post' WHERE pk = 1")
        (found,) = desk.search("ship at the quay")

        assert found.passage.text == story.format(2)
        with pytest.raises(ArchiveError, match="damaged"):
            desk.article(desk.resolve(["a-1"])["a-1"])
