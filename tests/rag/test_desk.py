from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from langchain_core.language_models import FakeListChatModel

from rag.answer_json import answer_json
from rag.answering import Answering, Found
from rag.browse import Browse
from rag.desk import Desk
from rag.domain import Abstained, Answer, Answered, Citation, ReasonCode
from rag.errors import NotFoundError, QuestionError, UsageError
from rag.question.nouns import Filters, Turn
from rag.text.fold import tokens
from tests.conftest import SAMPLE
from tests.rag.archive.stories import at
from tests.scripted_chat import scripted

pytestmark = pytest.mark.slow

END = at(2025, 3, 31, 23)
ESTONIA = "what did Estonia say about guarantees?"
LATVIA = "what did Latvia say about guarantees?"
RATE = "What is the key rate of the National Bank of Norvale?"
SET = [json.loads(line) for line in (SAMPLE / "questions.jsonl").read_text().splitlines()]


def shown(answer: Answer) -> tuple[Citation, ...]:
    return answer.citations if isinstance(answer, Answered) else answer.nearest


def test_estonia_is_answered_with_its_minister_s_own_words(sample_desk: Desk) -> None:
    answer = sample_desk.ask(ESTONIA, asked_at=END)

    assert isinstance(answer, Answered)
    assert re.search("boots on the ground|did not involve soldiers|without soldiers", answer.text)
    assert all("Tsahkna" in (c.speaker or "") for c in answer.citations[:1])
    assert all("Latvia" not in c.quote for c in answer.citations)


def test_latvia_which_said_nothing_is_not_answered_for(sample_desk: Desk) -> None:
    answer = sample_desk.ask(LATVIA, asked_at=END)

    assert isinstance(answer, Abstained)
    assert answer.reason.code in {ReasonCode.NO_MATTER, ReasonCode.NO_SUBJECT}
    assert "Latvia" in answer.reason.text
    assert answer.nearest
    assert answer.coverage.articles == 85


@pytest.mark.parametrize(
    "text", ["asdf", "??", "hello", "Otters return to the Vessel canal after forty years"]
)
def test_what_is_nearest_to_nonsense_or_to_what_is_not_here_is_not_about_it(
    sample_desk: Desk, text: str
) -> None:
    answer = sample_desk.ask(text, asked_at=END)

    assert isinstance(answer, Abstained)
    assert answer.nearest
    assert sample_desk.related(answer) == ()


def test_what_is_nearest_to_a_question_of_the_same_matter_is_about_it(sample_desk: Desk) -> None:
    answer = sample_desk.ask(LATVIA, asked_at=END)

    assert isinstance(answer, Abstained)
    assert sample_desk.related(answer) == answer.nearest


@pytest.mark.parametrize(
    ("question", "asked_at", "first"),
    [
        ("What did Lithuania say about guarantees?", END, "umbrella with half its ribs"),
        ("who won the Elve Valley election?", at(2024, 11, 20, 23), "Adeyemi-Thorne won"),
        ("Who is the mayor of Brackwater?", END, "Mayor Solveig Adeyemi-Thorne"),
        ("how many dead in brackwater flood so far", at(2024, 10, 13, 23), "seven"),
    ],
)
def test_the_sentence_that_answers_leads(
    sample_desk: Desk, question: str, asked_at: int, first: str
) -> None:
    answer = sample_desk.ask(question, asked_at=asked_at)

    assert isinstance(answer, Answered)
    assert first in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "asked_at"),
    [
        ("what did France say about guarantees?", END),  # Zelensky did, from Paris
        ("Who is deputy mayor of Brackwater?", END),
        ("Who won the cup semi-final between Rovers and Sorrel Athletic?", at(2025, 2, 20, 23)),
    ],
)
def test_what_tells_of_somebody_or_something_else_does_not_answer(
    sample_desk: Desk, question: str, asked_at: int
) -> None:
    assert isinstance(sample_desk.ask(question, asked_at=asked_at), Abstained)


def test_a_follow_up_keeps_the_matter(sample_desk: Desk) -> None:
    answer = sample_desk.ask("and Latvia?", asked_at=END, history=[Turn(ESTONIA)])

    assert isinstance(answer, Abstained)
    assert "guarantees" in answer.question.text
    assert "Latvia" in answer.question.text
    assert answer.question.follow_up_of == ESTONIA


def test_a_follow_up_may_refer_to_what_was_answered(sample_desk: Desk) -> None:
    before = sample_desk.ask(ESTONIA, asked_at=END)
    assert isinstance(before, Answered)
    first = before.citations[0]
    turn = Turn(ESTONIA, before.text, quote=first.quote, speaker=first.speaker)
    who, more = (
        sample_desk.ask(text, asked_at=END, history=[turn])
        for text in ("who said that?", "what else did he say?")
    )

    assert isinstance(who, Answered)
    assert isinstance(more, Answered)
    assert who.citations[0].quote == first.quote
    assert "Tsahkna" in (who.citations[0].speaker or "")
    assert "Tsahkna" in (more.citations[0].speaker or "")


@pytest.mark.parametrize("asked", SET[::4], ids=lambda asked: str(asked["id"]))
def test_every_citation_is_exact_and_was_printed_by_then(
    sample_desk: Desk, asked: dict[str, str]
) -> None:
    year, month, day = map(int, asked["asked"][:10].split("-"))
    when = at(year, month, day, 23)
    answer = sample_desk.ask(asked["question"], asked_at=when)

    for one in shown(answer):
        revision = sample_desk.article(one.passage.article.id, one.passage.revision.number)

        assert revision.text[one.span.start : one.span.end] == one.quote
        assert revision.sha256 == one.passage.revision.sha256
        assert revision.published is None or revision.valid_from <= when
        assert revision.valid_to is None or revision.valid_to > when

    assert json.loads(json.dumps(answer_json(answer)))["status"] in {"answered", "abstained"}


def test_a_rate_is_what_it_was_when_asked(sample_desk: Desk) -> None:
    answer = sample_desk.ask(RATE, asked_at=at(2024, 8, 20))

    assert isinstance(answer, Answered)
    assert "4.75 percent" in answer.text


def test_a_rate_is_what_it_was_in_the_month_asked_about(sample_desk: Desk) -> None:
    december = "What was the key rate in December 2024?"
    for question, history in ((december, ()), ("and a month later?", (Turn(december),))):
        answer = sample_desk.ask(question, asked_at=END, history=history)

        assert isinstance(answer, Answered)
        assert "key rate at 4.25 percent" in answer.citations[0].quote
        assert "3.75" not in answer.text


def test_a_correction_is_in_force_from_its_own_time(sample_desk: Desk) -> None:
    question = "How much had the relief fund raised in its first twelve days?"
    before = sample_desk.ask(question, asked_at=at(2024, 10, 26))
    after = sample_desk.ask(question, asked_at=END)

    assert "1.8 million crowns in its first" in "".join(c.quote for c in shown(before))
    assert "1.08 million crowns in its first" in "".join(c.quote for c in shown(after))
    assert "1.8 million crowns in its first" not in "".join(c.quote for c in shown(after))


def test_a_wire_story_speaks_with_one_voice_and_names_who_printed_it(sample_desk: Desk) -> None:
    hits = sample_desk.search("killed and evacuated in the flood of the Elve valley", k=20)
    voice = next(hit for hit in hits if hit.also_in)
    printed = {passage.article.publisher for passage in voice.also_in}

    assert voice.passage.article.publisher == "Meridian Wire"
    assert printed <= {"The Harbour Post", "Ledger & Exchange", "The Baltic Lantern"}


def test_a_question_in_japanese_or_thai_finds_the_article_in_its_language(
    sample_desk: Desk,
) -> None:
    for language, words in (("ja", "灯台"), ("th", "ห้องสมุด")):
        hits = sample_desk.search(words, asked_at=END)

        assert hits[0].passage.revision.language == language


def test_before_anything_was_printed_only_the_undated_are_there(sample_desk: Desk) -> None:
    answer = sample_desk.ask(RATE, asked_at=at(2000, 1, 1))

    assert answer.coverage.articles == 5
    assert {one.passage.revision.published for one in shown(answer)} == {None}


def test_filters_are_the_callers(sample_desk: Desk) -> None:
    filters = Filters(publishers=("The Baltic Lantern",))
    hits = sample_desk.search(ESTONIA, filters=filters, asked_at=END)

    assert {hit.passage.article.publisher for hit in hits} == {"The Baltic Lantern"}


def test_a_language_is_known_in_any_spelling(sample_desk: Desk) -> None:
    found = [
        {hit.passage.id for hit in sample_desk.search("rate", filters=Filters(languages=(one,)))}
        for one in ("fr", "FR", "Fr")
    ]

    assert found[0]
    assert found == [found[0]] * 3


@pytest.mark.parametrize(
    "question", ["who is the president of Norvale?", "what is the capital of Mongolia?"]
)
def test_what_is_far_from_every_sentence_is_not_answered(sample_desk: Desk, question: str) -> None:
    assert isinstance(sample_desk.ask(question, asked_at=END), Abstained)


def test_a_question_in_another_language_is_answered_as_far_as_its_words_go(
    sample_desk: Desk,
) -> None:
    french = sample_desk.ask("Que disait le ministre Barrot de l'envoi de soldats ?", asked_at=END)
    german = sample_desk.ask("Wer ist Präsident von Peru?", asked_at=END)

    assert isinstance(french, Answered)
    assert "looks French" in french.note
    assert isinstance(german, Abstained)
    assert "looks German" in german.reason.text


def test_a_stream_gives_what_was_found_and_the_answer(sample_desk: Desk) -> None:
    found, answer = sample_desk.stream(ESTONIA, asked_at=END)

    assert isinstance(found, Found)
    assert isinstance(answer, Answered)
    assert answer.note == ""
    assert len(found.hits) == 10


@pytest.mark.parametrize(
    "text",
    [
        "👩🏽‍🚀",
        "?" * 2_000,
        "'; DROP TABLE article; --",
        "${jndi:ldap://x}",
        "ماذا قالت إستونيا؟",
        "\u202eolleh\u202c",
        'NEAR("a" "b") AND NOT *',
        "a\0b\x1b[31m",
        '"' * 99,
        "{braces} %s {{x}} [1] </context>",
    ],
)
def test_any_text_can_be_asked(sample_desk: Desk, text: str) -> None:
    answer = sample_desk.ask(text, asked_at=END)

    assert isinstance(answer, Answered | Abstained)
    assert all(c.span.of(c.passage.revision.text) == c.quote for c in shown(answer))


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "x" * 2_001])
def test_no_question_and_too_long_a_one_are_refused(sample_desk: Desk, text: str) -> None:
    with pytest.raises(QuestionError):
        sample_desk.ask(text)


def test_threads_may_share_a_desk(sample_desk: Desk) -> None:
    questions = [ESTONIA, LATVIA, RATE, "Who speaks for the tug crews?"] * 4
    alone = [sample_desk.ask(question, asked_at=END) for question in questions[:4]]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda q: sample_desk.ask(q, asked_at=END), questions))

    assert [shown(one) for one in together] == [shown(one) for one in alone] * 4


@pytest.mark.parametrize("asked", SET[::12], ids=lambda asked: str(asked["id"]))
def test_an_answer_names_no_print_that_lacks_its_words(
    sample_desk: Desk, asked: dict[str, str]
) -> None:
    answer = sample_desk.ask(asked["question"], asked_at=END)

    for citation in answer.citations if isinstance(answer, Answered) else ():
        words = " ".join(tokens(citation.quote))
        assert all(words in " ".join(tokens(one.revision.text)) for one in citation.also_in)


def test_an_article_is_had_by_its_id_and_revision(sample_desk: Desk) -> None:
    (id_,) = sample_desk.resolve(["ledger-2024-09-18-dealcost"]).values()

    assert "46 million" in sample_desk.article(id_).text
    assert {"46" in sample_desk.article(id_, n).text for n in (1, 2)} == {True, False}

    with pytest.raises(NotFoundError):
        sample_desk.article(id_, 3)
    with pytest.raises(NotFoundError):
        sample_desk.article("nothing")


def test_a_record_is_an_article_with_all_its_states_its_speakers_and_its_other_prints(
    sample_desk: Desk,
) -> None:
    ids = sample_desk.resolve(["ledger-2024-09-18-dealcost", "meridian-2024-11-25-force"])

    corrected = sample_desk.record(ids["ledger-2024-09-18-dealcost"], 1)
    assert [one.number for one in corrected.revisions] == [1, 2]
    assert (corrected.shown.number, corrected.prints) == (1, ())

    wire = sample_desk.record(ids["meridian-2024-11-25-force"])
    assert {one.article.publisher for one in wire.prints} >= {"The Baltic Lantern"}
    assert wire.article.id not in {one.article.id for one in wire.prints}
    assert wire.said
    with pytest.raises(NotFoundError):
        sample_desk.record("0" * 16)


def test_every_article_of_the_question_set_is_known(sample_desk: Desk) -> None:
    named = {e["article_id"] for asked in SET for e in asked["evidence"]}

    assert set(sample_desk.resolve(named)) == named


def test_a_home_tells_what_it_holds(sample_desk: Desk) -> None:
    status = sample_desk.status()

    assert sample_desk.coverage() == status.coverage
    assert (status.coverage.articles, status.revisions, status.undated) == (85, 88, 5)
    assert status.passages["pending"] == 0
    assert sample_desk.coverage(at(2024, 9, 1)).articles < 85
    assert re.fullmatch("[0-9a-f]{64}", sample_desk.digest())


def test_the_articles_are_listed_counted_and_dated(word_desk: Desk) -> None:
    browse = Browse(words=("guarantees",))
    rows = word_desk.listed(browse, limit=100)
    later = word_desk.listed(browse, limit=100, offset=1)

    assert len(rows) == word_desk.counted(browse) > 1
    assert rows[1:] == later
    assert sum(one.articles for one in word_desk.printed(browse)) == len(rows)
    assert {row.article.publisher for row in rows} <= {one.publisher for one in word_desk.newest()}
    assert "en" in word_desk.languages()
    assert [one.code for one in word_desk.failures()] == ["W_INSTRUCTIONS"]
    with pytest.raises(UsageError, match="later than end"):
        word_desk.listed(Browse(filters=Filters(start=2, end=1)), limit=1)


def test_the_chain_gives_what_the_desk_gives(word_desk: Desk) -> None:
    for text in ("What is the key rate of the National Bank of Norvale?", "who is Zaphod?"):
        question = word_desk.understand(text)
        found, answer = word_desk.stream(text, asked_at=question.asked_at)
        expected = word_desk.ask(text, asked_at=question.asked_at)
        chained = word_desk.chain.invoke(question)

        assert isinstance(found, Found)
        assert not isinstance(answer, Found)
        assert {repr(replace(one, timings_ms={})) for one in (answer, expected, chained)} == {
            repr(replace(expected, timings_ms={}))
        }


def test_whether_the_archive_can_answer_is_told_without_asking_the_chat_model(
    word_desk: Desk,
) -> None:
    model = scripted("Four percent [1].")
    desk = Desk(word_desk.archive, word_desk.answering, word_desk.settings, model)

    assert desk.can_answer("What is the key rate of the National Bank of Norvale?")
    assert not desk.can_answer("What did the Martian ambassador say about tulips?")
    assert model.seen == []


def test_a_desk_with_a_chat_model_shows_its_checked_sentences(word_desk: Desk) -> None:
    text = "What is the key rate of the National Bank of Norvale?"
    alone = word_desk.ask(text)
    assert isinstance(alone, Answered)
    model = FakeListChatModel(responses=[f"{alone.citations[0].quote.rstrip('.')} [1]."])
    answering = Answering(
        word_desk.retriever.finder, word_desk.settings, word_desk.answering.models.spans
    )
    desk = Desk(word_desk.archive, answering, word_desk.settings, model)
    *_, streamed = desk.stream(text)

    for answer in (desk.ask(text), streamed):
        assert isinstance(answer, Answered)
        assert [one.by for one in answer.sentences] == ["archive"] * len(alone.sentences) + [
            "model"
        ]
