from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.ports import Vectors
from rag.read.features import NAMES, features
from rag.read.pieces import pieces
from tests.fakes import WordEncoder
from tests.rag.read.questions import ESTONIA, RATES, asked, story


def table(question: str, *texts: str) -> list[dict[str, float]]:
    """The features of every sentence of the texts, each a hit a tenth worse than the one before."""
    encoder = WordEncoder()
    hits = [story(text, id_=n + 1, score=1 - n / 10) for n, text in enumerate(texts)]
    found = pieces(hits)
    vectors: Vectors = encoder.encode([piece.text for piece in found])
    rows = features(asked(question, encoder=encoder), found, vectors)

    assert rows.shape == (len(found), len(NAMES))
    assert rows.dtype == np.float32

    return [dict(zip(NAMES, map(float, row), strict=True)) for row in rows]


def test_without_a_sentence_there_is_a_table_without_rows() -> None:
    assert features(asked("Who?"), [], np.zeros((0, 64), np.float32)).shape == (0, len(NAMES))


def test_a_sentence_with_the_question_s_words_overlaps_more() -> None:
    cut, first, _ = table("When did the National Bank cut its key rate?", RATES)

    assert cut["overlap"] > first["overlap"]
    assert cut["cosine"] > first["cosine"]
    assert first["near_overlap"] > first["overlap"]
    assert first["passage_overlap"] == cut["passage_overlap"] == pytest.approx(1.0)


def test_the_kind_asked_for_is_seen() -> None:
    cut, first, wait = table("Who voted to wait?", RATES)

    assert (first["kind"], wait["kind"]) == (0.0, 1.0)
    assert cut["kind"] == 1.0  # National Bank looks like a name


def test_the_subject_is_seen_in_a_sentence_and_near_it() -> None:
    met, said, called, latvia = table("what did Estonia say about guarantees?", ESTONIA)

    assert [one["subject"] for one in (met, said, called, latvia)] == [0, 1, 0, 0]
    assert [one["near_subject"] for one in (met, said, called, latvia)] == [1, 1, 1, 0]
    assert met["names"] == 1.0


def test_names_that_the_passage_lacks_are_missed() -> None:
    rows = table("Did Margus Tsahkna meet Kaja Kallas in Riga?", ESTONIA)

    assert rows[0]["names"] == pytest.approx(2 / 3)


def test_without_a_subject_or_a_name_nothing_is_missed() -> None:
    assert {(row["subject"], row["names"]) for row in table("how big was the cut?", RATES)} == {
        (1.0, 1.0)
    }


def test_a_worse_passage_stands_lower_and_further_from_the_best() -> None:
    rows = table("Who voted to wait?", RATES, ESTONIA)

    assert (rows[0]["first"], rows[0]["margin"]) == (1.0, 0.0)
    assert rows[-1]["first"] == 0.5
    assert rows[-1]["margin"] == pytest.approx(0.1)


def test_a_sentence_s_length_and_that_it_asks_are_seen() -> None:
    long, asks = table("Who?", f"{'word ' * 60}end. “Who would send soldiers there?”")

    assert long["length"] == 1.0
    assert (asks["length"], asks["question"], long["question"]) == (5 / 40, 1.0, 0.0)


def test_a_passage_not_embedded_yet_has_no_nearness_of_its_own() -> None:
    encoder = WordEncoder()
    found = pieces([story(RATES)])
    bare = [replace(piece, hit=replace(piece.hit, cosine=None)) for piece in found]
    vectors: Vectors = encoder.encode([piece.text for piece in found])
    column = NAMES.index("passage_cosine")

    assert set(features(asked("Who?"), bare, vectors)[:, column]) == {0.0}
    assert set(features(asked("Who?"), found, vectors)[:, column]) == {0.5}
