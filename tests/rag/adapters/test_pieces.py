from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.pieces import KNOWN, Pieces
from rag.adapters.weights import BUNDLED_PIECES, bundled
from rag.ports import Encoder

PIECES = Pieces.read(bundled().folder, max_pieces=BUNDLED_PIECES)
WORDS = st.sampled_from(
    ["guarantees", "Tallinn's", "İstanbul", "e\u0301", "[MASK]", "a\x0bb", "\x85", "政府は合意した"]
)


@given(words=st.lists(WORDS | st.text(max_size=8)), space=st.sampled_from([" ", "\n", "\u2003"]))
def test_pieces_counted_by_word_are_those_of_the_text(words: list[str], space: str) -> None:
    text = space.join(words)

    assert PIECES.count([text]) == [len(PIECES.ends(text))]


def test_more_words_than_are_remembered_are_counted_right() -> None:
    words = [f"w{number}" for number in range(KNOWN + 1)]

    counts = PIECES.count([" ".join(words)])

    assert counts == [sum(PIECES.count(words))]


def test_lone_surrogates_are_counted(encoder: Encoder) -> None:
    assert encoder.count_pieces(["a \ud800 b"]) == [len(encoder.piece_ends("a \ud800 b"))]
