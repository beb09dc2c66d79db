from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import WINDOW, sentences
from tests.rag.text.strategies import texts


def _sentences(text: str, language: str | None = None) -> list[str]:
    return [span.of(text) for span in sentences(text, language)]


@pytest.mark.parametrize(
    "parts",
    [
        ["U.S. Sen. J.D. Vance Jr. said so.", "He left at 5 p.m. Monday."],
        ["No. 10 declined to comment.", "It rained in Jan. 2024."],
        ["TALLINN (AP) — Estonia said yes.", "Latvia did not."],
        ["“We will not go,” he said.", "“Never.”", "She left."],
        ['"Is it?" he asked.', "'No!' they cried."],
        ["He said: “We will go. We will stay. And then.”", "She nodded."],
        ["She nodded.", "“We will not stay any longer.", "We leave now."],
        ["“Unclosed, as every paragraph of a long quotation is.", "Another sentence."],
        ["😀 Emoji first.", "𝒜stral 👩‍👩‍👧 next.", "Cafe\u0301 done."],
        ["1. First item.", "2. Second item.", "a) third."],
        ["Profit rose 1.5% to $5.3 million.", "Shares of Acme Inc. fell."],
        ["Why?!", "Really...", "Yes."],
        ["It starts at 9 p.m. ET on CNN.", "It opened at 9 a.m.", "The door closed."],
        ["Ms.\u00a0Tamm met Amb. Kask on Jan.\u00a05.", "He is in the U.S.", "She is not."],
        ["And while Ms. Tamm left, he stayed.", "The end."],
        ["Avg. check: $85.", "It is up."],
        ["It is wrong.", "https://example.org/story"],
        ["Same words.", "Same words.", "Same words."],
        ["This one has no end"],
    ],
)
def test_sentences_are_those_a_reader_sees(parts: list[str]) -> None:
    assert parts == _sentences(" ".join(parts))


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("zh", ["他说：“我们不会去。”", "然后离开了。", "第二句！"]),
        (None, ["他说：“我们不会去。”", "然后离开了。", "第二句！"]),
        ("ar-EG", ["مرحبا. ", "كيف حالك؟ ", "بخير"]),
        ("hi", ["यह है। ", "वह था।"]),
        ("DE_at", ["Am 3. Oktober kam Dr. Weiß. ", "Er blieb."]),
    ],
)
def test_other_languages_have_their_own_marks(language: str | None, parts: list[str]) -> None:
    assert [part.strip() for part in parts] == _sentences("".join(parts), language)


@pytest.mark.parametrize("language", ["", "xx", "English", "e", "12", "-", "en-GB"])
def test_an_odd_language_tag_is_read_as_english(language: str) -> None:
    expected = ["Mr. Tamm left.", "He ran."]

    assert expected == _sentences("Mr. Tamm left. He ran.", language)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\u2028", "\x85"])
def test_a_line_end_ends_a_sentence(end: str) -> None:
    expected = ["A headline", "and a line"]

    assert expected == _sentences(f"A headline{end}and a line")


def test_a_sentence_goes_on_over_the_line_ends_of_wrapped_text() -> None:
    text = (
        "The minister said on Monday that the government would not accept the\n"
        "guarantees which had been offered to it. It would ask for more than it\n"
        "did in the spring, she told reporters in the capital, and would do so\n"
        "before the end of the year.\n"
    )

    assert len(_sentences(text)) == 2


@pytest.mark.parametrize("text", ["", " ", "\n \n", "\u00a0"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert not sentences(text)


def test_marks_by_themselves_are_kept_with_a_sentence_or_as_one() -> None:
    expected = ["...", "He left. ..."]

    assert expected == _sentences("...\nHe left. ...")


@given(text=texts, language=st.sampled_from([None, "en", "zh", "th", "fr"]))
def test_sentences_hold_every_character_once_and_in_order(text: str, language: str | None) -> None:
    spans = sentences(text, language)

    assert "".join(text.split()) == "".join("".join(span.of(text).split()) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() for span in spans)


@pytest.mark.parametrize(
    "part", ["A sentence of some words. ", "“Open. ", "word ", "x", "漢", "é👩‍👩‍👧"]
)
def test_a_line_longer_than_a_window_is_read_to_its_end(part: str) -> None:
    text = part * (3 * WINDOW // len(part))
    spans = sentences(text)

    assert "".join(text.split()) == "".join("".join(span.of(text).split()) for span in spans)
    assert max(span.end - span.start for span in spans) <= WINDOW


def test_a_window_cuts_no_sentence_that_fits_one() -> None:
    sentence = "The government of Estonia said on Monday that it would not accept guarantees."
    count = 4 * WINDOW // len(sentence)

    assert [sentence] * count == _sentences(" ".join([sentence] * count))
