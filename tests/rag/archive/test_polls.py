"""What is remembered of an address is kept with what it gave, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from rag.archive.archive import Archive
from rag.archive.polls import Poll
from rag.archive.writer import Prepared, Writer
from rag.errors import ArchiveError
from tests.rag.archive.stories import NOW, story

URL = "https://t.example/feed"
POLL = Poll(URL, NOW, '"e"', "Mon, 06 Nov 2023 09:30:00 GMT", 2, NOW + 9, "feed", "a b")


def keep(writer: Writer, *polls: Poll) -> None:
    run = writer.start_run([URL], pid=1, now=NOW)
    prepared = [Prepared(story(), ())]
    writer.keep(prepared, seen=[], failures=[], run=run, now=NOW, polled=polls)


def test_a_poll_comes_back_as_it_was_and_a_later_one_replaces_it(
    writer: Writer, archive: Archive
) -> None:
    assert (writer.poll(URL), archive.poll(URL)) == (None, None)

    keep(writer, POLL)

    assert writer.poll(URL) == archive.poll(URL) == POLL

    later = Poll(URL, NOW + 60)
    run = writer.start_run([URL], pid=1, now=NOW)
    writer.keep([], seen=[], failures=[], run=run, now=NOW, polled=[later])

    assert archive.poll(URL) == later


def test_an_article_is_not_kept_without_its_poll_nor_the_poll_without_it(
    writer: Writer, archive: Archive
) -> None:
    broken = replace(POLL, url="https://t.example/other", checked_at=cast("Any", None))

    with pytest.raises(ArchiveError):
        keep(writer, POLL, broken)

    assert archive.poll(URL) is None
    assert archive.coverage().articles == 0
