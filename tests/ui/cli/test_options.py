from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest

from tests.ui.cli.command import ROOT
from ui.cli.options import prepare, print_json

LOGGER = re.compile(r"^\w+ = (?:logging\.)?getLogger\((.*)\)$", re.MULTILINE)


def test_json_is_one_line_of_utf_8(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": "Ķęstutis 🚢\nsecond line"})
    written = capsys.readouterr().out

    assert len(written.splitlines()) == 1
    assert "Ķęstutis 🚢" in written
    assert json.loads(written) == {"text": "Ķęstutis 🚢\nsecond line"}


@pytest.mark.parametrize(
    ("flags", "level"),
    [({}, logging.WARNING), ({"quiet": True}, logging.ERROR), ({"verbose": True}, logging.DEBUG)],
)
@pytest.mark.usefixtures("logging_put_back")
def test_quiet_and_verbose_say_less_and_more(
    tmp_path: Path, flags: dict[str, bool], level: int
) -> None:
    prepare(tmp_path, **flags)

    assert logging.getLogger("dateline").level == level


def test_every_module_logs_under_the_name_that_is_turned_up_and_down() -> None:
    folders = (ROOT / package for package in ("rag", "ingest", "ui", "eval"))
    sources = [path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py")]
    names = [name for source in sources for name in LOGGER.findall(source)]

    assert len(names) > 5
    assert set(names) == {'"dateline"'}
