from __future__ import annotations

import pytest

from rag.domain import ReasonCode
from tests.rag.read.questions import ESTONIA, RATES, answer, story

SAID = (
    "“Without soldiers on the ground a guarantee is paper,” Estonia's foreign minister"
    " Margus Tsahkna said."
)


def texts(question: str, *articles: str, threshold: float = 0.0, sentences: int = 3) -> list[str]:
    hits = [story(text, id_=n + 1, score=1 - n / 10) for n, text in enumerate(articles)]
    read = answer(question, *hits, threshold=threshold, sentences=sentences)
    return [one.piece.text for one in read.picked]


def reason(question: str, *articles: str, threshold: float = 0.0) -> ReasonCode | None:
    hits = [story(text, id_=n + 1) for n, text in enumerate(articles)]
    read = answer(question, *hits, threshold=threshold)

    assert bool(read.picked) == (read.reason is None)

    return read.reason


def test_the_sentence_that_answers_is_picked_out_of_its_passage() -> None:
    question = "When did the National Bank of Norvale cut its key rate?"

    assert texts(question, ESTONIA, RATES, sentences=1) == [
        "The National Bank of Norvale cut its key rate to 4.5 percent on Thursday."
    ]


def test_what_a_country_said_is_what_its_minister_said() -> None:
    read = answer("what did Estonia say about guarantees?", story(ESTONIA), story(RATES, 2))

    assert read.picked[0].piece.text == SAID
    assert "Margus Tsahkna" in (read.picked[0].speaker or "")
    assert all("Latvia" not in one.piece.text for one in read.picked)


def test_a_neighbour_never_answers() -> None:
    assert reason("what did Latvia say about guarantees?", ESTONIA, RATES) is ReasonCode.NO_MATTER


def test_what_a_body_is_the_source_of_may_stand_as_a_fact_beside_its_name() -> None:
    rule = "The Norvale Flight Board requires a pilot to have 1,500 hours of flight experience."
    question = "how many hours of flight experience must a pilot have?"

    assert texts(f"According to the Norvale Flight Board, {question}", rule) == [rule]
    assert reason(f"According to the Varn Air Office, {question}", rule) is ReasonCode.NO_SUBJECT
    assert reason(f"According to Denmark, {question}", rule) is ReasonCode.NO_SUBJECT
    assert reason("According to Norvale, what is a guarantee?", ESTONIA, rule) is not None


def test_a_speaker_nobody_names_is_absent() -> None:
    assert reason("what did Denmark say about guarantees?", ESTONIA) is ReasonCode.NO_SUBJECT


def test_a_speaker_who_spoke_of_something_else_said_nothing_on_the_matter() -> None:
    question = "what did Estonia say about herring quotas?"

    assert reason(question, ESTONIA) in {ReasonCode.NO_MATTER, ReasonCode.UNSURE}


def test_a_subject_that_the_evidence_does_not_name_is_absent() -> None:
    assert reason("How large is Denmark's fleet?", ESTONIA, RATES) is ReasonCode.NO_SUBJECT


def test_quoted_words_are_answered_by_who_said_them() -> None:
    read = answer('Who said "a guarantee is paper"?', story(RATES, 2), story(ESTONIA))

    assert [one.piece.text for one in read.picked] == [SAID]
    assert "Margus Tsahkna" in (read.picked[0].speaker or "")
    assert read.score == 1.0


def test_quoted_words_that_nobody_printed_are_not_answered() -> None:
    assert reason('Who said "a guarantee is steel"?', ESTONIA, RATES) is ReasonCode.NO_MATTER


def test_a_best_sentence_below_the_threshold_is_no_answer_and_its_score_is_told() -> None:
    read = answer("Why did the bank cut its rate?", story(RATES), threshold=0.99)

    assert (read.picked, read.reason) == ((), ReasonCode.UNSURE)
    assert 0 < read.score < 0.99


def test_a_speaker_s_sentence_on_the_matter_needs_a_lower_score() -> None:
    question = "What did Estonia say about comfort?"
    score = answer(question, story(ESTONIA)).score

    assert reason(question, ESTONIA, threshold=1.3 * score) is None
    assert reason(question, ESTONIA, threshold=1.6 * score) is ReasonCode.UNSURE


def test_where_no_passage_has_a_word_of_the_matter_nothing_answers() -> None:
    assert reason("Do onions grow well by the lake?", RATES) is ReasonCode.NO_MATTER
    assert reason("Who is the president of Norvale?", ESTONIA, RATES) is ReasonCode.NO_MATTER


@pytest.mark.parametrize("evidence", [(), ("Oh no!",)])
def test_evidence_without_a_sentence_has_nothing_on_the_matter(evidence: tuple[str, ...]) -> None:
    assert reason("When was the cut?", *evidence) is ReasonCode.NO_MATTER


@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_more_sentences_than_asked_for(most: int) -> None:
    assert len(texts("key rate cut of the bank", RATES, ESTONIA, sentences=most)) <= most


def test_the_same_words_are_quoted_once() -> None:
    line = "The National Bank of Norvale cut its key rate to 4.5 percent on Thursday."

    assert texts("When did the National Bank cut its key rate?", line, line.upper()) == [line]


def test_scores_are_probabilities_and_the_best_one_s_is_the_answer_s() -> None:
    read = answer("When did the National Bank cut its key rate?", story(RATES), story(ESTONIA, 2))

    assert all(0 <= one.score <= 1 for one in read.picked)
    assert read.score == max(one.score for one in read.picked)


def test_where_a_question_asks_who_says_it_what_somebody_says_comes_first() -> None:
    told = "Rates will fall again in spring, analysts were told on Thursday."
    said = "“Rates will fall again in spring,” Governor Ines Morrow said on Thursday."
    read = answer("Who said that rates will fall again in spring?", story(told), story(said, 2))

    assert read.picked[0].piece.text == said
    assert "Ines Morrow" in (read.picked[0].speaker or "")
