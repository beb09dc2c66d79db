from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given

from rag.text.lines import lines
from tests.rag.text.strategies import texts

PARAGRAPHS = (
    "The minister said on Monday that the government would not accept the guarantees which had"
    " been offered to it last week, and that it would ask for more before the end of the year.",
    "She did not say when talks would begin. Officials in Tallinn expect them to take months,"
    " because the other side has changed its negotiators twice since the spring.",
    "A vote in parliament is planned for June.",
)


@pytest.mark.parametrize("width", [50, 60, 72, 80])
@pytest.mark.parametrize(("between", "indent"), [("\n\n", ""), ("\n", "    "), ("\r\n\r\n", "")])
def test_wrapped_paragraphs_are_one_line_each(width: int, between: str, indent: str) -> None:
    wrapped = [textwrap.fill(p, width, initial_indent=indent) for p in PARAGRAPHS]
    text = between.join(wrapped)

    assert list(PARAGRAPHS) == [" ".join(span.of(text).split()) for span in lines(text)]


@pytest.mark.parametrize(
    "rows",
    [
        PARAGRAPHS,
        ("One line.", "Another one.", "A third.", "A fourth."),
        (
            "Tartu 3, Narva 1 after extra time, seen by 1,200",
            "Pärnu 0, Valga 2 in the rain, seen by 400 people",
        )
        * 3,
        ("爱沙尼亚总理星期一说政府不会接受上星期提出的保证",) * 6,
    ],
)
def test_lines_that_were_not_wrapped_stay_lines(rows: tuple[str, ...]) -> None:
    text = "\n".join(rows)

    assert list(rows) == [span.of(text) for span in lines(text)]


@given(text=texts)
def test_lines_hold_every_character_that_is_not_white_space(text: str) -> None:
    spans = lines(text)

    assert "".join(text.split()) == "".join("".join(span.of(text).split()) for span in spans)
    assert all(before.end < after.start for before, after in pairwise(spans))
