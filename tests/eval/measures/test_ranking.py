"""Hits, RR, recall and nDCG against an independent implementation, and at their edges."""

from __future__ import annotations

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.hits import hits
from eval.measures.ndcg import ndcg
from eval.measures.recall import recall
from eval.measures.reciprocal_rank import reciprocal_rank

ARTICLES = [f"a{number}" for number in range(20)]
rankings = st.lists(st.sampled_from(ARTICLES), min_size=1, max_size=20, unique=True)
relevants = st.frozensets(st.sampled_from(ARTICLES), min_size=1)


def judged_elsewhere(measure: str, ranking: list[str], relevant: frozenset[str]) -> float:
    run = {"q": {article: -float(rank) for rank, article in enumerate(ranking)}}
    qrels = {"q": dict.fromkeys(relevant, 1)}
    parsed = ir_measures.parse_measure(measure)
    return float(ir_measures.calc_aggregate([parsed], qrels, run)[parsed])


@given(rankings, relevants, st.integers(1, 12))
def test_measures_agree_with_ir_measures(
    ranking: list[str], relevant: frozenset[str], k: int
) -> None:
    ours = {
        f"Success@{k}": hits(ranking, relevant, k=k),
        f"R@{k}": recall(ranking, relevant, k=k),
        f"RR@{k}": reciprocal_rank(ranking, relevant, k=k),
        f"nDCG@{k}": ndcg(ranking, relevant, k=k),
    }
    theirs = {name: judged_elsewhere(name, ranking, relevant) for name in ours}

    assert pytest.approx(theirs) == ours


@given(rankings, relevants)
def test_a_longer_look_never_finds_less(ranking: list[str], relevant: frozenset[str]) -> None:
    found = [hits(ranking, relevant, k=k) for k in range(1, 21)]

    assert sorted(found) == found


def test_nothing_found_is_zero_everywhere() -> None:
    relevant = {"a1"}

    assert (
        hits([], relevant, k=10),
        recall([], relevant, k=10),
        reciprocal_rank([], relevant),
        ndcg([], relevant),
    ) == (0.0, 0.0, 0.0, 0.0)


def test_ideal_ranking_has_ndcg_one_even_with_more_relevant_than_k() -> None:
    assert pytest.approx(1.0) == ndcg(["a", "b"], {"a", "b", "c"}, k=2)


def test_recall_and_ndcg_refuse_a_question_without_relevant_articles() -> None:
    with pytest.raises(ValueError, match="relevant"):
        recall(["a"], frozenset(), k=5)
    with pytest.raises(ValueError, match="relevant"):
        ndcg(["a"], frozenset())
