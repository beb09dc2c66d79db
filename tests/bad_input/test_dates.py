"""Rows 21 to 26: no date, no such date, zones, far years, the future."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from rag.domain import Abstained, Precision
from rag.question.nouns import Filters
from tests.bad_input.intake import QUAY, Intake, Taken
from tests.ingest.jobs import record
from tests.rag.archive.stories import at


def take(intake: Intake, *records: dict[str, object], **settings: object) -> Taken:
    return intake.take_file("feed.jsonl", "\n".join(map(json.dumps, records)), **settings)


def epoch_of(taken: Taken) -> int | None:
    published = taken.revisions[0].published
    return None if published is None else published.epoch


def test_row_21_an_undated_article_is_in_and_no_date_filter_finds_it(intake: Intake) -> None:
    taken = take(intake, record(1), record(2, published=None))
    since = Filters(start=at(1990, 1, 1))
    with intake.desk() as desk:
        found, within = desk.search("ship quay"), desk.search("ship quay", filters=since)
        answer = desk.ask("How many ships are at the quay?", filters=since)

    assert taken.left_out == taken.odd == []
    assert {hit.passage.revision.published for hit in found} == {None}
    assert within == []
    assert isinstance(answer, Abstained)
    assert "without a date are not looked at" in answer.reason.text


@pytest.mark.parametrize("date", ["2026-13-45", "yesterday", "2026-02-30", "soon", "-1", True])
def test_row_22_what_is_no_date_leaves_an_article_undated_and_is_said(
    intake: Intake, date: object
) -> None:
    taken = take(intake, record(1, published=date))

    assert taken.odd == [("W_DATE", "given/feed.jsonl:1")]
    assert epoch_of(taken) is None


@pytest.mark.parametrize("blank", ["", " \t"])
def test_row_22_a_blank_date_leaves_an_article_undated_and_is_said(
    intake: Intake, blank: str
) -> None:
    taken = take(intake, record(1, published=blank))

    assert taken.odd == [("W_DATE", "given/feed.jsonl:1")]
    assert epoch_of(taken) is None


def test_row_22_a_blank_date_beside_a_good_one_and_a_blank_change_are_nothing_odd(
    intake: Intake,
) -> None:
    taken = take(intake, record(1, published="", date="2026-03-01", modified=""))

    assert taken.odd == []
    assert epoch_of(taken) == at(2026, 3, 1)


def test_row_22_a_feed_s_blank_date_is_said(intake: Intake) -> None:
    entry = f"<item><title>Quay</title><pubDate> </pubDate><description>{QUAY}</description></item>"
    taken = intake.take_file("desk.rss", f"<rss><channel>{entry}</channel></rss>")

    assert taken.odd == [("W_DATE", "given/desk.rss#1")]
    assert epoch_of(taken) is None


@pytest.mark.parametrize(
    ("raw", "hour"),
    [
        ("2026-03-08T12:00:00", 10),  # in the zone that settings state
        ("8 March 2026 12:00 EST", 17),
        ("2026-03-08T12:00:00+14:00", -2),
        ("2026-03-29T03:30:00", 21 * 24 + 1.5),  # an hour that clocks leave out, read as before it
    ],
)
def test_row_23_times_are_kept_in_utc_and_as_they_stood(
    intake: Intake, raw: str, hour: float
) -> None:
    taken = take(intake, record(1, published=raw), timezone="Europe/Tallinn")
    (revision,) = taken.revisions

    assert revision.published is not None
    assert revision.published.epoch == at(2026, 3, 8) + hour * 3600
    assert revision.published.raw == raw


@pytest.mark.parametrize(
    ("raw", "epoch"),
    [
        ("0001-01-01", None),
        ("9999-12-31", None),
        (2**63, None),
        (-(2**63), None),
        (1e300, None),
        ("1969-07-20", at(1969, 7, 20)),
        (1_770_000_000_123, 1_770_000_000),
        ("1770000000999", 1_770_000_000),
        (1_770_000_000, 1_770_000_000),
    ],
)
def test_row_24_far_years_and_numbers_are_read_exactly_or_said(
    intake: Intake, raw: object, epoch: int | None
) -> None:
    taken = take(intake, record(1, published=raw))

    assert epoch_of(taken) == epoch
    assert taken.odd == ([("W_DATE", "given/feed.jsonl:1")] if epoch is None else [])


def test_row_25_a_future_article_is_in_flagged_and_not_the_newest(intake: Intake) -> None:
    now = datetime.now(UTC)
    tomorrow = (now + timedelta(days=1)).isoformat()
    taken = take(
        intake,
        record(1, QUAY, published=tomorrow),
        record(2, QUAY.replace("eleven", "twelve"), published="2099-01-01"),
        record(3, QUAY.replace("eleven", "ten"), published=(now - timedelta(hours=2)).isoformat()),
    )
    hits = intake.search("latest count of ships at the quay")

    assert taken.left_out == []
    assert taken.odd == [
        ("W_FUTURE", "given/feed.jsonl:1"),
        ("W_FUTURE", "given/feed.jsonl:2"),
    ]
    assert hits[0].passage.revision.title == "Report 3"
    assert len(hits) == 3


def test_row_26_published_after_modified_is_kept_and_said(intake: Intake) -> None:
    taken = take(intake, record(1, published="2026-03-05T10:00:00Z", modified="2026-03-01"))
    (revision,) = taken.revisions

    assert taken.odd == [("W_DATE_ORDER", "given/feed.jsonl:1")]
    assert revision.published is not None
    assert revision.modified is not None
    assert (revision.published.epoch, revision.modified.precision) == (
        at(2026, 3, 5, 10),
        Precision.DAY,
    )
