"""A converted set, ingested and measured by the commands that a user types."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from eval.convert.__main__ import LEFT_OUT, main
from eval.convert.write import ARTICLES, QUESTIONS
from eval.files import RESULTS
from tests.ui.cli.command import typed

GOLDEN = Path(__file__).parent / "golden"


def test_a_converted_set_is_ingested_and_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [n for n in os.environ if n.startswith("DATELINE_") and n != "DATELINE_CACHE"]:
        monkeypatch.delenv(name)
    home, made, out = tmp_path / "home", tmp_path / "set", tmp_path / "run"

    assert main(["rgb", str(GOLDEN / "rgb" / "in"), "--out", str(made)]) == LEFT_OUT
    taken = typed(
        "ingest", made / ARTICLES, "--home", home, "--json", capsys=capsys, monkeypatch=monkeypatch
    )
    asked = typed(
        *("eval", made / QUESTIONS, "--home", home, "--out", out),
        *("--contexts", "0.2", "--limit", "2", "--json"),
        capsys=capsys,
        monkeypatch=monkeypatch,
    )

    assert (taken.code, asked.code) == (0, 0)
    lines = [json.loads(line) for line in (out / RESULTS).read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["rgb-0", "rgb-1"]
    assert all(line["eval"]["wanted"] for line in lines)
