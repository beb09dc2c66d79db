from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.web.archive.names import ending, last_part, stored

SHA = "3f9a2c41d0be" + "0" * 52


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("story.html", "story-3f9a2c41d0be.html"),
        ("../../x.html", "x-3f9a2c41d0be.html"),
        ("C:\\fakepath\\Räägib Erdoğan.TXT", "raagib-erdogan-3f9a2c41d0be.txt"),
        ("东京.json", "file-3f9a2c41d0be.json"),
        ("feed.xml.gz", "feed-3f9a2c41d0be.xml.gz"),
        ("a\x00b\n.md", "a-b-3f9a2c41d0be.md"),
        ("-rf.txt", "rf-3f9a2c41d0be.txt"),
        ("x" * 500 + ".csv", "x" * 40 + "-3f9a2c41d0be.csv"),
    ],
)
def test_a_file_is_kept_under_a_name_of_ours(name: str, expected: str) -> None:
    assert stored(name, SHA) == expected


@pytest.mark.parametrize(
    "name", ["x.pdf", "x", "", "x.exe", "x.html.exe", "x.gz", "/", "x.HTML/", ".html"]
)
def test_other_kinds_have_no_name(name: str) -> None:
    assert ending(name) is None
    with pytest.raises(ValueError, match="not a kind"):
        stored(name, SHA)


@given(name=st.text())
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    kept = stored(f"{name}a.txt", SHA)

    assert PurePosixPath(kept).name == kept
    assert kept.isascii()
    assert not kept.startswith((".", "-"))
    assert "/" not in last_part(name)
