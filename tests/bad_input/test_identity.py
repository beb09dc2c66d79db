"""Rows 17 to 20: the same article twice, ids of any kind."""

from __future__ import annotations

import json

import pytest

from rag.archive.archive import Archive
from tests.bad_input.intake import QUAY, SLUICE, Intake
from tests.ingest.jobs import lines, record


def test_row_17_the_same_article_twice_in_a_file_is_one_and_said(intake: Intake) -> None:
    taken = intake.take(lines(intake.folder / "feed.jsonl", record(1), record(2), record(1)))

    assert taken.odd == [("W_DUP", "given/feed.jsonl:3")]
    assert "given/feed.jsonl:1" in taken.reasons
    assert taken.titles == ["Report 1", "Report 2"]


@pytest.mark.parametrize("later_first", [True, False])
def test_row_18_of_one_id_with_two_texts_the_later_is_shown_and_both_are_kept(
    intake: Intake, later_first: bool
) -> None:
    states = [
        record(1, QUAY, published="2026-03-01T08:00:00Z"),
        record(1, SLUICE, published="2026-03-01T08:00:00Z", modified="2026-03-02T08:00:00Z"),
    ]
    taken = intake.take(
        lines(intake.folder / "a.jsonl", *(states[::-1] if later_first else states))
    )
    archive = Archive.open(intake.home)
    kept = {one.text for one in archive.revisions(taken.passages[0].article.id)}
    archive.close()

    assert taken.left_out == []
    assert taken.texts == [SLUICE]
    assert kept == {QUAY, SLUICE}


def test_row_19_one_address_with_tracking_parameters_is_one_article(intake: Intake) -> None:
    at = "https://harbour.example/quay"
    feed = lines(
        intake.folder / "feed.jsonl",
        record(1, url=at),
        {**record(1, url="http://www.harbour.example/quay?utm_source=x&utm_medium=y"), "id": "b"},
    )

    assert intake.take(feed).titles == ["Report 1"]


def test_row_19_the_same_text_under_two_addresses_is_linked_as_one_story(intake: Intake) -> None:
    text = " ".join(f"{QUAY} On day {day} the tide stood at mark {day + 3}." for day in range(12))
    taken = intake.take(
        lines(
            intake.folder / "feed.jsonl",
            record(1, text, url="https://one.example/a", publisher="One"),
            record(2, text, url="https://two.example/b", publisher="Two"),
            record(3, SLUICE, url="https://two.example/c", publisher="Two"),
        )
    )
    archive = Archive.open(intake.home)
    stories = archive.stories([passage.article.id for passage in taken.passages])
    archive.close()
    hits = intake.search("harbour master counted ships")

    assert len(taken.texts) == 3
    assert len(stories) == 2
    assert len(set(stories.values())) == 1
    assert [passage.article.publisher for passage in hits[0].also_in] == ["Two"]


@pytest.mark.parametrize(
    "id_",
    ["x" * 10_000, "a/b", "../../etc/passwd", "..", "a\0b", "⚓️ 1", "'; DROP TABLE article; --"],
    ids=["10kB", "slash", "path", "dots", "nul", "emoji", "sql"],
)
def test_row_20_an_id_of_any_kind_is_data_and_never_a_path(intake: Intake, id_: str) -> None:
    rows = [record(1, id=id_), record(2, id="")]
    taken = intake.take_file("feed.jsonl", "\n".join(map(json.dumps, rows)))
    kept = [passage.article for passage in taken.passages]

    assert taken.left_out == []
    assert all(len(article.id) == 16 for article in kept)
    assert [article.external_ids for article in kept] == [(id_.replace("\0", ""),), ()]
    assert {path.name.split("-")[0] for path in intake.home.iterdir()} <= {
        *("archive.sqlite", "archive.sqlite.seal", "lock", "index"),
    }
