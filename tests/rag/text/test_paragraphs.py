from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Span
from rag.text.paragraphs import paragraph_of, paragraphs
from tests.rag.text.strategies import texts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A b.\n\nC d\ne f.\r\n \r\nG", ["A b.", "C d\ne f.", "G"]),
        ("A.\nB.\nC.", ["A.", "B.", "C."]),
        ("A.\u2029B.", ["A.", "B."]),
        ("\n\n A. \n\n", ["A."]),
        ("", []),
        (" \n", []),
    ],
)
def test_paragraphs_stand_between_blank_lines_or_else_are_lines(
    text: str, found: list[str]
) -> None:
    assert found == [span.of(text) for span in paragraphs(text)]


@pytest.mark.parametrize(
    ("part", "paragraph"),
    [("b", "A b."), ("e f", "C d\ne f."), ("G", "G"), ("b.\n\nC", "A b.\n\nC d\ne f.")],
)
def test_the_paragraph_around_a_span(part: str, paragraph: str) -> None:
    text = "A b.\n\nC d\ne f.\n\nG"
    at = text.index(part)

    assert paragraph == paragraph_of(text, Span(at, at + len(part))).of(text)


def test_a_span_of_white_space_before_the_first_paragraph_is_its_own() -> None:
    assert Span(0, 2) == paragraph_of("   a", Span(0, 2))


@given(text=texts.filter(bool), data=st.data())
def test_a_paragraph_holds_its_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    around = paragraph_of(text, span)

    assert (around.start <= span.start, around.end >= span.end) == (True, True)
