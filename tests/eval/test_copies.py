from __future__ import annotations

import pytest

from eval.copies import SAMPLE, Row, articles, lines, main, planted, table
from eval.copy_edits import EDITS

REWORKED = "cut, added to, house style"  # half of it is another text: found where most is left
NEAR_MISSES = (
    "follow-up with a third quoted",
    "forms, one publisher, daily",
    "forms, a chain of papers",
    "the same text a month later",
)


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    return {row.kind: row for row in table(articles(SAMPLE / "articles"), planted())}


def test_the_sample_s_planted_copies_are_found_and_nothing_else(rows: dict[str, Row]) -> None:
    row = rows["planted"]

    assert (row.pairs, row.found, row.wrong) == (12, 12, 0)


@pytest.mark.parametrize("kind", EDITS)
def test_an_edited_copy_is_found(rows: dict[str, Row], kind: str) -> None:
    floor = {REWORKED: 0.6, "end cut, 35% left": 0.9}.get(kind, 0.95)

    assert rows[kind].pairs >= 60
    assert rows[kind].recall >= floor
    assert rows[kind].wrong == 0


@pytest.mark.parametrize("kind", NEAR_MISSES)
def test_a_near_miss_joins_no_story(rows: dict[str, Row], kind: str) -> None:
    assert rows[kind].found == rows[kind].wrong == 0


def test_the_table_says_share_interval_and_precision() -> None:
    told = lines([Row("whole", 10, 9, 0), Row("near miss", 0, 0, 1)])

    assert told[1].split() == ["whole", "10", "9", "0.900", "0.596-0.982", "0"]
    assert told[2].split() == ["near", "miss", "0", "0", "1"]
    assert told[3] == "all: recall 0.900, precision 0.900"


def test_it_runs_over_any_folder_of_articles(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(SAMPLE / "articles" / "touchline-weekly")])
    told = capsys.readouterr().out.splitlines()

    assert told[1].startswith("planted")
    assert told[-1].startswith("all: recall")
