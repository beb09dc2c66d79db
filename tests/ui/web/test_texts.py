from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from ui.web.texts import OURS, read, say

USED = re.compile(r"""\bsay\(\s*f?["']([a-z_]+)\.([a-z_]*)(\{?)""")
"""A room, a name, and a brace where the name is but the beginning of several."""


def sources() -> list[str]:
    root = Path(str(files("ui")))
    return [path.read_text("utf-8") for path in sorted(root.rglob("*.py"))]


def test_every_text_asked_for_by_name_is_there() -> None:
    asked = {one for text in sources() for one in USED.findall(text)}
    known = set(read(OURS))

    names = {f"{room}.{name}" for room, name, open_ in asked if name and not open_}
    beginnings = {f"{room}.{name}" for room, name, open_ in asked if open_}
    assert names - known == set()
    assert [one for one in beginnings if not any(key.startswith(one) for key in known)] == []


def test_no_text_is_kept_that_nothing_says() -> None:
    whole = "\n".join(sources())
    asked = {one for text in sources() for one in USED.findall(text)}
    beginnings = tuple(f"{room}.{name}" for room, name, open_ in asked if open_ or not name)

    unused = [key for key in read(OURS) if key not in whole and not key.startswith(beginnings)]
    assert unused == []


def test_values_are_filled_in() -> None:
    assert say("nav.title") == "Dateline"
    with pytest.raises(KeyError):
        say("nav.nothing")


def test_a_language_without_a_file_has_no_texts() -> None:
    assert read("tlh") == {}
