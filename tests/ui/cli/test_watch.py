"""``dateline ingest`` of addresses, once and with --watch, as a user types it."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from rag.archive.archive import Archive
from rag.archive.lock import writer_lock
from tests.ingest.fetch.server import Server
from tests.ingest.jobs import lines, options_for, record, settings_for
from tests.ingest.web.polled import LONG, NEAR, item, page, rss, tagged, whole
from tests.ui.cli.command import DATELINE, ROOT, Dateline, plain_environment
from ui.cli.watch import watch_inputs

LOOPBACK = {"DATELINE_FETCHING__LOOPBACK": "true", "DATELINE_FETCHING__PAUSE_S": "0"}


@pytest.fixture
def loopback(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> Dateline:
    """Type a command that may ask this machine's own server."""
    for name, value in LOOPBACK.items():
        monkeypatch.setenv(name, value)
    return dateline


def ending(times: int) -> object:
    """A wait that is Ctrl-C after some rounds."""
    waits = iter(range(times))

    def wait(seconds: float) -> None:
        if next(waits, None) is None:
            raise KeyboardInterrupt

    return wait


@pytest.mark.slow
def test_a_feed_s_address_is_an_input(loopback: Dateline, home: Path) -> None:
    with Server() as server:
        server.serve("/a", page("Dredging agreed"))
        body = rss(item("/a"), item("/b", more=whole(LONG * 5)), item("/gone"))
        url = server.route("/feed", tagged(body, '"1"'))
        first = loopback("ingest", url, "--home", home)
        planned = loopback("ingest", url, "--home", home, "--dry-run")

    assert first.out.startswith("2 added, 0 revised, 0 unchanged, 1 left out, 0 warnings.")
    assert f"ERROR {server.url('/gone')} E_HTTP " in first.err
    assert (first.code, planned.code) == (4, 4)


def test_an_address_on_this_machine_is_refused_unless_allowed(
    dateline: Dateline, home: Path
) -> None:
    with Server() as server:
        done = dateline("ingest", server.url("/feed"), "--home", home)

    assert (done.code, server.connections) == (4, 0)
    assert f"ERROR {server.url('/feed')} E_URL" in done.err


def test_what_cannot_be_watched_is_a_usage_error(dateline: Dateline, home: Path) -> None:
    piped = dateline("ingest", "-", "--watch", "--home", home)
    dry = dateline("ingest", "a", "--watch", "--dry-run", "--home", home)

    assert (piped.code, dry.code) == (2, 2)
    assert "standard input cannot be watched" in piped.err
    assert "--dry-run and --watch" in dry.err


def test_a_watch_says_one_line_for_a_round_that_did_something(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[int] = []
    settings = settings_for(home, fetching=NEAR)
    broken = lines(tmp_path / "desk" / "a.jsonl", "{broken")
    watch_inputs(
        [str(tmp_path / "desk")],
        settings,
        options_for(settings),
        every_s=900,
        quiet=False,
        told=lambda report: told.append(len(report.failed)),
        summary=lambda report: f"{len(report.failed)} left out",
        wait=ending(3),  # type: ignore[arg-type]
    )
    said = capsys.readouterr()

    assert told == [1]
    assert said.out == ""
    assert [line.split(" ", 1)[-1][:9] for line in said.err.splitlines()] == [
        "watching;",
        f"{broken.parent.name}/a.js",
        "1 left ou",
        "stopped; ",
    ]


def test_a_quiet_watch_says_nothing_and_waits_for_another_ingest(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for(home)

    def watched(*, quiet: bool) -> str:
        watch_inputs(
            [str(lines(tmp_path / "a.jsonl", "{broken"))],
            settings,
            options_for(settings),
            every_s=900,
            quiet=quiet,
            told=None,
            summary=lambda _: "did something",
            wait=ending(1),  # type: ignore[arg-type]
        )
        return capsys.readouterr().err

    with writer_lock(home):
        assert "waiting: process" in watched(quiet=False)

    assert watched(quiet=True) == ""


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_is_ended_by_a_signal_with_nothing_lost(
    home: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    with Server() as server:
        url = server.route("/feed", tagged(rss(item("/1", more=whole(LONG * 5))), '"1"'))
        feed = lines(tmp_path / "a.jsonl", record(0))
        command = ("ingest", "--watch", "--json", url, str(feed), "--home", str(home))
        with subprocess.Popen(
            [*DATELINE, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=plain_environment() | LOOPBACK,
        ) as process:
            assert process.stdout is not None
            added = [json.loads(process.stdout.readline())["added"] for _ in ("files", "feed")]
            process.send_signal(stop)
            _, said = process.communicate()

    assert added == [1, 1]
    assert process.returncode == 0
    assert "2 added, 0 revised" in said or "stopped" in said
    assert said.splitlines()[-1].endswith("stopped; what was done is kept")
    assert "Traceback" not in said
    assert Archive.open(home).coverage().articles == 2
