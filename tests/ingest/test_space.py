"""What is said where a disk fills up in the middle of a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import space
from rag.errors import DiskFullError


def refusal(home: Path, error: DiskFullError, step: int = 0) -> DiskFullError:
    with pytest.raises(DiskFullError) as caught, space.full_disk_named(home, step, spare=1_000):
        raise error
    return caught.value


@pytest.mark.parametrize("step", [0, 50_000_000])
def test_a_full_disk_of_which_nothing_more_is_known_is_given_its_step_s_amount(
    tmp_path: Path, step: int
) -> None:
    told = refusal(tmp_path, DiskFullError(str(tmp_path)), step)

    assert told.needed is not None
    assert told.needed >= max(step, space.LEAST) + 1_000
    assert "MB are needed" in str(told)


def test_what_a_step_knows_itself_is_kept(tmp_path: Path) -> None:
    known = DiskFullError(str(tmp_path), free=1_000, needed=7_000_000)

    assert refusal(tmp_path, known) is known
