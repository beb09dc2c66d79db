from __future__ import annotations

import pytest

from tests.ui.web import reading
from ui.web.quality.progress import progress
from ui.web.quality.runner import Now, Step

TITLE = "ferry-&-<b>tram</b>"


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.IDLE])
def test_a_sets_name_reads_as_it_is_at_every_step(step: Step) -> None:
    told = reading.text(progress(Now(step, TITLE, "20241126-080000-ferry", 1, 3)))

    if step in (Step.STARTING, Step.ASKING):
        assert f"Running: {TITLE}" in told
    else:
        assert TITLE in told
    assert "&#" not in told


def test_the_time_left_is_said_and_at_the_end_what_is_still_done() -> None:
    asking = Now(Step.ASKING, TITLE, "run", 1, 3, {"answered right": 1}, 150.0)

    assert "1 of 3 · about 2\N{NO-BREAK SPACE}min left" in reading.text(progress(asking))
    last = Now(Step.ASKING, TITLE, "run", 3, 3, {}, 0.0)
    assert "writing the report" in reading.text(progress(last))


def test_nothing_is_shown_before_a_first_run() -> None:
    ((_, at),) = reading.tags(progress(Now()))

    assert (at["data-step"], "hidden" in at) == ("idle", True)
