from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import NewsTime, Precision, Span
from tests.ui.web import reading
from tests.ui.web.newsroom import ASKED_AT, QUOTE, TEXT, article, at, citation, passage, revision
from ui.export.permalink import Reading, parse
from ui.people.reopen import Standing
from ui.web.ask.evidence import View, card, excerpt, headline, section

VIEW = View(turn=3, zone=UTC, asked_at=ASKED_AT)


@st.composite
def texts_with_a_span(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(st.text(st.sampled_from("ab. \n😀“"), min_size=1, max_size=120))
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@given(texts_with_a_span(), st.integers(0, 40))
def test_an_excerpt_stands_in_the_text_as_it_is(case: tuple[str, Span], around: int) -> None:
    text, span = case

    cut = excerpt(text, span, around=around)

    assert span.of(text) == cut.quote
    assert text[: span.start].endswith(cut.before)
    assert text[span.end :].startswith(cut.after)
    assert len(cut.before) <= around
    assert len(cut.after) <= around


def test_an_excerpt_is_the_quotations_paragraph() -> None:
    cut = excerpt(TEXT, Span(TEXT.index(QUOTE), TEXT.index(QUOTE) + len(QUOTE)))

    assert cut.before == "The foreign minister of Estonia was blunt. "
    assert cut.after == " Nobody contradicted her."
    assert (cut.opens, cut.closes) == (True, True)


def test_a_long_paragraph_is_cut_at_words() -> None:
    text = "left " * 200 + "quote " + "right " * 200

    cut = excerpt(text, Span(1000, 1005), around=12)

    assert (cut.before, cut.quote, cut.after) == ("left left ", "quote", " right right")
    assert (cut.opens, cut.closes) == (False, False)


def test_text_without_spaces_is_cut_all_the_same() -> None:
    cut = excerpt("あ" * 1000, Span(500, 510), around=20)

    assert (len(cut.before), len(cut.after)) == (20, 20)


def test_the_quotation_is_marked_to_the_character() -> None:
    text = f"😀😀 {TEXT}"

    html = card(VIEW, citation(of=passage(revision(text))))

    assert reading.inside(html, "mark") == QUOTE


def test_hostile_articles_are_shown_literally() -> None:
    hostile = "<script>alert(1)</script> ![x](http://evil.example/x.png) {{x}} $$y$$ [1]"
    of = passage(
        revision(hostile, title="<img src=x onerror=alert(1)>", byline='By "x"><b>'),
        article(publisher="<b>Post</b>", url="javascript:alert(1)"),
    )

    html = card(VIEW, citation("alert(1)</script>", of=of))

    assert hostile in reading.text(html)
    assert "<img src=x onerror=alert(1)>" in reading.text(html)
    assert "<b>Post</b>" in reading.text(html)
    assert {"a", "article", "bdi", "h3", "mark", "p", "span", "time"} == {
        tag for tag, _ in reading.tags(html)
    }
    assert reading.links(html, "out") == []


def test_a_card_tells_who_when_and_how_old() -> None:
    of = passage(
        revision(byline="Maret Kask", section="World"), article(url="https://post.example/a")
    )

    shown = reading.text(card(VIEW, citation(of=of, speaker="Kadri Tamm")))

    assert "[1]Harbour Post26 November 2024, 08:30 UTC3 days before you asked" in shown
    assert "By Maret Kask · World" in shown
    assert "Said by Kadri Tamm" in shown
    assert "Read the whole articleAt post.example" in shown


def test_a_byline_that_says_by_is_left_alone() -> None:
    assert "By Maret Kask" in reading.text(
        card(VIEW, citation(of=passage(revision(byline="By Maret Kask"))))
    )
    assert "By By" not in reading.text(
        card(VIEW, citation(of=passage(revision(byline="By Maret Kask"))))
    )


def test_what_is_not_known_is_said() -> None:
    of = passage(revision(title=None, published=None), article(publisher=None))

    shown = reading.text(card(VIEW, citation(of=of)))

    assert "Publisher not givenundated" in shown
    assert "The ministers met behind closed doors for three hours.…" in shown
    assert "No link to the publisher" in shown


def test_a_changed_article_says_so() -> None:
    changed = revision(
        number=2,
        modified=NewsTime(at(2024, 11, 27, 9), Precision.SECOND, ""),
        valid_to=at(2024, 11, 28),
    )

    assert (
        "modified 27 November 2024, 09:00 UTC · version 2"
        " · this wording stood until 28 November 2024"
    ) in reading.text(card(VIEW, citation(of=passage(changed))))


def test_a_publisher_in_mixed_alphabets_is_flagged() -> None:
    html = card(VIEW, citation(of=passage(in_=article(publisher="R\u0435uters"))))

    assert "mixed alphabets" in reading.text(html)


def test_copies_are_named_and_linked_where_they_can_be() -> None:
    copies = (
        passage(in_=article(id_="b" * 16, publisher="Wire", url="https://wire.example/x")),
        passage(in_=article(id_="c" * 16, publisher=None)),
    )

    html = card(VIEW, citation(also_in=copies))

    assert "Also in: Wire, publisher not given" in reading.text(html)
    assert [link["href"].partition("#")[0] for link in reading.links(html, "out")] == [
        "https://wire.example/x"
    ]


def test_what_lies_near_is_not_marked() -> None:
    html = card(VIEW, citation(), nearest=True)

    assert QUOTE in reading.text(html)
    assert "mark" not in {tag for tag, _ in reading.tags(html)}


def test_anchors_are_unique_to_their_turn() -> None:
    html = card(VIEW, citation(marker=2))

    assert reading.tags(html)[0][1]["id"] == "e3-2"
    assert [link["href"] for link in reading.links(html, "back")] == ["#m3-2"]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("A title\nover two lines", "Text.", "A title over two lines"),
        (None, "A short text.", "A short text."),
        ("", "one two three four five six seven eight nine ten", None),
        ("   ", "word " * 200, None),
    ],
)
def test_the_first_words_stand_in_for_a_title(
    title: str | None, text: str, expected: str | None
) -> None:
    shown = headline(revision(text, title=title))

    assert expected == shown or (expected is None and text.startswith(shown[:-1]))
    assert len(shown.split()) <= 9


def test_a_section_counts_its_cards() -> None:
    html = section(4, "what\nnow?", ["<p>a</p>", "<p>b</p>"], lead="Look:")

    assert reading.text(html) == "Evidence 2what now?Look:ab"
    assert reading.tags(html)[0][1]["id"] == "evidence-4"


def test_the_cue_is_told_beside_the_speaker() -> None:
    shown = reading.text(card(VIEW, replace(citation(speaker="Kadri Tamm"), cue="said")))

    assert "Said by Kadri Tamm · cue said" in shown


def test_headline_and_link_open_the_article_at_the_quotation() -> None:
    given = citation()

    found = reading.links(card(VIEW, given), "read")

    wanted = Reading("a" * 16, 1, given.span)
    links = [parse(link["href"], zone=ZoneInfo("UTC"), most=100) for link in found]
    assert links == [wanted, wanted]


def test_a_reopened_quotation_says_what_became_of_it() -> None:
    view = View(3, UTC, ASKED_AT, {1: Standing.WITHDRAWN})

    assert "The article has been withdrawn since." in reading.text(card(view, citation()))
