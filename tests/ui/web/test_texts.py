from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from ui.web.texts import OURS, read, say

USED = re.compile(r"""\bsay\(\s*f?["']([a-z_]+)\.([a-z_]*)""")


def sources() -> list[str]:
    root = Path(str(files("ui")))
    return [path.read_text("utf-8") for path in sorted(root.rglob("*.py"))]


def test_every_text_asked_for_by_name_is_there() -> None:
    asked = {(room, name) for text in sources() for room, name in USED.findall(text)}
    known = set(read(OURS))

    missing = [f"{room}.{name}" for room, name in asked if name and f"{room}.{name}" not in known]
    assert missing == []


def test_no_text_is_kept_that_nothing_says() -> None:
    whole = "\n".join(sources())
    rooms = {room for text in sources() for room, name in USED.findall(text) if not name}

    unused = [key for key in read(OURS) if key.partition(".")[0] not in rooms and key not in whole]
    assert unused == []


def test_values_are_filled_in() -> None:
    assert say("nav.title") == "Dateline"
    with pytest.raises(KeyError):
        say("nav.nothing")


def test_a_language_without_a_file_has_no_texts() -> None:
    assert read("tlh") == {}
