from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.web.reader import changes as module
from ui.web.reader.changes import Kind, Run, changes

texts = st.text(alphabet=st.sampled_from("ab \n.é😀_"), max_size=60)


@given(old=texts, new=texts)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(
    old: str, new: str
) -> None:
    runs = changes(old, new)

    assert "".join(run.text for run in runs if run.kind is not Kind.IN) == old
    assert "".join(run.text for run in runs if run.kind is not Kind.OUT) == new
    assert all(run.text for run in runs)


def test_only_the_word_that_changed_is_marked() -> None:
    runs = changes("It cost 64 million.\nNobody knew.", "It cost 46 million.\nNobody knew.")

    assert runs == [
        Run(Kind.SAME, "It cost "),
        Run(Kind.OUT, "64"),
        Run(Kind.IN, "46"),
        Run(Kind.SAME, " million.\nNobody knew."),
    ]


def test_a_sentence_rewritten_is_not_cut_into_shreds() -> None:
    runs = changes("The port is closed today.", "Nobody expected what came, said Holm.")

    assert [run.kind for run in runs] == [Kind.OUT, Kind.IN]


@pytest.mark.parametrize("words", [module.MOST_PIECES, module.MOST_PIECES + 2])
def test_a_very_long_line_is_replaced_whole(words: int) -> None:
    old = "a " * words
    runs = changes(old, old + "b")

    assert "".join(run.text for run in runs if run.kind is not Kind.OUT) == old + "b"


def test_a_word_put_in_leaves_its_neighbours_alone() -> None:
    runs = changes("They left the quay.", "They left the quay early.")

    assert runs == [
        Run(Kind.SAME, "They left the quay"),
        Run(Kind.IN, " early"),
        Run(Kind.SAME, "."),
    ]


@pytest.mark.parametrize("line", ["\n", "\n  \n", "Share\n"])
def test_lines_that_are_all_alike_are_not_compared_one_with_each(line: str) -> None:
    old = line * 100_000  # each with each would take hours
    runs = changes(old, f"Corrected.\n{old}")

    assert [run.kind for run in runs] == [Kind.OUT, Kind.IN]


def test_a_long_text_in_one_line_is_compared_by_words() -> None:
    old = " ".join(f"the {n} of {n}a {n}b" for n in range(400))
    runs = changes(old, old.replace(" 300 ", " thirty "))

    assert [run for run in runs if run.kind is not Kind.SAME] == [
        Run(Kind.OUT, "300"),
        Run(Kind.IN, "thirty"),
    ]
