"""When an address is asked again: laws of the pauses, and what is remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetch.client import Fetched
from ingest.web import polling
from ingest.web.polling import FIRST_S, LONGEST_ASKED_S, LONGEST_S
from rag.archive.polls import Poll

URL = "https://t.example/feed"
GOT = Fetched(URL, 200, b"<rss/>", "text/xml", None, '"e"', "Mon")


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_pause_doubles_up_to_a_day_and_never_comes_early_by_much(
    failures: int, chance: float
) -> None:
    pause = polling.pause(failures, chance=chance)

    assert 0.75 * FIRST_S <= pause <= 1.25 * LONGEST_S
    assert pause <= polling.pause(failures + 1, chance=chance)


@given(st.integers(1, 50), st.integers(0, 10**12))
def test_a_host_s_own_wish_is_met_within_a_week(failures: int, wish: int) -> None:
    pause = polling.pause(failures, chance=0.0, retry_after=wish)

    assert pause >= min(wish, LONGEST_ASKED_S)
    assert pause <= max(LONGEST_ASKED_S, LONGEST_S)


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b"<rss><channel><ttl>60</ttl><item/></channel></rss>", 3600),
        (b"<rss><channel><ttl> 5 </ttl></channel></rss>", 300),
        (b"<rss><channel><ttl>999999</ttl></channel></rss>", LONGEST_ASKED_S),
        (b"<rss><channel><item><ttl>60</ttl></item></channel></rss>", 0),
        (b"<rss><channel><ttl>soon</ttl></channel></rss>", 0),
        (b"", 0),
    ],
)
def test_a_feed_s_ttl(body: bytes, seconds: int) -> None:
    assert polling.ttl(body) == seconds


def test_validators_are_remembered_only_with_all_that_came() -> None:
    whole = polling.answered(URL, GOT, now=9, kind="feed", whole=True)
    part = polling.answered(URL, GOT, now=9, kind="feed", whole=False)

    assert whole == Poll(URL, 9, etag='"e"', last_modified="Mon", next_at=9, kind="feed")
    assert part == replace(whole, etag=None, last_modified=None)


def test_what_is_given_up_is_no_failure_any_more() -> None:
    failed = polling.failed(URL, None, now=9, chance=0.5)
    over = polling.given_up(URL, failed, now=99, digest="a")

    assert over == Poll(URL, 99, listed="a")
    assert polling.dealt_with(over, "a")


def test_what_an_address_gave_before_a_failure_stays_valid() -> None:
    past = polling.answered(URL, GOT, now=9, kind="feed", whole=True, listed="a")
    failed = polling.failed(URL, past, now=99, chance=0.5)

    assert failed == replace(past, checked_at=99, failures=1, next_at=99 + FIRST_S)
    assert polling.forgotten(failed) == replace(failed, etag=None, last_modified=None)
    assert polling.forgotten(None) is None
    assert polling.unchanged(failed, now=500) == replace(past, checked_at=500, next_at=500)


@given(st.lists(st.text("abcdef0123456789", min_size=16, max_size=16), min_size=1, max_size=9))
def test_the_last_entries_dealt_with_are_known(digests: list[str]) -> None:
    past = Poll(URL, 0)
    for digest in digests:
        past = replace(past, listed=polling.also(past, digest))

    recent = list(dict.fromkeys(reversed(digests)))[: polling.ENTRIES]
    assert all(polling.dealt_with(past, digest) for digest in recent)
    assert not polling.dealt_with(past, "none")
    assert not polling.dealt_with(None, digests[0])
