from __future__ import annotations

from dataclasses import replace

import numpy as np

from eval.fit.weights import Asked, answerable, order, scores, scores_apart
from rag.read.fact_features import FACT_NAMES

BEGINS, LENGTH = FACT_NAMES.index("begins"), FACT_NAMES.index("length")


def questions(count: int) -> list[Asked]:
    """Questions of three sentences; the right one begins surest, where there is an answer."""
    chance = np.random.default_rng(7)
    made = []
    for number in range(count):
        table = chance.normal(0, 0.1, (3, len(FACT_NAMES))).astype(np.float32)
        right = np.zeros(3, dtype=bool)
        if number % 2:
            right[number % 3] = True
            table[number % 3, BEGINS] += 1.0
        made.append(Asked(f"group {number}", table, right, bool(number % 2), 1.0))
    return made


def test_what_marks_right_sentences_gets_the_weight() -> None:
    weights = order(questions(60))

    assert weights[BEGINS] > 1
    assert weights[BEGINS] > 3 * abs(weights[LENGTH])


def test_questions_with_an_answer_are_told_from_those_without() -> None:
    asked = questions(60)
    weights = order(asked)
    probable = scores(asked, weights, answerable(asked, weights))
    told = np.array([one.answerable for one in asked])

    assert probable[told].mean() > 0.8
    assert probable[~told].mean() < 0.2


def test_scores_of_a_group_come_from_a_fit_on_the_others() -> None:
    asked = questions(60)
    probable = scores_apart(asked)
    told = np.array([one.answerable for one in asked])
    strange = [replace(one, answerable=not one.answerable, group="strange") for one in asked[:6]]
    mixed = scores_apart([*asked, *strange])

    assert probable[told].mean() > 0.7
    assert probable[~told].mean() < 0.3
    assert mixed[-6:][told[:6]].min() > mixed[-6:][~told[:6]].max()  # not told that these differ
