from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.attribution.quotations import quotations


def inner(text: str) -> list[str]:
    return [quotation.inner.of(text) for quotation in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" and "no".', ["yes", "no"]),
        ("„So nicht“, sagte sie.", ["So nicht"]),
        ("‹petit› et « grand »", ["petit", "grand"]),
        ("the ministers' plan, it's the '90s", []),
        ("'We don't know, do we?' she said", ["We don't know, do we?"]),
        ("'Yes' and 'no'", ["Yes", "no"]),
        ("“He said ‘no’ and “never” to me”", ["He said ‘no’ and “never” to me"]),
        ('"He said "no" to me," she said', ['He said "no" to me,']),
        ("a 6'2\" forward", []),
        ('“Mixed marks," he said', ["Mixed marks,"]),
        ('a lone " mark', []),
        ("''Say 'it held,''' said Lind", ["Say 'it held,'"]),
        ("\"Say 'it held,' \" said Lind", ["Say 'it held,'"]),
        ("''It held, '' said Lind", ["It held,"]),
        ('“It held," said Lind. "It will hold.”', ["It held,", "It will hold."]),
        ("“It held,” said Lind. “It will hold.”", ["It held,", "It will hold."]),
        ('“It "held" once,” said Lind. “It will hold.”', ['It "held" once,', "It will hold."]),
        (' " ', []),
        ('She said: "It never ends', ["It never ends"]),
        ('""', []),
    ],
)
def test_quotations_are_found_by_their_marks(text: str, expected: list[str]) -> None:
    assert expected == inner(text)


def test_a_mark_opened_anew_in_the_next_paragraph_goes_on() -> None:
    text = "“One.\n\n“Two.\n“Three.”\n“Four.”"

    chains = [quotation.chain for quotation in quotations(text)]

    assert inner(text) == ["One.", "Two.", "Three.", "Four."]
    assert chains == [0, 0, 0, 3]


@given(st.text(alphabet="\"'“”‘’«»„‹›a.,:\n ", max_size=60))
def test_quotations_are_in_order_do_not_overlap_and_hold_their_words(text: str) -> None:
    found = quotations(text)

    assert all(a.outer.end <= b.outer.start for a, b in pairwise(found))
    assert all(
        q.outer.start < q.inner.start < q.inner.end <= q.outer.end <= len(text) for q in found
    )
