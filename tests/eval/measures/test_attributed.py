from __future__ import annotations

import pytest

from eval.measures.attributed import Attribution, Tally, nearest, tally
from rag.attribution import statements
from rag.domain import Span
from rag.text.sentences import sentences

TEXT = "Ada Lind said the quay was safe. “It held,” she said. It rained all day."
SAFE, HELD = Span(14, 31), Span(33, 43)
SENTENCES = sentences(TEXT)
FOUND = statements(TEXT, SENTENCES)


def test_all_that_was_marked_and_no_more_is_found() -> None:
    marked = [Attribution((SAFE,), "Lind"), Attribution((HELD,), "she")]
    found = tally(marked, FOUND, SENTENCES)

    assert (found.attributions, found.heard, found.sentences_both) == (2, 2, 2)
    assert (found.named, found.right) == (1, 1)  # "she" is no name to judge by
    assert found.shares()["sentence precision"] == found.shares()["sentence recall"] == 1.0


def test_what_was_not_found_lowers_recall_and_what_was_not_marked_precision() -> None:
    rained = Span(TEXT.index("It rained"), len(TEXT))
    shares = tally([Attribution((rained, SAFE), "Tamm")], FOUND, SENTENCES).shares()

    assert shares["sentence recall"] == shares["sentence precision"] == 0.5
    assert shares["speaker right"] == 0.0
    assert shares["heard"] == 1.0
    assert shares["content recall"] == pytest.approx(len("the quay was safe") / 35)


def test_nothing_shared_is_not_heard() -> None:
    assert nearest(Attribution((Span(56, 60),), "Lind"), FOUND) is None
    assert nearest(Attribution((SAFE,), "Lind"), []) is None


def test_of_several_the_statement_that_shares_most_is_judged() -> None:
    near = nearest(Attribution((Span(20, 43),), "Lind"), FOUND)

    assert near is not None
    assert near.content == SAFE


def test_where_nothing_was_marked_nothing_is_shared_out() -> None:
    assert set(Tally().shares().values()) == {None}


def test_two_articles_are_counted_together() -> None:
    one = Tally(attributions=2, heard=1)

    assert one + one + Tally(right=3) == Tally(attributions=4, heard=2, right=3)


def test_words_behind_a_quotation_mark_are_quoted() -> None:
    assert Attribution((HELD,), "").is_quoted(TEXT)
    assert Attribution((Span(34, 42),), "").is_quoted(TEXT)
    assert not Attribution((SAFE,), "").is_quoted(TEXT)
