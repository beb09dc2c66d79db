from __future__ import annotations

import math

import numpy as np
import pytest

from rag.ports import SpanLogits
from rag.read.pieces import Piece, pieces
from rag.read.spans import NOTHING, all_seen, seen
from tests.rag.read.questions import RATES, story

FIRST, SECOND, THIRD = pieces([story(RATES)])


def logits(text: str, likely: dict[str, float], *, nowhere: float = 0.0) -> SpanLogits:
    """Logits over a text's words: -9, but for the words named."""
    offsets, starts = [], []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        offsets.append((at, at + len(word)))
        starts.append(likely.get(word, -9.0))
        at += len(word)
    both = np.array(starts, np.float32)
    return SpanLogits(np.array(offsets, np.int32), both, both, (nowhere, nowhere), 1.5)


def test_an_answer_is_seen_in_the_sentence_that_has_it() -> None:
    found = logits(RATES, {"2019.": 4.0})

    assert seen(SECOND, found).begins == pytest.approx(4.0, abs=0.01)
    assert seen(SECOND, found).answer == "2019."
    assert seen(FIRST, found).begins < -5


def test_two_places_in_a_sentence_add_up() -> None:
    once, twice = ({"Thursday.": 2.0}, {"Thursday.": 2.0, "Norvale": 2.0})
    gained = seen(FIRST, logits(RATES, twice)).begins - seen(FIRST, logits(RATES, once)).begins

    assert gained == pytest.approx(math.log(2), abs=0.01)


def test_what_speaks_for_no_answer_counts_against_a_sentence_but_not_its_logit() -> None:
    without, with_ = (seen(SECOND, logits(RATES, {"2019.": 4.0}, nowhere=n)) for n in (0.0, 3.0))

    assert with_.begins == pytest.approx(without.begins - 3)
    assert with_.ends == pytest.approx(without.ends - 3)
    assert with_.logit == without.logit


def test_an_answer_ends_where_it_likeliest_does() -> None:
    found = logits(RATES, {"Deputy": 3.0, "Threlkeld": 1.0})
    ends = logits(RATES, {"Threlkeld": 3.0}).ends
    both = SpanLogits(found.offsets, found.starts, ends, found.nowhere, found.answers)

    assert seen(THIRD, both).answer == "Deputy governor Casimir Threlkeld"


def test_a_passage_s_place_in_its_article_is_no_matter() -> None:
    later: list[Piece] = pieces([story("Before. And before.\n\n" + RATES)])
    found = logits(later[0].hit.passage.text, {"2019.": 4.0})
    told = [round(one.begins) for one in all_seen(later, [found])]

    assert max(told) == told[[piece.text for piece in later].index(SECOND.text)]


def test_what_the_whole_passage_says_is_each_sentence_s() -> None:
    found = logits(RATES, {"2019.": 4.0})

    assert {seen(piece, found).passage for piece in (FIRST, SECOND, THIRD)} == {1.5}


def test_what_the_model_did_not_read_answers_nothing() -> None:
    short = logits(RATES[:40], {"Norvale": 4.0})

    assert seen(THIRD, short) == NOTHING
    assert all_seen([FIRST], []) == [NOTHING]
