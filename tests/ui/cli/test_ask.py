from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag.archive.archive import Archive
from tests.ui.cli.command import ROOT, Dateline, plain_environment

pytestmark = pytest.mark.slow

ESTONIA = "what did Estonia say about guarantees?"
LATVIA = "what did Latvia say about guarantees?"
ALL = ("--as-of", "2025-03-31")

OFFLINE = """
import json, socket, sys

refused = []
real = socket.socket.connect

def connect(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
        refused.append(repr(address))
        raise OSError("no network here")
    return real(self, address)

def lookup(host, *_, **__):
    refused.append(repr(host))
    raise socket.gaierror("no network here")

socket.socket.connect = socket.socket.connect_ex = connect
socket.getaddrinfo = socket.gethostbyname = lookup

from ui.cli.main import main

codes = []
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["dateline", *arguments]
    try:
        main()
    except SystemExit as ended:
        codes.append(ended.code or 0)
print(json.dumps({"codes": codes, "refused": refused, "large": sorted(
    {"torch", "sentence_transformers", "gradio", "transformers", "onnx", "langchain_core"}
    & set(sys.modules))}))
"""


def test_an_answer_ends_with_nought_and_quotes_the_archive(
    dateline: Dateline, sample_home: Path
) -> None:
    done = dateline("ask", ESTONIA, *ALL, "--home", sample_home)

    assert done.code == 0
    assert done.out.startswith("> ")
    assert "Tsahkna" in done.out
    assert done.err == ""


def test_an_abstention_ends_with_three_and_says_why(dateline: Dateline, sample_home: Path) -> None:
    done = dateline("ask", LATVIA, *ALL, "--home", sample_home)

    assert done.code == 3
    assert done.out.startswith("The archive does not say.\n")
    assert "Latvia" in done.out.splitlines()[1]
    assert "The archive holds 85 articles by 10 publishers" in done.out
    assert done.err == ""


def test_a_publisher_that_is_not_known_is_named_with_one_that_is(
    dateline: Dateline, sample_home: Path
) -> None:
    given = ("--publisher", "Harbor Post", "--publisher", "qqq", "--home", sample_home)
    told = (
        "warning: the archive has no publisher called 'Harbor Post';"
        " did you mean 'The Harbour Post'?\n"
        "warning: the archive has no publisher called 'qqq'\n"
    )
    asked = dateline("ask", ESTONIA, *ALL, *given)
    quiet = dateline("search", "guarantees", "-q", *given)

    assert (asked.code, asked.err) == (3, told)
    assert "Did you mean The Harbour Post?" in asked.out
    assert dateline("search", "guarantees", *given).err == told
    assert (quiet.code, quiet.err) == (0, "")


def test_json_is_one_line_in_the_shape_of_the_contract(
    dateline: Dateline, sample_home: Path
) -> None:
    answered = dateline("ask", ESTONIA, *ALL, "--json", "--home", sample_home)
    abstained = dateline("ask", LATVIA, *ALL, "--json", "--home", sample_home)
    keys = {
        *("question", "asked_at", "status", "answer", "sentences", "citations", "reason"),
        *("nearest", "coverage", "inferred", "score", "timings_ms"),
    }

    assert (answered.code, abstained.code) == (0, 3)
    assert keys <= answered.json.keys() == abstained.json.keys()
    assert answered.json["asked_at"] == "2025-03-31T23:59:59Z"
    assert abstained.json["status"] == "abstained"
    assert abstained.json["reason"].keys() == {"code", "text"}

    archive = Archive.open(sample_home)
    for cited in answered.json["citations"]:
        revision = archive.revision(cited["article_id"], cited["revision"])

        assert revision.text[cited["start"] : cited["end"]] == cited["quote"]
        assert revision.sha256 == cited["revision_sha256"]
    archive.close()


def test_filters_and_the_time_asked_are_kept_to(dateline: Dateline, sample_home: Path) -> None:
    done = dateline(
        *("search", "guarantees for Ukraine", "--json", "-k", "50", "--home", sample_home),
        *("--from", "2024-11-26", "--to", "2024-11-26", "--as-of", "2024-11-30"),
        *("--publisher", "The Baltic Lantern", "--publisher", "The Harbour Post"),
        *("--language", "en"),
    )
    hits = done.json["hits"]

    assert done.code == 0
    assert {hit["publisher"] for hit in hits} == {"The Baltic Lantern", "The Harbour Post"}
    assert {hit["published_at"][:10] for hit in hits} == {"2024-11-26"}
    assert {"article_id", "external_ids", "revision", "passage", "start", "end", "text", "score",
            "ranks"} <= hits[0].keys()  # fmt: skip
    assert hits[0]["ranks"].keys() == {"dense", "lexical"}


def test_filters_that_leave_nothing_are_told(dateline: Dateline, sample_home: Path) -> None:
    done = dateline("ask", ESTONIA, *ALL, "--publisher", "Nobody", "--home", sample_home)

    assert done.code == 3
    assert "The archive had nothing by Nobody on " in done.out


def test_a_publisher_is_known_in_any_case(dateline: Dateline, sample_home: Path) -> None:
    done = dateline("ask", ESTONIA, *ALL, "--publisher", "the harbour post", "--home", sample_home)

    assert done.code == 0
    assert "The Harbour Post" in done.out


def test_a_search_is_listed_best_first(dateline: Dateline, sample_home: Path) -> None:
    done = dateline("search", "asteroid probe Kittiwake", "-k", "3", *ALL, "--home", sample_home)

    assert done.code == 0
    assert done.out.startswith("1. ")
    assert "\n3. " in done.out
    assert "\n4. " not in done.out
    assert "Perihelion Review" in done.out


@pytest.mark.parametrize("question", ["", "   ", "x" * 2_001])
def test_no_question_ends_with_two_and_a_hint(
    dateline: Dateline, sample_home: Path, question: str
) -> None:
    done = dateline("ask", question, "--home", sample_home)

    assert done.code == 2
    assert "hint: Ask one question in a sentence or two." in done.err


def test_an_index_that_is_gone_is_answered_for_with_a_warning_unless_quiet(
    dateline: Dateline, own_home: Path
) -> None:
    (own_home / "index").rename(own_home / "elsewhere")
    done = dateline("ask", ESTONIA, *ALL, "--home", own_home)
    quiet = dateline("ask", ESTONIA, *ALL, "-q", "--home", own_home)

    assert (done.code, quiet.code) == (0, 0)
    assert "WARNING: there is no index at" in done.err
    assert "dateline rebuild" in done.err
    assert quiet.err == ""
    assert quiet.out == done.out


def test_everything_works_without_a_network_and_without_anything_large(
    tmp_path: Path, sample_home: Path
) -> None:
    (tmp_path / "a.txt").write_text("A harbour opens\n\nThe harbour of Tarnhaven opened on Monday.")
    home = str(tmp_path / "home")
    commands = [
        ["ingest", str(tmp_path / "a.txt"), "--home", home, "-q"],
        ["ask", "When did the harbour of Tarnhaven open?", "--home", home],
        ["search", "harbour", "--home", home],
        ["status", "--home", home],
        ["ask", ESTONIA, *ALL, "--home", str(sample_home)],
    ]
    environment = plain_environment() | {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "lsv2_pt_0",
        "HF_HUB_OFFLINE": "0",
    }
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, json.dumps(commands)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=300,
    )
    told = json.loads(done.stdout.splitlines()[-1])

    assert told == {"codes": [0, 0, 0, 0, 0], "refused": [], "large": []}, done.stderr


def test_the_guard_of_the_test_before_would_notice(tmp_path: Path) -> None:
    code = OFFLINE.partition("from ui.cli.main")[0] + (
        "import urllib.request\n"
        "try:\n    urllib.request.urlopen('http://example.com', timeout=1)\n"
        "except OSError:\n    print(refused)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.stdout == "[\"'example.com'\"]\n"
