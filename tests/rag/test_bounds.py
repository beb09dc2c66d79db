from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rag.bounds import MOST_NAMES, require_filters, require_k, require_time
from rag.errors import UsageError
from rag.question.nouns import Filters


@pytest.mark.parametrize("k", [0, -1, 101, 10**9])
def test_a_k_out_of_bounds_is_refused_with_them(k: int) -> None:
    with pytest.raises(UsageError, match=rf"k should be 1 to 100, got {k}"):
        require_k(k)


@pytest.mark.parametrize("epoch", [-(2**63), -62_135_596_800, 253_402_300_799, 10**30])
def test_a_time_that_no_calendar_has_is_refused(epoch: int) -> None:
    with pytest.raises(UsageError, match="asked_at should be"):
        require_time(epoch)
    with pytest.raises(UsageError, match="end should be"):
        require_filters(Filters(end=epoch))


@pytest.mark.parametrize("epoch", [-62_135_510_400, 0, 253_402_128_000])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "Etc/GMT+12"])
def test_a_time_that_is_let_through_is_one_in_every_zone(epoch: int, zone: str) -> None:
    require_time(epoch)

    assert datetime.fromtimestamp(epoch, ZoneInfo(zone)).year in {1, 1970, 1969, 9999}


def test_a_list_may_have_so_many_names_and_no_more() -> None:
    names = tuple(f"name {number}" for number in range(MOST_NAMES + 1))
    require_filters(Filters(publishers=names[1:], languages=names[1:]))

    with pytest.raises(UsageError, match="publishers: at most 1,000 can be named, got 1,001"):
        require_filters(Filters(publishers=names))
    with pytest.raises(UsageError, match="languages: at most 1,000 can be named, got 1,001"):
        require_filters(Filters(languages=names))


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    require_filters(Filters(start=5, end=5))

    with pytest.raises(UsageError, match="later than end"):
        require_filters(Filters(start=6, end=5))
