"""MultiHop-RAG's own scores on a worked example, and where honest ones differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.average_precision import average_precision
from eval.measures.multihop_answers import shares_a_word
from eval.measures.multihop_ranking import fact_ranks, multihop_ranking

FACTS = ["Norlink bought the ferry.", "Tam Reed will leave.", "The fair is off."]
FOUND = [
    "A quay in Elve.",
    "In May Norlink bought\nthe ferry. It paid nine million.",
    "Gulls.",
    "On Monday TamReed will leave. So says the board.",
    "Again: Norlink bought the ferry.",
]


def test_map_at_10_of_multihop_rag_is_less_than_average_precision() -> None:
    theirs = multihop_ranking(FOUND, FACTS)
    ranks = fact_ranks(FOUND, FACTS)

    assert ranks == [2, 4, None]
    assert theirs["MAP@10"] == pytest.approx((1 / 2 + 1 / 4) / 3)
    assert average_precision(ranks) == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert theirs["Hits@10"] == theirs["Hits@4"] == 1
    assert theirs["MRR@10"] == 1 / 2


def test_all_facts_in_front_score_1_only_as_average_precision() -> None:
    found = [f"{fact} And more." for fact in FACTS]

    assert average_precision(fact_ranks(found, FACTS)) == 1
    assert multihop_ranking(found, FACTS)["MAP@10"] == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_a_fact_past_rank_10_is_not_found_and_past_4_only_hits_at_10() -> None:
    late = ["Gulls."] * 10 + FACTS
    fifth = ["Gulls."] * 4 + FACTS[:1]

    assert set(multihop_ranking(late, FACTS).values()) == {0}
    assert average_precision(fact_ranks(late, FACTS)) == 0
    assert multihop_ranking(fifth, FACTS)["Hits@4"] == 0
    assert multihop_ranking(fifth, FACTS)["Hits@10"] == 1


def test_a_fact_listed_twice_is_wanted_twice_and_found_once_in_theirs() -> None:
    twice = [FACTS[0], "Norlink  bought the ferry."]

    assert multihop_ranking(FACTS[:1], twice)["MAP@10"] == 1 / 2
    assert average_precision(fact_ranks(FACTS[:1], twice)) == 1


@given(st.lists(st.one_of(st.none(), st.integers(1, 30)), max_size=15), st.integers(1, 12))
def test_average_precision_lies_between_0_and_1(ranks: list[int | None], k: int) -> None:
    assert 0 <= average_precision(ranks, k=k) <= 1


@given(st.lists(st.integers(1, 10), unique=True, min_size=1, max_size=10))
def test_their_map_never_exceeds_average_precision(ranks: list[int]) -> None:
    facts = [f"fact<{at}>" for at in range(len(ranks))]
    found = [""] * 10
    for fact, rank in zip(facts, ranks, strict=True):
        found[rank - 1] = f"It is said: {fact}"

    theirs = multihop_ranking(found, facts)["MAP@10"]

    assert theirs <= average_precision(fact_ranks(found, facts)) + 1e-12


def test_any_shared_word_is_right_to_multihop_rag() -> None:
    assert shares_a_word("The ferry sails at nine.", "the harbour chief") == 1
    assert shares_a_word("It was Sam Altman.", "Altman") == 0
    assert shares_a_word('So: The answer to the question is "Yes", surely.', "surely") == 0
    assert shares_a_word('So: The answer to the question is "YES", surely.', "yes") == 1
    assert shares_a_word("", "yes") == 0
