from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.web import reading
from ui.web.archive.marked import marked, marks, snippet

LONG = "It began quietly. " * 20 + "Then the otters came back to the canal. " + "It went on. " * 40


def found(text: str, *words: str) -> list[str]:
    """What is marked."""
    return [text[start:end] for start, end in marks(text, words)]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Guarantees, a guarantee, guaranteed.", ["guarantee"], 3),
        ("Erdoğan spoke; ERDOGAN left.", ["erdogan"], 2),
        ("The 🦦 otters of 🎈 Vessel", ["otter"], 1),
        ("A key rate and a rate key.", ["key rate"], 1),
        ("東京都は火曜日に", ["東京"], 1),
        ("nothing here", ["otters"], 0),
        ("nothing here", ["…", ""], 0),
    ],
)
def test_words_are_marked_in_their_forms(text: str, words: list[str], expected: int) -> None:
    assert len(found(text, *words)) == expected


def test_marks_lie_exactly_on_the_words_also_after_emoji() -> None:
    assert found("🎈🎈 Ten otters, 🦦 two otters", "otters") == ["otters", "otters"]


def test_words_side_by_side_and_phrases_over_them_do_not_overlap() -> None:
    assert found("the key rate cut", "key rate", "rate cut") == ["key rate cut"]


@given(text=st.text(), words=st.lists(st.text(max_size=8), max_size=3))
def test_marking_loses_no_character(text: str, words: list[str]) -> None:
    ranges = marks(text, words)

    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert "<script" not in marked(text + "<script>", ranges)


def test_a_snippet_shows_the_words_in_the_middle_of_a_text() -> None:
    html = snippet(LONG, ["otters"])

    assert reading.inside(html, "mark") == "otters"
    assert reading.text(html).startswith("… ")
    assert reading.text(html).endswith(" …")
    assert len(reading.text(html)) < 320


def test_a_snippet_without_words_is_the_beginning() -> None:
    assert reading.text(snippet("Short.", [])) == "Short."
    assert reading.text(snippet("Short.", [], opens=False, closes=False)) == "… Short. …"
