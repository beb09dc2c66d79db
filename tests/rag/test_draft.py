"""A chat model's draft in sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.draft import Cut, cut


@pytest.mark.parametrize(
    ("draft", "text", "markers"),
    [
        ("The harbour reopened [1].", "The harbour reopened.", (1,)),
        ("The harbour reopened. [1]", "The harbour reopened.", (1,)),
        ("The harbour reopened.[1][2]", "The harbour reopened.", (1, 2)),
        ("The harbour reopened [1, 2].", "The harbour reopened.", (1, 2)),
        ("The harbour reopened [1; 2 and 4].", "The harbour reopened.", (1, 2, 4)),
        ("The harbour reopened [1-3].", "The harbour reopened.", (1, 2, 3)),
        ("The harbour reopened [1–3][2].", "The harbour reopened.", (1, 2, 3)),
        ("The harbour [2] reopened [1].", "The harbour reopened.", (2, 1)),
        ("The harbour reopened【1】.", "The harbour reopened.", (1,)),
        ("The harbour reopened [^1].", "The harbour reopened.", (1,)),
        ("The harbour reopened [passage 1].", "The harbour reopened.", (1,)),
        ("[1] The harbour reopened.", "The harbour reopened.", (1,)),
        ("- **The harbour** reopened [1].", "The harbour reopened.", (1,)),
        ("1. The harbour reopened [1].", "The harbour reopened.", (1,)),
        ("# The harbour reopened [1].", "The harbour reopened.", (1,)),
        ("<think>Is it [3]? Yes.</think>The harbour reopened [1].", "The harbour reopened.", (1,)),
        ("The harbour reopened.", "The harbour reopened.", ()),
        ("The harbour [sic] reopened [1].", "The harbour [sic] reopened.", (1,)),
        ("The harbour reopened [1-400].", "The harbour reopened.", (1, 400)),
        ("The harbour reopened [4-1].", "The harbour reopened.", (4, 1)),
    ],
)
def test_markers_belong_to_their_sentence(draft: str, text: str, markers: tuple[int, ...]) -> None:
    assert cut(draft) == [Cut(text, markers)]


@pytest.mark.parametrize(
    "draft",
    [
        "The harbour reopened [1]. Ships came back [2].",
        "The harbour reopened. [1] Ships came back. [2]",
        "[1] The harbour reopened. [2] Ships came back.",
        "- The harbour reopened. [1]\n- Ships came back. [2]",
        "The harbour reopened.[1]\n\n\nShips came back.[2]",
    ],
)
def test_every_sentence_has_its_own(draft: str) -> None:
    assert cut(draft) == [Cut("The harbour reopened.", (1,)), Cut("Ships came back.", (2,))]


def test_a_marker_after_an_abbreviation_stays_inside() -> None:
    assert cut("The U.S. [1] agreed with Sen. Smith [2].") == [
        Cut("The U.S. agreed with Sen. Smith.", (1, 2))
    ]


@pytest.mark.parametrize(
    "draft", ["", " \n ", "[1]", "[1] [2]", "<think>never closed [1] Yes.", '". [1]']
)
def test_nothing_is_no_sentence(draft: str) -> None:
    assert cut(draft) == []


@given(draft=st.text(alphabet="ab .!?[]0123,-\n*#“”\"'", max_size=120))
def test_any_draft_is_cut(draft: str) -> None:
    for one in cut(draft):
        assert one.text == one.text.strip()
        assert len(set(one.markers)) == len(one.markers)
