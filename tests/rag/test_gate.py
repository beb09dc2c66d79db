"""Nothing passes the gate that is not where it says it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from unicodedata import category
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rag.domain import Citation, Sentence, Span
from rag.draft import Cut, cut
from rag.gate import (
    Dropped,
    check_quote,
    check_sentence,
    exact,
    quotations,
    supporting_span,
)
from rag.text.sentences import sentences
from tests.rag.evidence import citation, on, passage

ESTONIA = (
    "Estonia will send 150 soldiers as part of security guarantees, Foreign Minister Margus"
    " Tsahkna said on Tuesday. “We will not wait for\nothers,” he told reporters in Tallinn."
    " Inflation fell to 4.25 percent in October."
)
LATVIA = "Latvia has not decided, its president said. Riga wants 200 soldiers from “all allies”."


def shown() -> list[Citation]:
    """What a model was shown: what Estonia said, and what Latvia did."""
    first = passage(
        ESTONIA,
        id_=1,
        body=f"Margus Tsahkna is tall.\n\n{ESTONIA}",
        title="Troops for peace",
        byline="Ann Tamm",
        published=on(2024, 11, 26, 23),
    )
    return [citation(first, 1), citation(passage(LATVIA, id_=2, title=None), 2)]


def check_sentences(
    draft: str, evidence: Sequence[Citation], *, zone: tzinfo = UTC
) -> tuple[list[Sentence], list[Dropped]]:
    """What the gate lets through of a whole draft, and what it holds back."""
    checked = [check_sentence(one, evidence, zone=zone) for one in cut(draft)]
    return (
        [one for one in checked if isinstance(one, Sentence)],
        [one for one in checked if isinstance(one, Dropped)],
    )


def kept(draft: str) -> list[Sentence]:
    """The sentences of a draft that pass."""
    return check_sentences(draft, shown())[0]


def reason(draft: str) -> str:
    """Why the only sentence of a draft does not pass."""
    sentences, (dropped,) = check_sentences(draft, shown())
    assert sentences == []
    return dropped.reason


def test_a_quote_that_stands_at_its_span_is_exact() -> None:
    assert all(check_quote(one) for one in shown())


def test_what_is_not_exact_is_dropped_and_told() -> None:
    good, other = shown()
    revision = replace(other.passage.revision, text=LATVIA.replace("200", "300"))
    changed = replace(other, passage=replace(other.passage, revision=revision))
    moved = replace(good, span=Span(good.span.start + 1, good.span.end))
    invented = replace(good, quote=good.quote.replace("150", "950"))

    assert exact([changed, good, moved, invented]) == ((good,), (changed, moved, invented))


def test_a_revision_with_a_wrong_hash_is_not_shown() -> None:
    good = shown()[0]
    revision = replace(good.passage.revision, sha256="0" * 64)

    assert not check_quote(replace(good, passage=replace(good.passage, revision=revision)))


def test_text_that_cannot_be_hashed_is_not_shown() -> None:
    good = shown()[0]
    revision = replace(good.passage.revision, text=good.passage.revision.text + "\ud800")

    assert not check_quote(replace(good, passage=replace(good.passage, revision=revision)))


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1), data=st.data())
def test_a_quote_is_exact_only_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    one = replace(citation(passage(text)), span=Span(start, end), quote=text[start:end])

    assert check_quote(one)
    assert not check_quote(replace(one, quote=one.quote + "x"))


def test_an_exact_quote_is_found_beyond_the_basic_plane() -> None:
    text = "🙂🙂 The harbour reopened."
    one = citation(passage("The harbour reopened.", body=text))

    assert check_quote(one)
    assert one.span.start == 3


@pytest.mark.parametrize(
    "draft",
    [
        "Estonia will send 150 soldiers [1].",
        "Tallinn will send one hundred and fifty soldiers [1].",
        "Margus Tsahkna said so on Tuesday. [1]",
        'Tsahkna said: "We will not wait for others." [1]',
        "Tsahkna said “We will not wait for others” [1].",
        "Tsahkna said 'We will not wait for others' [1].",
        "Inflation fell to 4.25% in October [1].",
        "The Harbour Post reported on 26 November 2024 that Estonia will send soldiers [1].",
        "Ann Tamm reported on Tuesday, November 26 that Estonia will send soldiers [1].",
        "Estonia will send 150 soldiers, while Latvia wants 200 [1][2].",
        'Riga wants soldiers from "all allies" [2].',
        'Tsahkna said: "We will not wait [1].',
        'We will not wait for others," he told reporters [1].',
        "He will not wait [1].",
    ],
)
def test_what_its_citation_bears_out_passes(draft: str) -> None:
    (sentence,) = kept(draft)

    assert sentence.by == "model"
    assert "[" not in sentence.text


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        ("Estonia will send 150 soldiers.", "cites nothing"),
        ("Estonia will send 150 soldiers [3].", r"cites \[3\]"),
        ("Estonia will send 150 soldiers [0].", r"cites \[0\]"),
        ("Estonia will send 150 soldiers [1][99].", r"cites \[99\]"),
        ("Estonia will send 200 soldiers [1].", "numbers"),
        ("Estonia will send 15 soldiers [1].", "numbers"),
        ("Estonia will send 150 percent [1].", "numbers"),
        ("Estonia will send $150 [1].", "numbers"),
        ("Estonia will send two units [1].", "numbers"),
        ("Latvia will send 150 soldiers [1].", "names"),
        ("Estonia will send 150 soldiers [2].", "numbers"),
        ("Riga said so [1].", "names"),
        ("Elon Musk said so [1].", "names"),
        ("Musk will send soldiers [1].", "names"),
        ("Tsahkna said so on Wednesday [1].", "dates"),
        ("Inflation fell to 4.25 percent in November [1].", "dates"),
        ("Inflation fell to 4.25 percent in 2024 [1].", "numbers"),
        ("The Harbour Post reported on 27 November 2024 that he said so [1].", "numbers|dates"),
        ("Tsahkna said so yesterday [1].", "dates"),
        ("Estonia will send F16 jets [1].", "codes"),
        ('Tsahkna said: "We will never wait for others" [1].', "verbatim"),
        ('Tsahkna said: "we will not wait for others" [1].', "verbatim"),
        ('Tsahkna said: "We will not … others" [1].', "verbatim"),
        ('Tsahkna wants soldiers from "all allies" [1].', "verbatim"),
        ("Tsahkna said 'we shall overcome' [1].", "verbatim"),
        ('Tsahkna said: "We will never wait [1].', "verbatim"),
        ('We will never wait," Tsahkna said [1].', "verbatim"),
        ('The headline says "Troops for peace" [1].', "verbatim"),
    ],
)
def test_what_it_does_not_bear_out_is_dropped_with_the_reason(draft: str, why: str) -> None:
    assert re.search(why, reason(draft))


def test_good_sentences_stay_when_others_fall() -> None:
    draft = "Estonia will send 150 soldiers [1]. Latvia will send 900 [2]. Riga wants 200 [2]."
    sentences, dropped = check_sentences(draft, shown())

    assert [sentence.markers for sentence in sentences] == [(1,), (2,)]
    assert [one.text for one in dropped] == ["Latvia will send 900."]


def test_the_day_of_publication_is_the_zones() -> None:
    draft = "The Harbour Post reported on 27 November 2024 that Estonia will send soldiers [1]."
    sentences, _ = check_sentences(draft, shown(), zone=ZoneInfo("Europe/Tallinn"))

    assert len(sentences) == 1


PIECES = """[1] [2] [9] [1 Estonia Latvia 150 900 " “ ” ' . he said not May <think> ** - Musk 5%"""
HOSTILE = st.lists(
    st.sampled_from([*PIECES.split(), "\n", "\u200b", "We will not wait", "in May"]), max_size=25
).map(" ".join)


@given(draft=HOSTILE)
def test_no_draft_gets_an_invented_number_or_name_past(draft: str) -> None:
    sentences, dropped = check_sentences(draft, shown())

    for sentence in sentences:
        assert sentence.markers
        assert set(sentence.markers) <= {1, 2}
        assert "900" not in sentence.text
        assert "Musk" not in sentence.text
    assert all(isinstance(one, Dropped) and one.reason for one in dropped)


@pytest.mark.parametrize("quote", ["uarantees", "guarantee", "ill send", "15", "e will not wai"])
def test_a_part_of_a_word_is_no_quotation(quote: str) -> None:
    assert quote in ESTONIA
    assert kept(f'Tsahkna said "{quote}" [1].') == []


@given(quote=st.text(min_size=1, max_size=30))
@example(quote="\x1ba")
@example(quote="0\x1ea")
@example(quote="0\u2028a")
def test_an_invented_quotation_never_passes(quote: str) -> None:
    read = "".join(" " if category(one) == "Cc" else one for one in quote)  # as a draft is
    assume(" ".join(read.split()).rstrip(",.") not in " ".join(ESTONIA.split()))
    assume(any(character.isalnum() for character in quote))
    assume(not set('"“”„‟«»″ʼ[]【】［］\n<*_`#') & set(quote))

    assert kept(f'Tsahkna said "{quote}" [1].') == []


def test_quotations_are_found_whatever_their_marks() -> None:
    assert quotations('a," he said. "b c" and "d') == ["a,", "b c", "d"]
    assert quotations('«a b» and ""') == ["a b"]
    assert quotations("“a b” and \"c\" and 'd e', the workers' and don't") == ["a b", "c", "d e"]


def test_the_sentence_that_bears_a_claim_out_is_found_in_its_passage() -> None:
    first = shown()[0]
    span = supporting_span("Prices rose by 4.25 percent, less inflation", first)

    assert span.of(first.passage.revision.text) == "Inflation fell to 4.25 percent in October."


def test_a_passage_without_sentences_bears_it_out_whole() -> None:
    blank = citation(passage(" \n "))

    assert supporting_span("anything", blank) == blank.span


ARCHIVE = """\
Prices rose 4.25%, to $1.5bn. “We said so,” Kaja Kallas told the U.S. Senate.
In May 2024 it was No. 10. 'No,' said J.D. Vance Jr. Theresa May may go.
Apple's iPhone and 256GB cost €1,799 on Tuesday, Nov. 26.
BREAKING: UN BACKS DEAL.
A third of the 21st army, two dozen, left Port-au-Prince.
"""


@pytest.mark.parametrize("span", sentences(ARCHIVE), ids=lambda span: span.of(ARCHIVE)[:20])
def test_an_archives_own_sentence_passes_its_own_gate(span: Span) -> None:
    own = span.of(ARCHIVE)
    sentence = check_sentence(Cut(own, (1,)), [citation(passage(own, title=None, publisher=None))])

    assert sentence == Sentence(own, "model", (1,))
