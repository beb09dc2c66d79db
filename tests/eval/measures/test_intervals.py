from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.bootstrap import BLOCK, bootstrap, bootstrap_mean, mean
from eval.measures.wilson import wilson


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share_and_stays_within_bounds(case: tuple[int, int]) -> None:
    right, n = case
    low, high = wilson(right, n)

    assert 0 <= low <= right / n <= high <= 1


def test_wilson_matches_a_published_example() -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 0 of 20."""
    assert pytest.approx((0.2553, 0.3662), abs=5e-5) == wilson(81, 263)
    assert pytest.approx((0.0, 0.1611), abs=5e-5) == wilson(0, 20)


@pytest.mark.parametrize(("right", "n"), [(0, 0), (3, 2), (-1, 4)])
def test_wilson_refuses_what_is_no_share(right: int, n: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(right, n)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=30))
def test_bootstrap_of_a_mean_stays_within_the_values(values: list[float]) -> None:
    low, high = bootstrap(values, statistic=mean, resamples=50)

    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9


@pytest.mark.parametrize("n", [1, 7, 300, BLOCK // 3])
def test_means_taken_many_at_a_time_are_those_taken_one_by_one(n: int) -> None:
    values = [number * 0.7 % 1 for number in range(n)]

    assert bootstrap_mean(values, resamples=20) == bootstrap(values, statistic=mean, resamples=20)


def test_same_values_give_the_same_interval() -> None:
    values = [0.1, 0.5, 0.9, 0.3]

    assert bootstrap(values, statistic=mean) == bootstrap(values, statistic=mean)


def test_more_questions_narrow_the_interval() -> None:
    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 1000
    (low, high), (lower, higher) = (bootstrap(v, statistic=mean) for v in (few, many))

    assert higher - lower < (high - low) / 5


def test_bootstrap_refuses_an_empty_sample() -> None:
    with pytest.raises(ValueError, match="at least one"):
        bootstrap([1.0], [], statistic=mean)
    with pytest.raises(ValueError, match="at least one"):
        bootstrap_mean([])
