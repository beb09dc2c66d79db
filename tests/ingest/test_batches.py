"""Locations cut into batches: how large, in which order, and what is remembered with which."""

from __future__ import annotations

from pathlib import Path

from ingest.batches import BATCH, CHARS, Batch, batches
from ingest.inputs.read import parse
from ingest.web.asking import ONCE, Asking
from rag.archive.polls import Poll
from rag.domain import Failure, IncomingArticle
from rag.progress import Silent
from tests.ingest.fetch.server import Server
from tests.ingest.jobs import lines, options_for, record, settings_for
from tests.ingest.web.polled import LONG, NEAR, item, page, rss, whole


def cut(*locations: str | Path, asking: Asking = ONCE) -> list[Batch]:
    return list(
        batches(
            [str(one) for one in locations],
            options_for(settings_for(Path("home"))),
            parse=parse,
            recall=lambda _: None,
            fetching=NEAR,
            progress=Silent(),
            stdin=None,
            asking=asking,
        )
    )


def test_files_are_cut_where_a_transaction_is_full(tmp_path: Path) -> None:
    feed = lines(tmp_path / "a.jsonl", *(record(n) for n in range(BATCH + 3)))

    assert [len(batch.items) for batch in cut(feed)] == [BATCH, 3]
    assert all(batch.polled == [] for batch in cut(feed))


def test_long_articles_fill_a_transaction_sooner(tmp_path: Path) -> None:
    texts = [f"{n} ".ljust(CHARS // 2, "x") for n in range(3)]
    feed = lines(tmp_path / "a.jsonl", *(record(n, text=text) for n, text in enumerate(texts)))

    assert [len(batch.items) for batch in cut(feed)] == [2, 1]


def test_nothing_is_no_batch() -> None:
    assert cut() == []


def test_each_address_ends_a_batch_and_files_come_before(tmp_path: Path) -> None:
    with Server() as server:
        first = server.serve("/1", rss(item("/a", more=whole(LONG * 5))))
        second = server.serve("/2", rss(item("/b", more=whole(LONG * 5))))
        made = cut(first, lines(tmp_path / "a.jsonl", record(0)), second, first)

    assert [[poll.url for poll in batch.polled] for batch in made] == [[], [first], [second]]


def test_a_page_is_remembered_no_earlier_than_its_article() -> None:
    with Server() as server:
        for n in range(BATCH + 5):
            server.serve(f"/{n}", page(f"T{n}"))
        feed = server.serve("/feed", rss(*(item(f"/{n}") for n in range(BATCH + 5))))
        one, two = cut(feed)

    def urls(batch: Batch) -> set[str | None]:
        return {found.url for found in batch.items if isinstance(found, IncomingArticle)}

    assert (len(one.items), len(two.items)) == (BATCH, 5)
    assert {poll.url for poll in one.polled} < urls(one)
    assert isinstance(two.polled[-1], Poll)
    assert two.polled[-1].url == feed


def test_files_that_are_not_fresh_are_passed_over(tmp_path: Path) -> None:
    lines(tmp_path / "desk" / "a.jsonl", record(0))
    lines(tmp_path / "desk" / "b.jsonl", record(1))
    asking = Asking(fresh=lambda file: file.path.name == "b.jsonl")
    (batch,) = cut(tmp_path / "desk", tmp_path / "nowhere", asking=asking)

    assert [found.where.partition(" ")[0].rpartition("/")[2] for found in batch.items] == [
        "nowhere",
        "b.jsonl:1",
    ]
    assert isinstance(batch.items[0], Failure)
