"""AUROC, risk and coverage, reliability, refusals, latency."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.abstention import refusal
from eval.measures.auroc import auroc
from eval.measures.latency import percentile
from eval.measures.reliability import Bin, calibration_error, reliability
from eval.measures.risk_coverage import RiskAt, risk_coverage

scores = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=20)
answers = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


@given(scores, scores)
def test_auroc_is_the_share_of_pairs_in_order(positive: list[float], negative: list[float]) -> None:
    pairs = [(p > n) + (p == n) / 2 for p, n in product(positive, negative)]

    assert pytest.approx(sum(pairs) / len(pairs)) == auroc(positive, negative)


@given(scores, scores)
def test_auroc_turns_round_with_its_sides(positive: list[float], negative: list[float]) -> None:
    assert pytest.approx(1 - auroc(positive, negative)) == auroc(negative, positive)


def test_auroc_needs_both_sides() -> None:
    with pytest.raises(ValueError, match="both kinds"):
        auroc([], [0.5])


def test_risk_is_counted_from_the_surest_answer_and_ties_move_together() -> None:
    answered = [(0.9, True), (0.5, False), (0.7, True), (0.5, True)]

    expected = [RiskAt(0.9, 0.125, 0.0), RiskAt(0.7, 0.25, 0.0), RiskAt(0.5, 0.5, 0.25)]

    assert expected == risk_coverage(answered, asked=8)


@given(answers)
def test_risk_curve_ends_at_the_share_answered(answered: list[tuple[float, bool]]) -> None:
    last = risk_coverage(answered, asked=2 * len(answered))[-1]

    assert last.coverage == 0.5
    assert sum(not right for _, right in answered) / len(answered) == last.risk


def test_no_answers_make_no_curve() -> None:
    assert risk_coverage([], asked=5) == []
    assert reliability([]) == []


@given(answers)
def test_bins_hold_every_answer_once(answered: list[tuple[float, bool]]) -> None:
    bins = reliability(answered)

    assert len(answered) == sum(b.n for b in bins)
    assert sum(right for _, right in answered) == sum(b.right for b in bins)


def test_scores_outside_the_scale_fall_into_the_outer_bins() -> None:
    assert [Bin(-0.5, 0, 1), Bin(1.5, 1, 1)] == reliability([(1.5, True), (-0.5, False)])


def test_calibration_error_is_the_weighted_gap() -> None:
    bins = [Bin(0.2, 1, 1), Bin(0.9, 1, 2), Bin(1.0, 1, 1)]

    assert pytest.approx(0.25 * 0.8 + 0.5 * 0.4) == calibration_error(bins)


def test_calibration_error_needs_answers() -> None:
    with pytest.raises(ValueError, match="no answers"):
        calibration_error([])


def test_a_question_counts_for_one_side_of_abstention_only() -> None:
    assert refusal(answerable=False, abstained=True) == {"Refused": 1.0}
    assert refusal(answerable=True, abstained=False) == {"WronglyRefused": 0.0}


def test_percentile_lies_between_neighbours() -> None:
    assert percentile([30.0, 10.0, 20.0], p=50) == 20.0
    assert pytest.approx(29.0) == percentile([30.0, 10.0, 20.0], p=95)


def test_percentile_needs_a_timed_question() -> None:
    with pytest.raises(ValueError, match="timed"):
        percentile([], p=50)
