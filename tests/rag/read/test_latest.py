from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.question.nouns import Recency
from rag.read.latest import years_behind
from rag.read.pieces import Piece, pieces
from tests.rag.evidence import hit, on, passage
from tests.rag.read.questions import understood

ASKED = "Who is the current champion of Varn?"


def piece(text: str, year: int | None = None) -> Piece:
    """A sentence of an article of its own."""
    published = on(year, 6, 5) if year else None
    return pieces([hit(passage(text, title=None, published=published))])[0]


def lost(question: str, *told: Piece, order: tuple[float, ...] = ()) -> list[float]:
    """What the sentences' orders lose, all of them as good as each other unless told."""
    given = np.array(order or [5.0] * len(told), dtype=np.float32)
    return list(map(float, years_behind(understood(question), told, given, range(len(told)))))


def test_a_sentence_of_an_earlier_year_stands_behind() -> None:
    old, new = piece("Ada Lind won in 2021."), piece("Ole Holm won in 2023.")
    undated = piece("Eila Vann won.")

    assert lost(ASKED, old, new, undated) == [2, 0, 0]


def test_a_season_ends_in_its_second_year_and_an_article_is_of_its_own() -> None:
    season, printed = piece("Ada Lind won the 2022-23 season."), piece("Ole Holm won.", 2022)

    assert lost(ASKED, season, printed) == [0, 1]


def test_a_year_that_has_not_begun_is_none() -> None:
    ahead, new = piece("Varn will be champion by 2030."), piece("Ole Holm won in 2023.")

    assert lost(ASKED, ahead, new) == [0, 0]


def test_what_is_far_behind_does_not_tell_the_newest_year() -> None:
    best, far = piece("Ada Lind won in 2021."), piece("Tickets for 2024 are sold.")

    assert lost(ASKED, best, far, order=(9, 2)) == [0, 0]


@pytest.mark.parametrize(
    "question",
    ["Who was the first champion of Varn?", "Which champion was honoured this week?"],
)
def test_other_questions_lose_nothing(question: str) -> None:
    old, new = piece("Ada Lind won in 2021."), piece("Ole Holm won in 2023.")
    asked = replace(understood(question), recency=Recency.RECENT)
    order = np.array([5.0, 5.0], dtype=np.float32)

    assert not years_behind(asked, [old, new], order, range(2)).any()
