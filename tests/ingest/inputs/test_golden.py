"""Each file of golden/ gives exactly the articles and failures of the .expected.json beside it.

golden/make.py writes the binary ones, and an expectation that was deleted.
"""

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
INPUTS = sorted(
    path
    for path in GOLDEN.iterdir()
    if path.is_file() and not path.name.endswith((".expected.json", ".py"))
)
OPTIONS = ReadOptions(zone=ZoneInfo("Europe/Tallinn"), limits=Limits())


def as_json(item: Item) -> dict[str, object]:
    """What differs from an empty article, with warnings as their codes."""
    if not isinstance(item, IncomingArticle):
        return asdict(item)
    fields = {name: value for name, value in asdict(item).items() if value}
    if item.warnings:
        fields["warnings"] = [warning.code for warning in item.warnings]
    return fields


def items_of(path: Path) -> list[dict[str, object]]:
    file = InputFile(path, f"golden/{path.name}", path.stat().st_size)
    return [as_json(item) for item in read(file, OPTIONS)]


def expected_of(path: Path) -> Path:
    return GOLDEN / f"{path.name.partition('.')[0]}.expected.json"


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_a_golden_file_gives_what_stands_beside_it(path: Path) -> None:
    expected = json.loads(expected_of(path).read_text("utf-8"))

    actual = items_of(path)

    assert expected == actual


def test_inputs_do_not_share_an_expectation() -> None:
    assert len({expected_of(path) for path in INPUTS}) == len(INPUTS)
