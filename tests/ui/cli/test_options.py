from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from ui.cli.options import prepare, print_json


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
