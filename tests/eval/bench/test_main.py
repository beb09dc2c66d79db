from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.__main__ import DONE, FAILED, MISSED, USAGE, main
from eval.bench.peer import PACKAGES, missing

SAMPLE = str(Path(__file__).parents[3] / "eval" / "sample" / "articles")


def test_too_few_articles_end_in_one_line_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([SAMPLE, "--articles", "100000"]) == FAILED
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0].startswith("error: ")
    assert "hint: Name more articles" in said.err


@pytest.mark.parametrize(("options", "count"), [(["--scale"], "6000"), ([], "300")])
def test_how_many_articles_are_taken_unless_told(
    options: list[str], count: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([SAMPLE, *options]) == FAILED
    assert f"articles, {count} are asked for" in capsys.readouterr().err


@pytest.mark.skipif(not missing(), reason="the peer is installed")
def test_without_the_peer_it_says_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([SAMPLE, "--articles", "3"]) == USAGE
    assert "dateline[bench]" in capsys.readouterr().err


@pytest.mark.slow
def test_many_articles_are_measured_beside_few(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [SAMPLE, "--articles", "4", "--count", "2", "--scale", "--folder", str(tmp_path)]

    assert main(asked) == DONE
    rows = capsys.readouterr().out.splitlines()
    assert "4 articles" in rows[0]
    assert [row.split(" | ")[0] for row in rows[2:4]] == [
        "| until searchable by words",
        "| until embedded",
    ]


@pytest.mark.slow
def test_a_grown_home_is_measured_beside_what_it_grew_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([SAMPLE, "--articles", "3", "--count", "2", "--million", "20"]) == DONE
    said = capsys.readouterr()
    assert {"| opening |", "| doctor's sample |"} <= {
        row[: row.find("|", 1) + 1] for row in said.out.splitlines()
    }
    assert said.err.count("nothing is wrong") == 2


@pytest.mark.slow
def test_both_sides_are_measured_over_the_same_articles(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for package in PACKAGES:
        pytest.importorskip(package, reason=f"{package} is in the extra bench")

    code = main([SAMPLE, "--articles", "4", "--count", "2", "--json", "--only", "ingest"])

    lines = json.loads(capsys.readouterr().out)
    assert code in {DONE, MISSED}
    assert {line["name"] for line in lines} >= {"until searchable by words", "until embedded"}
    assert all(line["ratio"] > 0 for line in lines)
