from __future__ import annotations

import numpy as np
import pytest

from rag.read.fact_features import FACT_NAMES, WHOLE_NAMES, fact_features, whole_features
from rag.read.pieces import pieces
from rag.read.spans import Seen
from tests.rag.evidence import hit, on, passage
from tests.rag.read.questions import RATES, asked, story


def seen(begins: float, answer: str = "") -> Seen:
    return Seen(begins, begins, begins, answer, begins)


def column(name: str, question: str, texts: list[str], saw: list[Seen]) -> list[float]:
    """One feature of the only sentence of each text."""
    found = pieces([story(text, id_=n + 1) for n, text in enumerate(texts)])
    table = fact_features(asked(question), found, saw)

    assert table.shape == (len(found), len(FACT_NAMES))
    assert table.dtype == np.float32

    return [float(one) for one in table[:, FACT_NAMES.index(name)]]


CUT = "The bank cut its rate to 4 percent."
FELL = "Its key rate fell to 4 percent."
ROSE = "The rate of the bank rose to 6 percent."


def test_without_a_sentence_there_is_a_table_without_rows() -> None:
    assert fact_features(asked("Who?"), [], []).shape == (0, len(FACT_NAMES))


def test_articles_whose_answers_have_the_same_words_agree() -> None:
    saw = [seen(5, "4 percent"), seen(5, "to 4 percent"), seen(5, "6 percent")]
    cut, fell, rose = column("agree", "What is the rate?", [CUT, FELL, ROSE], saw)

    assert cut == fell == pytest.approx(1 / 3, abs=0.01)
    assert rose == 0


def test_an_article_that_hardly_answers_hardly_agrees() -> None:
    saw = [seen(5, "4 percent"), seen(-5, "4 percent")]
    sure, unsure = column("agree", "What is the rate?", [CUT, FELL], saw)

    assert sure < 0.01 < unsure


def test_log_odds_are_bounded() -> None:
    high, low = column("begins", "What is the rate?", [CUT, FELL], [seen(99), seen(-99)])

    assert (high, low) == (1.5, -1.5)


def test_the_year_asked_about_is_told_from_others() -> None:
    texts = ["In 2019 the rate was cut.", "In 2021 the rate was cut.", "The rate was cut again."]
    named, other, none = column("years", "When was the 2019 cut?", texts, [seen(0)] * 3)

    assert named == 1
    assert other == 0
    assert 0 < none < 1


def test_the_numbers_asked_about_are_looked_for_around_a_sentence() -> None:
    texts = ["The rate fell by 25 points on day 4.", "The rate fell by 50 points."]
    both, none = column("numbers", "Why did it fall 25 points on day 4?", texts, [seen(0)] * 2)

    assert (both, none) == (1, 0)
    assert column("numbers", "Why did it fall in 2024?", texts, [seen(0)] * 2) == [1, 1]


def test_without_a_year_every_sentence_is_of_it() -> None:
    assert column("years", "When was the cut?", [CUT, FELL], [seen(0)] * 2) == [1, 1]


def test_the_newest_article_is_told_from_older_and_undated_ones() -> None:
    days = (on(2024, 11, 28), on(2024, 10, 29), None)
    hits = [
        hit(passage(CUT, id_=n + 1, published=day), 1.0, cosine=0.5) for n, day in enumerate(days)
    ]
    table = fact_features(asked("What is the rate?"), pieces(hits), [seen(0)] * 3)
    newest, older, undated = table[:, FACT_NAMES.index("newest")]

    assert newest == 1
    assert older == pytest.approx(np.exp(-1), abs=0.01)
    assert undated == pytest.approx(0.3)


def test_what_tells_whether_there_is_an_answer_looks_at_all_sentences() -> None:
    found = pieces([story(RATES)])
    table = fact_features(asked("When was the cut?"), found, [seen(5), seen(1), seen(-3)])
    whole = whole_features(table)

    assert whole.shape == (3, len(WHOLE_NAMES))
    assert whole[:, WHOLE_NAMES.index("best_begins")] == pytest.approx([0.5] * 3)
    assert whole[:, WHOLE_NAMES.index("three_begins")] == pytest.approx([0.1] * 3)
    assert whole[:, 0] == pytest.approx([0.5, 0.1, -0.3])
