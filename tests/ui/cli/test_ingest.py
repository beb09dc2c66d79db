from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rag.archive.archive import Archive
from tests.ingest.jobs import lines, record
from tests.rag.archive.stories import ANY
from tests.ui.cli.command import ROOT, Dateline, plain_environment, spawned

pytestmark = pytest.mark.slow


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return lines(tmp_path / "feed.jsonl", record(0), record(1))


def test_articles_are_put_in_and_the_second_time_nothing_changes(
    dateline: Dateline, home: Path, feed: Path
) -> None:
    first = dateline("ingest", feed, "--home", home)
    second = dateline("ingest", feed, "--home", home)

    assert (first.code, second.code) == (0, 0)
    assert first.out.startswith("2 added, 0 revised, 0 unchanged, 0 left out, 0 warnings.\n2 pass")
    assert second.out.startswith("0 added, 0 revised, 2 unchanged, 0 left out, 0 warnings.\n2 pass")
    assert first.err == second.err == ""


def test_json_is_the_report_and_what_was_left_out_ends_with_four(
    dateline: Dateline, home: Path, feed: Path
) -> None:
    lines(feed, record(0), "{broken", record(1, date="sometime"))
    done = dateline("ingest", feed, "--json", "--home", home)
    report = done.json

    assert done.code == 4
    assert report.keys() == {
        *("added", "revised", "skipped", "failed", "warnings", "passages", "seconds"),
    }
    assert (report["added"], report["revised"], report["skipped"]) == (2, 0, 0)
    assert report["passages"] == {"pending": 0, "live": 2}
    assert [one.keys() for one in report["failed"]] == [{"where", "code", "reason"}]
    assert report["failed"][0]["where"].endswith("feed.jsonl:2")
    assert [one["code"] for one in report["warnings"]] == ["W_DATE"]
    assert "ERROR " in done.err
    assert "warning " in done.err

    status = dateline("status", "--failures", "--home", home)

    assert "feed.jsonl:2 E_JSON" in status.out
    assert "feed.jsonl:3 W_DATE" in status.out


def test_over_a_damaged_index_the_report_is_printed_and_the_error_says_what_to_do(
    dateline: Dateline, home: Path, feed: Path
) -> None:
    dateline("ingest", feed, "--home", home)
    (index,) = (home / "index").iterdir()
    (graph,) = index.glob("*/data_level0.bin")
    graph.write_bytes(b"\xff" * graph.stat().st_size)
    done = dateline("ingest", lines(feed, record(7)), "--home", home)

    assert done.code == 1
    assert done.out.startswith("1 added, 0 revised")
    assert "2 passages in the index, 1 pending" in done.out
    assert "is damaged" in done.err
    assert "`dateline rebuild`" in done.err
    assert "1 added" in dateline("status", "--home", home).out


def test_quiet_is_silent_but_for_the_summary(dateline: Dateline, home: Path, feed: Path) -> None:
    lines(feed, record(0), "{broken")
    done = dateline("ingest", feed, "-q", "--home", home)

    assert done.code == 4
    assert done.err == ""
    assert len(done.out.splitlines()) == 2


def test_a_dry_run_prints_the_plan_and_writes_nothing(
    dateline: Dateline, home: Path, feed: Path
) -> None:
    done = dateline("ingest", feed, "--dry-run", "--home", home)
    as_json = dateline("ingest", feed, "--dry-run", "--json", "--home", home)

    assert (done.code, as_json.code) == (0, 0)
    assert [line.split()[0] for line in done.out.splitlines()] == ["add", "add", "2"]
    assert [one["step"] for one in as_json.json["plan"]] == ["add", "add"]
    assert as_json.json["plan"][0].keys() == {"step", "article_id", "where"}
    assert not home.exists()

    lines(feed, "{broken")

    assert dateline("ingest", feed, "--dry-run", "-q", "--home", home).code == 4


def test_columns_publisher_and_language_can_be_told(
    dateline: Dateline, home: Path, tmp_path: Path
) -> None:
    feed = lines(tmp_path / "odd.jsonl", {"story": "Der Hafen ist offen.", "nr": "7"})
    done = dateline(
        *("ingest", feed, "--map", "text=story", "--map", "id=nr", "--home", home),
        *("--publisher", "Donnerbacher Bote", "--language", "de", "--format", "jsonl"),
    )
    archive = Archive.open(home)
    (passage,) = archive.passages(archive.allowed_ids(ANY, None)).values()
    archive.close()

    assert done.code == 0
    assert passage.article.publisher == "Donnerbacher Bote"
    assert passage.article.external_ids == ("7",)
    assert (passage.revision.language, passage.text) == ("de", "Der Hafen ist offen.")


def test_where_nothing_is_there_no_home_is_made(
    dateline: Dateline, home: Path, feed: Path, tmp_path: Path
) -> None:
    nothing = (tmp_path / "wrong.jsonl", tmp_path / "*.csv")
    done = dateline("ingest", *nothing, "--home", home)

    assert (done.code, done.out) == (1, "")
    assert f"error: there is nothing to ingest: {nothing[0]}: no such file or folder; " in done.err
    assert "hint: Name files, folders or addresses that are there" in done.err
    assert not home.exists()

    assert dateline("ingest", feed, nothing[0], "--home", home).code == 4
    assert dateline("ingest", nothing[0], "--home", home).code == 4


def test_standard_input_is_read(home: Path) -> None:
    done = spawned("ingest", "-", "--home", home, input_='{"text": "Piped in from elsewhere."}\n')

    assert done.code == 0
    assert done.out.startswith("1 added")


def test_a_rebuild_embeds_nothing_and_serves(dateline: Dateline, own_home: Path) -> None:
    done = dateline("rebuild", "--json", "--home", own_home)
    asked = dateline("ask", "Who speaks for the tug crews?", "--home", own_home)

    assert done.code == 0
    assert done.json == {"passages": 168, "embedded": 0}
    assert asked.code == 0
    assert "Domhnall Reeve" in asked.out
    assert (
        "Index made anew: 168 passages, 0 embedded."
        in dateline("rebuild", "-q", "--home", own_home).out
    )


def test_a_second_ingest_is_refused_with_the_pid_of_the_first(home: Path, feed: Path) -> None:
    hold = (
        "import sys, pathlib\n"
        "from rag.archive.lock import writer_lock\n"
        "with writer_lock(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n    sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=plain_environment(),
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        done = spawned("ingest", feed, "--home", home)
        holder.communicate("")

    assert done.code == 1
    assert f"error: process {holder.pid} is writing to {home}" in done.err
    assert done.out == ""
    assert spawned("ingest", feed, "--home", home).code == 0
