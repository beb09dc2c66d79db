from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.archive.writer import Writer
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run
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

    assert done.code == 0
    assert done.out.splitlines() == [
        f"home       {filled}",
        "articles   The archive holds 2 articles by 1 publisher,"
        " 26 November 2024 to 26 November 2024.",
        "           1 undated, 0 withdrawn, 2 revisions",
        "passages   0 pending, 2 live, 0 leaving",
        "index      memory (words)",
        "last run   ended: 2 added, 0 revised, 0 unchanged, 1 left out",
        "newest     26 November 2024, Harbour Post",
    ]


def test_failures_are_listed_when_asked_for(dateline: Dateline, filled: Path) -> None:
    done = dateline("status", "--failures", "--home", filled)

    assert "feed.jsonl:3 E_JSON " in done.out.splitlines()[-1]


def test_json_is_one_line(dateline: Dateline, filled: Path) -> None:
    status = dateline("status", "--json", "--home", filled).json

    assert status.keys() == {
        *("home", "coverage", "undated", "withdrawn", "revisions", "passages", "index"),
        *("last_run", "failures", "newest"),
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
    assert "last run   running, or stopped before its end" in done.out.splitlines()
    assert (as_json["index"], as_json["newest"]) == (None, {})
    assert as_json["last_run"]["inputs"] == ["feed.jsonl"]
    assert as_json["last_run"]["started_at"] == "1970-01-01T00:00:01Z"
    assert as_json["last_run"]["ended_at"] is None


def test_a_home_in_which_no_ingest_ever_began(dateline: Dateline, home: Path) -> None:
    Writer.open(home).close()

    assert "last run" not in dateline("status", "--home", home).out


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
