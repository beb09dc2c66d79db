from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.question_pieces import LONGEST, QUESTION, QuestionPieces
from rag.adapters.weights import bundled
from rag.ports import Titled

PIECES = QuestionPieces.read(bundled().folder)
ASKED = "When did the ferry sail?"
TEXT = "🚢 The ferry to Çeşme sailed at 6:40, the port’s 2nd that day."


def test_every_piece_of_the_text_knows_its_own_characters() -> None:
    (one,) = PIECES.beside(ASKED, [Titled("", TEXT)])
    words = [TEXT[start:end] for start, end in one.offsets]

    assert "".join(words) == TEXT.replace(" ", "")
    assert "Çeşme" in "".join(words)


def test_a_headline_is_read_and_lies_before_the_text() -> None:
    bare, titled = (PIECES.beside(ASKED, [Titled(title, TEXT)])[0] for title in ("", "Ferry sails"))

    assert len(titled.ids) == len(bare.ids) + 2
    assert (titled.offsets[:, 0] < 0).sum() == 2
    assert np.array_equal(titled.offsets[2:], bare.offsets)


def test_question_and_text_stand_in_segments_of_their_own() -> None:
    (one,) = PIECES.beside(ASKED, [Titled("", TEXT)])

    assert len(one.ids) == len(one.kinds)
    assert one.kinds == sorted(one.kinds)
    assert one.kinds.index(1) == one.first


def test_an_input_never_exceeds_what_the_model_reads() -> None:
    (one,) = PIECES.beside("why " * 500, [Titled("", "because " * 500)])

    assert len(one.ids) == LONGEST
    assert one.first == QUESTION + 2


def test_logits_are_those_of_the_text_s_pieces() -> None:
    (one,) = PIECES.beside(ASKED, [Titled("Ferry sails", TEXT)])
    at = np.arange(400, dtype=np.float32)
    found = np.stack([at, at + 0.5, at + 0.25], axis=1)
    logits = one.logits(found)

    assert logits.nowhere == (0.0, 0.5)
    assert logits.answers == 0.25
    assert logits.starts[0] == one.first + 2
    assert logits.ends[0] == one.first + 2.5
    assert len(logits.starts) == len(logits.ends) == len(logits.offsets)
    assert one.logits(found[:, :2]).answers == 0.0


@given(title=st.text(max_size=20), text=st.text(max_size=80), question=st.text(max_size=40))
def test_any_characters_are_covered_in_order(title: str, text: str, question: str) -> None:
    (one,) = PIECES.beside(question, [Titled(title, text)])
    inside = one.offsets[one.offsets[:, 0] >= 0]

    assert all(0 <= start <= end <= len(text) for start, end in inside)
    assert (np.diff(inside[:, 0]) >= 0).all()
