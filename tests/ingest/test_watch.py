"""Watching inputs: rounds by a clock and a wait that the test hands in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.inputs.read import parse
from ingest.run import Report, ingest
from ingest.watch import AGAIN_S, LOOK_S, Watched, watch
from ingest.web.asking import Asking
from rag.archive.archive import Archive
from rag.archive.lock import writer_lock
from rag.domain import Failure
from rag.errors import UsageError
from rag.progress import Silent
from rag.settings import Fetching
from tests.fakes import WordEncoder
from tests.ingest.fetch.server import Server, status
from tests.ingest.jobs import in_memory, lines, options_for, record, settings_for
from tests.ingest.web.polled import LONG, START, item, rss, tagged, whole

EVERY_S = 900.0


class EndError(Exception):
    """What the wait raises when a test has seen enough, as Ctrl-C would."""


@dataclass
class Watch:
    """A watch whose waits do, one after another, what ``between`` holds, and then end it."""

    home: Path
    between: list[Callable[[], object]] = field(default_factory=list)
    now: float = START
    waits: list[float] = field(default_factory=list)
    rounds: list[list[str]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    blocked: list[int | None] = field(default_factory=list)

    def run(self, *locations: str | Path) -> list[tuple[int, int, int, int]]:
        """Watch to the end, and return what each round did."""
        with pytest.raises(EndError):
            watch(
                Watched.of([str(one) for one in locations], every_s=EVERY_S),
                self._round,
                clock=lambda: self.now,
                wait=self._wait,
                told=self.reports.append,
                blocked=lambda error: self.blocked.append(error.pid),
            )
        return [(r.added, r.revised, r.skipped, len(r.failed)) for r in self.reports]

    def _round(self, locations: object, asking: Asking) -> Report:
        assert isinstance(locations, list)
        self.rounds.append(locations)
        settings = settings_for(self.home, fetching=Fetching(loopback=True, pause_s=0))
        return ingest(
            locations,
            settings=settings,
            options=options_for(settings),
            open_encoder=WordEncoder,
            open_index=in_memory,
            progress=Silent(),
            asking=asking,
            parse=parse,
        )

    def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        if not self.between:
            raise EndError
        self.between.pop(0)()


def nothing() -> None:
    """Nothing happens during a wait."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines(tmp_path / "desk" / "a.jsonl", record(0))
    return tmp_path / "desk"


def test_unchanged_files_are_not_read_again(home: Path, folder: Path) -> None:
    watching = Watch(home, [nothing, nothing])

    assert watching.run(folder) == [(1, 0, 0, 0)]
    assert watching.waits == [LOOK_S] * 3


def test_a_new_file_is_read_once_it_rests_and_alone(home: Path, folder: Path) -> None:
    watching = Watch(home, [lambda: lines(folder / "b.jsonl", record(1)), nothing, nothing])

    assert watching.run(folder) == [(1, 0, 0, 0), (1, 0, 0, 0)]


def test_a_file_that_is_still_being_copied_is_left_alone(home: Path, folder: Path) -> None:
    growing = folder / "b.jsonl"
    watching = Watch(
        home,
        [
            lambda: lines(growing, record(1), '{"text": "half'),
            lambda: lines(growing, record(1), record(2)),
            nothing,
        ],
    )

    assert watching.run(folder) == [(1, 0, 0, 0), (2, 0, 0, 0)]


def test_a_changed_file_is_read_again_and_a_file_that_went_stays_in(
    home: Path, folder: Path
) -> None:
    feed = folder / "a.jsonl"
    watching = Watch(
        home,
        [lambda: lines(feed, record(0, "It sank."), record(3)), nothing, feed.unlink, nothing],
    )

    assert watching.run(folder) == [(1, 0, 0, 0), (1, 1, 0, 0)]
    assert Archive.open(home).coverage().articles == 2


def test_what_is_not_there_is_named_once(home: Path, folder: Path) -> None:
    watching = Watch(home, [nothing, nothing])

    assert watching.run(folder, folder / "nowhere") == [(1, 0, 0, 1)]


def test_a_feed_is_asked_when_it_is_due(home: Path) -> None:
    with Server() as server:
        url = server.route("/feed", tagged(rss(item("/1", more=whole(LONG * 5))), '"1"'))
        done = Watch(home, [nothing, nothing])

        assert done.run(url) == [(1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)]
        assert done.waits == [EVERY_S] * 3
        assert server.paths == ["/feed"] * 3


def test_a_feed_that_fails_is_waited_for_longer_and_longer(home: Path) -> None:
    with Server() as server:
        url = server.route("/feed", status(503, retry_after="7200"))
        done = Watch(home, [nothing])

        assert done.run(url) == [(0, 0, 0, 1), (0, 0, 0, 1)]
        assert done.waits == [7200, 7200]


def test_a_watch_started_anew_still_waits(home: Path) -> None:
    with Server() as server:
        url = server.route("/feed", status(503, retry_after="7200"))
        Watch(home).run(url)
        again = Watch(home, [nothing], now=START + 100)

        assert again.run(url) == [(0, 0, 0, 0), (0, 0, 0, 1)]
        assert again.waits[0] == 7100


def test_feeds_and_files_each_have_their_own_time(home: Path, folder: Path) -> None:
    with Server() as server:
        url = server.route("/feed", tagged(rss(item("/1", more=whole(LONG * 5))), '"1"'))
        looks = int(EVERY_S / LOOK_S)
        done = Watch(home, [nothing] * looks)
        done.run(folder, url)

        assert done.rounds == [[str(folder)], [url], [url]]
        assert server.paths == ["/feed"] * 2


def test_a_round_that_another_ingest_keeps_from_running_is_waited_for_and_said_once(
    home: Path, folder: Path
) -> None:
    with ExitStack() as held:
        held.enter_context(writer_lock(home))
        watching = Watch(home, [nothing, lambda: held.close(), nothing])
        done = watching.run(folder)

    assert done == [(1, 0, 0, 0)]
    assert len(watching.blocked) == 1
    assert watching.waits == [AGAIN_S, AGAIN_S, LOOK_S, LOOK_S]


def test_nothing_is_locked_between_rounds(home: Path, folder: Path) -> None:
    def other() -> None:
        with writer_lock(home):
            pass

    assert len(Watch(home, [other]).run(folder)) == 1


def test_a_file_that_changed_while_it_was_read_is_read_again() -> None:
    watched = Watched([], ["nowhere"], EVERY_S)
    report = Report()
    report.failed.append(Failure("a", "E_CHANGED", ""))
    watched.keep({("a", "/a"): (1, 1, 1), ("b", "/b"): (1, 1, 1)}, report)

    assert watched.kept == {("b", "/b"): (1, 1, 1)}


def test_what_still_stands_of_a_folder_is_still_listed_and_what_is_mended_is_not(
    home: Path, folder: Path
) -> None:
    lines(folder / "bad.jsonl", record(1), "{", record(2))
    lines(folder / "late.jsonl", "{")
    listed = list[list[str]]()

    def look() -> None:
        archive = Archive.open(home)
        listed.append([one.where for one in archive.failures()])
        archive.close()

    def after(change: Callable[[], object]) -> list[Callable[[], object]]:
        return [look, change, nothing]  # noted in one look at the folder, read in the next

    watching = Watch(
        home,
        [
            *after(lambda: lines(folder / "more.jsonl", record(3))),
            *after(lambda: lines(folder / "bad.jsonl", record(1), record(2), "{", "{")),
            *after(lambda: lines(folder / "bad.jsonl", record(1), record(2))),
            *after((folder / "late.jsonl").unlink),
        ],
    )
    with Server() as server:
        feed = tagged(rss(item("/1", more=whole(LONG * 5))), '"1"')
        watching.run(folder, server.route("/feed", feed))
    look()

    bad, late = "desk/bad.jsonl", "desk/late.jsonl:1"
    assert listed == [
        [f"{bad}:2", late],
        [f"{bad}:2", late],
        [late, f"{bad}:3", f"{bad}:4"],
        [late],
        [],
    ]


def test_what_stands_of_one_folder_is_listed_though_the_other_was_ingested_by_itself(
    home: Path, tmp_path: Path
) -> None:
    one, other = (lines(tmp_path / n / f"{n}.jsonl", record(0), "{").parent for n in "ab")

    def by_hand() -> None:
        watching._round([str(one)], Asking())

    watching = Watch(
        home, [by_hand, lambda: lines(one / "more.jsonl", record(1)), nothing, nothing]
    )
    watching.run(one, other)
    archive = Archive.open(home)
    listed = [failure.where for failure in archive.failures()]
    archive.close()

    assert len(watching.reports) == 2
    assert sorted(listed) == ["a/a.jsonl:2", "b/b.jsonl:2"]


def test_standard_input_cannot_be_watched() -> None:
    with pytest.raises(UsageError, match="standard input"):
        Watched.of(["-"], every_s=EVERY_S)


def test_two_files_of_one_name_are_two(home: Path, tmp_path: Path) -> None:
    for number, root in enumerate(("x", "y")):
        lines(tmp_path / root / "desk" / "a.jsonl", record(number))
    watching = Watch(home, [nothing])

    assert watching.run(tmp_path / "x" / "desk", tmp_path / "y" / "desk") == [(2, 0, 0, 0)]
