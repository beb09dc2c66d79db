from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Span
from rag.text.cut import Room, cut
from rag.text.graphemes import last_end


class BytePieces:
    """A PieceMeasure whose pieces are bytes: one character can have four."""

    max_pieces = 40

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        return [len(text.encode()) for text in texts]

    def piece_ends(self, text: str) -> list[int]:
        return [at + 1 for at, character in enumerate(text) for _ in character.encode()]


class GreedyPieces:
    """A PieceMeasure that knows "unbelievable" whole, and its beginnings letter by letter."""

    max_pieces = 40

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        return [len(self.piece_ends(text)) for text in texts]

    def piece_ends(self, text: str) -> list[int]:
        word, ends, at = "unbelievable", [], 0
        while at < len(text):
            at += len(word) if text.startswith(word, at) else 1
            ends.append(at)
        return ends


def test_a_character_with_more_pieces_than_there_is_room_for_stands_alone() -> None:
    spans = list(cut("😀😀", Span(0, 2), Room(2, 10), BytePieces()))

    assert spans == [Span(0, 1), Span(1, 2)]


def test_a_cut_through_a_word_counts_the_pieces_of_what_is_left_of_it() -> None:
    text = "unbelievable" * 3
    spans = list(cut(text, Span(0, len(text)), Room(5, 30), GreedyPieces()))

    assert text == "".join(span.of(text) for span in spans)
    assert max(GreedyPieces().count_pieces([span.of(text) for span in spans])) <= 5


def test_what_fits_is_not_cut() -> None:
    spans = list(cut("  a b  ", Span(2, 5), Room(9, 9), BytePieces()))

    assert spans == [Span(2, 5)]


def test_a_grapheme_longer_than_the_range_is_cut_at_its_end() -> None:
    text = "a" + "\u0301" * 200

    assert last_end(text, 0, 50) == 50


def test_the_text_s_own_end_is_a_boundary() -> None:
    assert last_end("abc", 1, 9) == 3


def test_a_line_break_of_two_characters_is_not_parted() -> None:
    assert last_end("ab\r\ncd", 0, 3) == 2
