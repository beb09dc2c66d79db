from __future__ import annotations

from itertools import pairwise

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Span
from rag.ports import Encoder
from rag.text.cut import PieceMeasure
from rag.text.passages import (
    CHARS_PER_PIECE,
    HEADLINE_PIECES,
    PASSAGE_PIECES,
    SPECIAL_PIECES,
    embedded_text,
    headline_lead,
    split,
)
from rag.text.sentences import sentences
from tests.rag.text.measures import FourLetterPieces
from tests.rag.text.strategies import texts, words

headlines = st.one_of(st.none(), st.just(""), st.lists(words, max_size=60).map(" ".join))
measures = st.builds(FourLetterPieces, max_pieces=st.integers(16, 80), joint=st.integers(0, 3))


def _require_laws(
    text: str, spans: list[Span], headline: str | None, measure: PieceMeasure
) -> None:
    """Nothing lost or doubled, in order, trimmed, and none longer than the encoder reads."""
    embedded = [embedded_text(headline, span.of(text), measure) for span in spans]

    assert "".join(text.split()) == "".join("".join(span.of(text).split()) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    assert all(
        count <= measure.max_pieces - SPECIAL_PIECES for count in measure.count_pieces(embedded)
    )


@given(text=texts, headline=headlines, measure=measures)
def test_passages_hold_every_character_and_fit_the_encoder(
    text: str, headline: str | None, measure: FourLetterPieces
) -> None:
    _require_laws(text, split(text, headline=headline, measure=measure), headline, measure)


@pytest.mark.slow
@settings(deadline=None)
@given(text=texts, headline=headlines, repeat=st.integers(1, 12))
def test_passages_fit_the_real_encoder(
    encoder: Encoder, text: str, headline: str | None, repeat: int
) -> None:
    text = " ".join([text] * repeat)

    _require_laws(text, split(text, headline=headline, measure=encoder), headline, encoder)


@given(text=texts)
def test_passages_are_whole_sentences_where_those_fit(text: str) -> None:
    measure = FourLetterPieces(max_pieces=PASSAGE_PIECES)
    ends = {span.end for span in sentences(text)}
    starts = {span.start for span in sentences(text)}
    spans = split(text, headline=None, measure=measure)

    assert {span.start for span in spans} <= starts
    assert {span.end for span in spans} <= ends


@given(text=st.lists(words, min_size=1, max_size=80).map("".join))
def test_a_cut_goes_through_no_grapheme(text: str) -> None:
    measure = FourLetterPieces(max_pieces=16)
    spans = split(text, headline=None, measure=measure)
    boundaries = {match.end() for match in regex.finditer(r"\X", text)}
    cuts = [before.end for before, after in pairwise(spans) if before.end == after.start]

    assert set(cuts) <= boundaries


def test_as_many_sentences_as_fit_are_one_passage() -> None:
    text = " ".join(["Four word long text."] * 20)  # five pieces each
    spans = split(text, headline=None, measure=FourLetterPieces(max_pieces=42))
    counts = [len(sentences(span.of(text))) for span in spans]

    assert counts == [8, 8, 4]


def test_a_paragraph_end_closes_a_passage_that_is_full_enough() -> None:
    paragraph = " ".join(["Four word long text."] * 5)  # 25 of 40 pieces
    text = f"{paragraph}\n\n{paragraph}"
    spans = split(text, headline=None, measure=FourLetterPieces(max_pieces=42))

    assert [paragraph, paragraph] == [span.of(text) for span in spans]


def test_a_paragraph_end_does_not_close_a_passage_with_much_room() -> None:
    text = "Four word long text.\n\nFour word long text."

    assert len(split(text, headline=None, measure=FourLetterPieces(max_pieces=42))) == 1


def test_a_headline_takes_its_room_from_every_passage() -> None:
    text = " ".join(["Four word long text."] * 20)
    measure = FourLetterPieces(max_pieces=42)

    with_headline = split(text, headline="Four word long head", measure=measure)
    without = split(text, headline=None, measure=measure)

    assert with_headline[0].end < without[0].end


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("one two, three; four five six seven", "one two, three;"),
        ("one two three four five six seven", "one two three"),
        ("”" * 5 + "x" * 90, "”" * 5 + "x" * 11),
        ("👩‍👩‍👧" * 20, "👩‍👩‍👧" * 3),
    ],
)
def test_a_long_sentence_is_cut_at_a_clause_else_a_word_else_a_grapheme(
    text: str, first: str
) -> None:
    spans = split(text, headline=None, measure=FourLetterPieces(max_pieces=6))

    assert first == spans[0].of(text)


@pytest.mark.parametrize("text", ["x" * 50_000, "漢" * 50_000, "a" + "\u0301" * 50_000])
def test_a_text_without_a_space_comes_in_bounded_pieces(text: str) -> None:
    measure = FourLetterPieces(max_pieces=PASSAGE_PIECES)
    spans = split(text, headline=None, measure=measure)

    assert max(span.end - span.start for span in spans) <= PASSAGE_PIECES * CHARS_PER_PIECE
    assert text == "".join(span.of(text) for span in spans)


def test_an_encoder_that_reads_more_gets_no_longer_passages() -> None:
    text = "Four word long text. " * 300

    assert split(text, headline=None, measure=FourLetterPieces(max_pieces=8192)) == split(
        text, headline=None, measure=FourLetterPieces(max_pieces=PASSAGE_PIECES)
    )


@pytest.mark.parametrize("text", ["", " ", "\n\n\t"])
def test_nothing_has_no_passages(text: str) -> None:
    assert not split(text, headline="A headline", measure=FourLetterPieces())


@pytest.mark.parametrize("headline", [None, "", " \n"])
def test_without_a_headline_the_passage_alone_is_embedded(headline: str | None) -> None:
    expected = "A passage."

    assert expected == embedded_text(headline, "A passage.", FourLetterPieces())


def test_the_headline_stands_on_its_own_line_before_the_passage() -> None:
    expected = "A headline\nA passage."

    assert expected == embedded_text(" A\n headline ", "A passage.", FourLetterPieces())


@given(headline=st.lists(words, max_size=200).map(" ".join))
def test_a_long_headline_is_cut_to_its_first_pieces(headline: str) -> None:
    measure = FourLetterPieces(max_pieces=PASSAGE_PIECES)
    lead = headline_lead(headline, measure)

    assert " ".join(headline.split()).startswith(lead)
    assert measure.count_pieces([lead])[0] <= HEADLINE_PIECES
