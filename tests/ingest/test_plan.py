from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.plan import REMEMBERED, Planned, Step, ahead, doubles, ids, plan
from rag.domain import IncomingArticle, NewsTime, Precision

incoming = st.builds(
    IncomingArticle,
    text=st.sampled_from(["first text", "second text", "third text"]),
    where=st.just("feed:1"),
    title=st.sampled_from([None, "headline"]),
    publisher=st.sampled_from([None, "AP", "Associated Press"]),
    external_id=st.sampled_from([None, "1", "2", "3"]),
)
batches = st.lists(incoming, max_size=12)


def known_after(batch: list[IncomingArticle]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for one in plan(batch, {}):
        known.setdefault(one.article_id, set()).add(one.content_key)
    return known


@given(batches)
def test_every_article_is_planned_once_in_order(batch: list[IncomingArticle]) -> None:
    planned = plan(batch, {})

    assert [one.incoming for one in planned] == batch
    assert [one.article_id for one in planned] == ids(batch)


@given(batches)
def test_an_article_is_added_once_and_each_state_of_it_written_once(
    batch: list[IncomingArticle],
) -> None:
    planned = plan(batch, {})
    added = [one.article_id for one in planned if one.step is Step.ADD]
    written = [(one.article_id, one.content_key) for one in planned if one.step is not Step.SKIP]

    assert sorted(added) == sorted(set(ids(batch)))
    assert len(written) == len(set(written))


@given(batches, batches)
def test_the_same_inputs_in_turn_change_nothing(
    one: list[IncomingArticle], other: list[IncomingArticle]
) -> None:
    known = known_after([*one, *other])

    assert {planned.step for planned in plan([*other, *one], known)} <= {Step.SKIP}


@given(batches, st.integers(0, 12))
def test_a_batch_may_be_cut_anywhere(batch: list[IncomingArticle], cut: int) -> None:
    whole = [one.step for one in plan(batch, {})]
    first = plan(batch[:cut], {})
    second = plan(batch[cut:], known_after(batch[:cut]))

    assert [one.step for one in (*first, *second)] == whole


def test_what_is_known_is_left_as_it_was() -> None:
    article = IncomingArticle("text", "feed:1", external_id="1")
    known = {ids([article])[0]: {"another state"}}

    assert [one.step for one in plan([article, article], known)] == [Step.REVISE, Step.SKIP]
    assert list(known.values()) == [{"another state"}]


def test_a_publisher_spelled_another_way_is_no_change() -> None:
    article = IncomingArticle("text", "feed:1", publisher="AP", external_id="1")
    planned = plan([article, replace(article, publisher="Associated Press")], {})

    assert [one.step for one in planned] == [Step.ADD, Step.SKIP]


def stood(*places: str) -> list[Planned]:
    """The same article, unchanged, at each place."""
    return plan([IncomingArticle("text", where, external_id="1") for where in places], {})


def doubled(*places: str) -> list[tuple[str, str]]:
    """Where doubles stood, with the code."""
    return [(one.where, one.code) for one in doubles(stood(*places), {})]


def test_the_same_article_twice_in_one_file_is_a_double() -> None:
    assert doubled("a.jsonl:1", "a.jsonl:3") == [("a.jsonl:3", "W_DUP")]
    assert doubled("a.json:1#1", "a.json:1#2") == [("a.json:1#2", "W_DUP")]
    assert doubled("a.rss#1", "a.rss#2", "a.rss#3") == [("a.rss#2", "W_DUP"), ("a.rss#3", "W_DUP")]


def test_the_same_article_in_two_files_is_none() -> None:
    assert doubled("monday.jsonl:1", "tuesday.jsonl:1") == []
    assert doubled("a.md", "b.md") == []


def test_a_double_in_a_later_batch_names_where_the_first_stood() -> None:
    first: dict[str, str] = {}
    doubles(stood("a.jsonl:1"), first)
    (found,) = doubles(stood("a.jsonl:900"), first)

    assert found.where == "a.jsonl:900"
    assert found.reason.endswith("stands at a.jsonl:1")


def test_another_text_or_date_is_no_double() -> None:
    articles = [IncomingArticle(text, "a.jsonl:1", external_id="1") for text in ("one", "two")]

    assert doubles(plan(articles, {}), {}) == []


def test_what_is_remembered_of_a_file_is_bounded() -> None:
    (one,) = stood("a.jsonl:1")
    first: dict[str, str] = {}
    doubles((replace(one, content_key=str(n)) for n in range(REMEMBERED + 5)), first)

    assert len(first) == REMEMBERED


@pytest.mark.parametrize(
    ("published", "flagged"),
    [
        (None, False),
        (NewsTime(1_000_000, Precision.SECOND, "now"), False),
        (NewsTime(1_003_600, Precision.SECOND, "an hour on"), False),
        (NewsTime(1_003_601, Precision.SECOND, "more"), True),
        (NewsTime(1_086_400, Precision.DAY, "tomorrow, begun somewhere"), False),
        (NewsTime(1_086_401, Precision.DAY, "the day after"), True),
    ],
)
def test_an_article_of_the_future_is_flagged(published: NewsTime | None, flagged: bool) -> None:
    article = IncomingArticle("A text.", "feed.jsonl:4", published=published)
    found = [(one.code, one.where) for one in ahead([article], now=1_000_000)]

    assert found == ([("W_FUTURE", "feed.jsonl:4")] if flagged else [])
