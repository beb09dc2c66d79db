from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from rag.archive.archive import FILE
from rag.archive.lock import writer_lock
from rag.archive.polls import Poll
from rag.archive.writer import Writer
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, StoppedError, lines, record, run
from tests.ui.cli.command import Dateline


@pytest.fixture
def filled(home: Path, tmp_path: Path) -> Path:
    """A home with an article, an undated one without a publisher, and a failure."""
    feed = lines(
        tmp_path / "feed.jsonl",
        record(0, published="2024-11-26"),
        {"text": "Undated and anonymous."},
        "{broken",
    )
    run(home, feed, encoder=WordEncoder())
    return home


def test_a_home_tells_what_it_holds(dateline: Dateline, filled: Path) -> None:
    done = dateline("status", "--home", filled)
    sizes = dateline("status", "--json", "--home", filled).json["bytes"]
    lines_ = done.out.splitlines()

    assert done.code == 0
    assert lines_[:6] == [
        f"home       {filled}",
        f"archive    {sizes['archive']:,} bytes",
        "articles   The archive holds 2 articles by 1 publisher,"
        " 26 November 2024 to 26 November 2024.",
        "           1 undated, 0 withdrawn, 2 revisions",
        "passages   0 pending, 2 live, 0 leaving",
        "index      memory (words), 0 bytes",
    ]
    assert lines_[6].startswith(f"ingested   {filled.parent / 'feed.jsonl'}: ")
    assert lines_[6].endswith(", 2 added, 0 revised, 0 unchanged, 1 left out")
    assert lines_[7:] == ["newest     26 November 2024, Harbour Post"]


def test_a_hundred_publishers_and_inputs_are_cut_short(
    dateline: Dateline, home: Path, tmp_path: Path
) -> None:
    feeds = [
        lines(
            tmp_path / f"{n:02}.jsonl",
            record(n, publisher=f"Post {n:02}", published=f"2024-11-{n + 1:02}"),
        )
        for n in range(25)
    ]
    run(home, *feeds, encoder=WordEncoder())
    out = dateline("status", "--home", home).out.splitlines()
    as_json = dateline("status", "--json", "--home", home).json

    assert out.count("           and 5 more; --json has all") == 2
    assert "newest     25 November 2024, Post 24" in out
    assert not any("Post 04" in line for line in out)
    assert (len(as_json["newest"]), len(as_json["inputs"])) == (25, 25)


def test_each_input_has_its_last_run(dateline: Dateline, home: Path, tmp_path: Path) -> None:
    one, two = lines(tmp_path / "1.jsonl", record(1)), lines(tmp_path / "2.jsonl", record(2))
    run(home, one, two, encoder=WordEncoder())
    with pytest.raises(StoppedError):
        run(home, one, encoder=WordEncoder(), progress=Listener("reading"))
    out = dateline("status", "--home", home).out
    inputs = dateline("status", "--json", "--home", home).json["inputs"]

    assert [(each["input"], each["added"]) for each in inputs] == [(str(one), 0), (str(two), 2)]
    assert inputs[0]["ended_at"] is None
    assert inputs[0]["started_at"].endswith("Z")
    assert (inputs[0]["inputs"], inputs[1]["inputs"]) == (1, 2)
    assert "stopped before its end" in out
    assert ", 2 added, 0 revised, 0 unchanged, 0 left out (2 inputs together)" in out

    with writer_lock(home):
        assert ", running\n" in dateline("status", "--home", home).out
        assert dateline("status", "--json", "--home", home).json["running"]


def test_a_mistyped_input_is_told_of_until_the_next_run_and_one_that_was_there_once_stays(
    dateline: Dateline, home: Path, tmp_path: Path
) -> None:
    feed, slip = lines(tmp_path / "feed.jsonl", record(1)), tmp_path / "fed.jsonl"
    blocked = "http://127.0.0.1/feeed"

    def listed() -> tuple[list[str], list[str]]:
        status = dateline("status", "--json", "--home", home).json
        return [one["input"] for one in status["inputs"]], [
            one["code"] for one in status["failures"]
        ]

    run(home, feed, slip, blocked, encoder=WordEncoder())

    assert listed() == ([str(slip), str(feed), blocked], ["E_NOT_FOUND", "E_URL_PRIVATE"])

    other = lines(tmp_path / "other.jsonl", record(2))
    run(home, other, encoder=WordEncoder())

    assert listed() == ([str(other), str(feed)], ["E_NOT_FOUND", "E_URL_PRIVATE"])

    run(home, feed, encoder=WordEncoder())

    assert listed() == ([str(feed), str(other)], [])

    other.unlink()
    run(home, other, encoder=WordEncoder())
    run(home, feed, encoder=WordEncoder())

    assert listed() == ([str(feed), str(other)], ["E_NOT_FOUND"])


def test_polled_addresses_are_shown_if_they_were_given_or_fail(
    dateline: Dateline, home: Path
) -> None:
    writer = Writer.open(home)
    run_ = writer.start_run(["https://a.example/feed"], pid=1, now=1)
    polls = [
        Poll("https://a.example/feed", 60, next_at=3600),
        Poll("https://a.example/page", 60),
        Poll("https://a.example/gone", 60, failures=3),
        Poll("https://a.example/late", 60, failures=1),
    ]
    writer.keep([], seen=[], failures=[], run=run_, now=1, polled=polls)
    writer.close()
    out = dateline("status", "--home", home).out.splitlines()

    assert [line for line in out if line.startswith("polled")] == [
        "polled     https://a.example/gone: checked 1970-01-01 00:01, failed 3 times in a row",
        "polled     https://a.example/late: checked 1970-01-01 00:01, failed once",
        "polled     https://a.example/feed: checked 1970-01-01 00:01, next 1970-01-01 01:00",
    ]
    assert dateline("status", "--json", "--home", home).json["polled"][2] == {
        "url": "https://a.example/feed",
        "checked_at": "1970-01-01T00:01:00Z",
        "failures": 0,
        "next_at": "1970-01-01T01:00:00Z",
    }


def test_stories_are_counted_once_there_are_some(dateline: Dateline, filled: Path) -> None:
    connection = sqlite3.connect(filled / FILE)
    with connection:
        connection.execute("INSERT INTO story_member SELECT pk, 1 FROM article")
    connection.close()

    assert "stories    1, printed by 2 articles" in dateline("status", "--home", filled).out


def test_failures_are_listed_when_asked_for(dateline: Dateline, filled: Path) -> None:
    done = dateline("status", "--failures", "--home", filled)

    assert "feed.jsonl:3 E_JSON " in done.out.splitlines()[-1]


def test_another_input_s_run_hides_no_failure_and_a_better_run_of_the_same_does(
    dateline: Dateline, filled: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    run(filled, lines(tmp_path / "other.jsonl", record(7)), encoder=WordEncoder())
    after = dateline("status", "--failures", "--home", filled).out
    run(filled, lines(feed, record(1)), encoder=WordEncoder())
    mended = dateline("status", "--failures", "--home", filled).out

    assert "feed.jsonl:3 E_JSON " in after
    assert "E_JSON" not in mended


def test_json_is_one_line(dateline: Dateline, filled: Path) -> None:
    status = dateline("status", "--json", "--home", filled).json

    assert status.keys() == {
        *("home", "coverage", "undated", "withdrawn", "revisions", "passages", "index"),
        *("last_run", "failures", "newest", "inputs", "polled", "stories", "bytes", "running"),
    }
    assert status["coverage"]["articles"] == 2
    assert status["index"]["fingerprint"] == "words-64"
    assert status["failures"][0].keys() == {"where", "code", "reason"}
    assert status["newest"] == {"Harbour Post": "2024-11-26T00:00:00Z"}


def test_a_home_that_nobody_has_filled_yet(dateline: Dateline, home: Path) -> None:
    writer = Writer.open(home)
    writer.start_run(["feed.jsonl"], pid=1, now=1)
    writer.close()
    done = dateline("status", "--home", home)
    as_json = dateline("status", "--json", "--home", home).json

    assert "The archive is empty at this time." in done.out
    assert "index      none yet" in done.out
    assert done.out.splitlines()[-1].startswith("ingested   feed.jsonl: 1970-01-01 00:00, stopped")
    assert (as_json["index"], as_json["newest"]) == (None, {})
    assert as_json["last_run"]["inputs"] == ["feed.jsonl"]
    assert as_json["last_run"]["started_at"] == "1970-01-01T00:00:01Z"
    assert as_json["last_run"]["ended_at"] is None


def test_a_home_in_which_no_ingest_ever_began(dateline: Dateline, home: Path) -> None:
    Writer.open(home).close()

    assert "ingested" not in dateline("status", "--home", home).out


def test_days_are_those_of_the_configured_zone(
    dateline: Dateline, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_TIMEZONE", "America/New_York")

    assert "newest     25 November 2024, Harbour Post" in dateline("status", "--home", filled).out


def test_every_setting_is_shown_by_the_name_that_sets_it(
    dateline: Dateline, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_RETRIEVAL__TOP_K", "7")
    done = dateline("status", "--settings", "--home", home)
    shown = dict(line.split("=", 1) for line in done.out.splitlines())

    assert done.code == 0
    assert shown["DATELINE_HOME"] == str(home)
    assert shown["DATELINE_RETRIEVAL__TOP_K"] == "7"
    assert shown["DATELINE_CHROMA_URL"] == ""
    assert shown["DATELINE_ENCODER"] == "all-MiniLM-L6-v2"
    assert not home.exists()


def test_settings_as_json(dateline: Dateline, home: Path) -> None:
    done = dateline("status", "--settings", "--json", "--home", home)

    assert done.json["home"] == str(home)
    assert json.loads(done.out)["retrieval"]["top_k"] == 10


@pytest.mark.slow
def test_an_article_is_withdrawn_and_allowed_again(dateline: Dateline, own_home: Path) -> None:
    url = "https://ledger-exchange.example/shipping/price-of-peace"
    question = ("ask", "What surcharge is levied at Tarnhaven from January?", "--json")
    before = dateline(*question, "--home", own_home)
    done = dateline("withdraw", url, "--home", own_home)
    without = dateline(*question, "--home", own_home)
    (id_,) = [word for word in done.out.split() if len(word) == 16]

    assert done.out == f"{id_} is withdrawn\n"
    assert id_ in {cited["article_id"] for cited in before.json["citations"]}
    assert id_ not in json.dumps(without.json)
    assert dateline("status", "--json", "--home", own_home).json["withdrawn"] == 1

    again = dateline("withdraw", id_, "--undo", "--home", own_home)

    assert again.out == f"{id_} may be shown again\n"
    assert dateline(*question, "--home", own_home).json["citations"] == before.json["citations"]


@pytest.mark.slow
def test_a_withdrawal_as_json_and_of_nothing(dateline: Dateline, own_home: Path) -> None:
    done = dateline("withdraw", "gazette-2024-10-25-fund", "--json", "--home", own_home)
    undone = dateline("withdraw", "gazette-2024-10-25-fund", "--undo", "--json", "--home", own_home)
    nothing = dateline("withdraw", "nobody-knows-this", "--home", own_home)

    assert len(done.json["withdrawn"]) == 1
    assert undone.json["usable"] == done.json["withdrawn"]
    assert nothing.code == 1
    assert "nobody-knows-this" in nothing.err
