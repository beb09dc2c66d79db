"""Each file of golden/ gives exactly the articles and failures of the .expected.json beside it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingest.inputs.read import InputFile, Item, ReadOptions, read
from rag.domain import IncomingArticle
from rag.settings import Limits

GOLDEN = Path(__file__).parent / "golden"
INPUTS = sorted(p for p in GOLDEN.iterdir() if not p.name.endswith(".expected.json"))
OPTIONS = ReadOptions(zone=ZoneInfo("Europe/Tallinn"), limits=Limits())


def as_json(item: Item) -> dict[str, object]:
    """What differs from an empty article, with warnings as their codes."""
    if not isinstance(item, IncomingArticle):
        return asdict(item)
    fields = {name: value for name, value in asdict(item).items() if value}
    if item.warnings:
        fields["warnings"] = [warning.code for warning in item.warnings]
    return fields


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_a_golden_file_gives_what_stands_beside_it(path: Path) -> None:
    file = InputFile(path, f"golden/{path.name}", path.stat().st_size)
    expected = json.loads((GOLDEN / f"{path.stem}.expected.json").read_text("utf-8"))

    actual = [as_json(item) for item in read(file, OPTIONS)]

    assert expected == actual
