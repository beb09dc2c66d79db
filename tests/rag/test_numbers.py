"""Numbers, however they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.numbers import Number, claimed_numbers, is_among, numbers_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4.25%", "4.25 percent"),
        ("4.25%", "4.25 per cent"),
        ("1,572 people", "1572 people"),
        ("$1.5bn", "1.5 billion dollars"),
        ("$1.5bn", "1,500,000,000 US dollars"),
        ("€5m", "five million euros"),
        ("£20", "twenty pounds"),
        ("three ministers", "3 ministers"),
        ("twenty-five ministers", "25 ministers"),
        ("two hundred and fifty ships", "250 ships"),
        ("a hundred ships", "100 ships"),
        ("a dozen ships", "12 ships"),
        ("two dozen ships", "24 ships"),
        ("the third time", "the 3rd time"),
        ("the twenty-first time", "the 21st time"),
        ("the 26th of May", "the 26 of May"),
        ("a 150-strong unit", "150 soldiers"),
        ("100m", "100 metres"),
        ("100m", "100 million"),
        ("5k runs", "5,000 runs"),
        ("3 percentage points", "three percentage points"),
        ("¥100", "100 yen"),
        ("3.0", "3"),
    ],
)
def test_the_same_number_in_other_words(one: str, other: str) -> None:
    assert all(is_among(number, numbers_in(one)) for number in claimed_numbers(other))
    assert claimed_numbers(other)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("5%", "5 people"),
        ("5%", "5 percentage points"),
        ("€5", "$5"),
        ("€5m", "€5bn"),
        ("25", "2.5"),
        ("25", "125"),
        ("2,500", "25"),
        ("three", "four"),
        ("fifty", "fifteen"),
        ("the third time", "the fourth time"),
        ("20", "2020"),
    ],
)
def test_another_number_is_another_number(claim: str, source: str) -> None:
    assert not all(is_among(number, numbers_in(source)) for number in claimed_numbers(claim))


def test_a_lone_one_claims_nothing() -> None:
    assert claimed_numbers("one of the ministers and no one else") == set()
    assert Number(Decimal(1), "") in numbers_in("one minister")


def test_a_number_without_unit_is_among_those_with_one() -> None:
    assert is_among(Number(Decimal(4), ""), numbers_in("between 4% and 5%"))


@given(value=st.integers(0, 10**12))
def test_thousands_separators_do_not_change_a_number(value: int) -> None:
    assert numbers_in(f"{value:,} ships") == numbers_in(f"{value} ships")
