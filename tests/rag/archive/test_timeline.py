from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.archive.timeline import Begin, begin, ends
from rag.archive.times import EVER
from rag.domain import NewsTime, Precision
from tests.rag.archive.stories import at, day, on, story

times = st.one_of(st.none(), st.integers(0, 40)).map(
    lambda epoch: None if epoch is None else NewsTime(epoch, Precision.SECOND, "")
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One state of an article as it came: its times, and when it was retrieved."""

    published: NewsTime | None
    modified: NewsTime | None
    retrieved_at: int


arrivals = st.lists(st.builds(Arrival, times, times, st.integers(20, 60)), min_size=1, max_size=7)


def timeline(states: list[Arrival]) -> list[Begin]:
    """The beginnings of states in the order of their arrival."""
    begins: list[Begin] = []
    for one in sorted(states, key=lambda one: one.retrieved_at):
        incoming = story(published=one.published, modified=one.modified)
        begins.append(begin(incoming, before=begins, retrieved_at=one.retrieved_at))
    return begins


@given(arrivals)
def test_exactly_one_revision_is_in_force_from_the_first_on(states: list[Arrival]) -> None:
    begins = timeline(states)
    until = ends(begins)
    first = min(one.visible_from for one in begins)

    for moment in [first, *range(max(first, 0), 62)]:
        in_force = [
            one.number
            for one in begins
            if one.visible_from <= moment and ((end := until[one.number]) is None or end > moment)
        ]

        assert len(in_force) == 1


@given(arrivals)
def test_one_revision_is_the_newest_and_none_begins_after_it_was_retrieved(
    states: list[Arrival],
) -> None:
    begins = timeline(states)
    retrieved = sorted(one.retrieved_at for one in states)

    assert list(ends(begins).values()).count(None) == 1
    assert all(one.valid_from <= when for one, when in zip(begins, retrieved, strict=True))


def test_a_first_state_begins_when_it_was_published() -> None:
    start = begin(story(published=on(2024, 9, 18)), before=[], retrieved_at=at(2025, 1, 1))

    assert start == Begin(1, at(2024, 9, 18), at(2024, 9, 18))


def test_a_first_state_that_says_it_was_changed_begins_then() -> None:
    corrected = story(published=on(2024, 9, 18), modified=on(2024, 9, 20))

    assert begin(corrected, before=[], retrieved_at=at(2025, 1, 1)).valid_from == at(2024, 9, 20)


@pytest.mark.parametrize("printed", [on(2024, 9, 18, 10), day(2024, 9, 18)])
@pytest.mark.parametrize("correction_first", [False, True])
def test_a_correction_dated_by_the_day_alone_is_newer_than_what_was_printed_that_day(
    printed: NewsTime, correction_first: bool
) -> None:
    original = story(published=printed)
    corrected = story("Corrected.", published=printed, modified=day(2024, 9, 18))
    first, second = (corrected, original) if correction_first else (original, corrected)
    one = begin(first, before=[], retrieved_at=at(2025, 1, 1))
    two = begin(second, before=[one], retrieved_at=at(2025, 1, 1))

    assert ends([one, two])[1 if correction_first else 2] is None


def test_a_change_dated_by_the_day_alone_follows_the_changes_already_known_of_that_day() -> None:
    first = Begin(1, at(2024, 9, 17), at(2024, 9, 17))
    second = Begin(2, at(2024, 9, 18, 16), at(2024, 9, 18, 16))
    third = begin(
        story(modified=day(2024, 9, 18)), before=[first, second], retrieved_at=at(2025, 1, 1)
    )

    assert ends([first, second, third])[3] is None


def test_a_state_dated_by_the_day_alone_is_not_shown_before_it_was_printed_that_day() -> None:
    printed = on(2024, 9, 18, 10)
    corrected = story(published=printed, modified=day(2024, 9, 18))

    assert begin(corrected, before=[], retrieved_at=at(2025, 1, 1)).visible_from > printed.epoch


def test_a_change_of_an_earlier_day_stays_before_those_of_a_later_one() -> None:
    first = Begin(1, at(2024, 9, 19), at(2024, 9, 19))
    late = begin(story(modified=day(2024, 9, 18)), before=[first], retrieved_at=at(2025, 1, 1))

    assert ends([first, late]) == {1: None, 2: at(2024, 9, 19)}


def test_a_later_state_without_a_time_of_its_own_begins_when_it_was_retrieved() -> None:
    first = Begin(1, at(2024, 9, 18), at(2024, 9, 18))
    changed = story("Changed in silence.", published=on(2024, 9, 18))

    assert begin(changed, before=[first], retrieved_at=at(2025, 1, 1)).valid_from == at(2025, 1, 1)


def test_an_original_that_arrives_after_its_correction_takes_its_place_before_it() -> None:
    corrected = story(published=on(2024, 9, 18), modified=on(2024, 9, 20))
    original = story(published=on(2024, 9, 18))
    first = begin(corrected, before=[], retrieved_at=at(2025, 1, 1))
    late = begin(original, before=[first], retrieved_at=at(2025, 1, 1))

    assert late.valid_from == at(2024, 9, 18)
    assert ends([first, late]) == {1: None, 2: at(2024, 9, 20)}


def test_an_older_change_that_arrives_late_takes_its_place_in_the_past() -> None:
    first = Begin(1, 10, 10)
    third = Begin(2, 30, 30)
    second = Begin(3, 20, 20)

    assert ends([first, third, second]) == {1: 20, 2: None, 3: 30}


def test_an_undated_first_state_may_be_shown_at_any_time_asked() -> None:
    start = begin(story(), before=[], retrieved_at=at(2025, 1, 1))

    assert start == Begin(1, at(2025, 1, 1), EVER)


def test_a_second_undated_state_begins_when_it_was_retrieved() -> None:
    start = begin(story(), before=[Begin(1, 10, EVER)], retrieved_at=at(2025, 1, 1))

    assert start == Begin(2, at(2025, 1, 1), at(2025, 1, 1))


@pytest.mark.parametrize("field", ["published", "modified"])
def test_a_date_in_the_future_begins_when_it_was_retrieved(field: str) -> None:
    incoming = story(**{field: on(2099, 1, 1)})  # type: ignore[arg-type]

    assert begin(incoming, before=[], retrieved_at=at(2025, 1, 1)).valid_from == at(2025, 1, 1)


def test_of_two_states_that_begin_in_one_second_the_later_arrival_holds() -> None:
    assert ends([Begin(1, 10, 10), Begin(2, 10, 10)]) == {1: 10, 2: None}
