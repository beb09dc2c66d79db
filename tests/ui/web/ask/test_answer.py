from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from rag.domain import NewsTime, Precision, Sentence
from tests.ui.web import reading
from tests.ui.web.newsroom import (
    ASKED_AT,
    QUOTE,
    answered,
    article,
    at,
    citation,
    passage,
    revision,
)
from ui.web.ask import answer
from ui.web.ask.evidence import View

VIEW = View(turn=3, zone=UTC, asked_at=ASKED_AT)
OTHER = passage(
    revision("Somebody else spoke.", id_="b" * 16, published=None, title="Elsewhere"),
    article(id_="b" * 16, publisher="Wire", url="https://wire.example/x"),
)


def test_a_quotation_is_exact_and_followed_by_its_marker() -> None:
    html = answer.answered(VIEW, answered())

    assert reading.text(html.partition('class="words">')[2].partition("</span>")[0]) == QUOTE
    assert f"{QUOTE} [1]" in reading.inside(html, "blockquote")
    assert reading.links(html, "marker")[0]["href"] == "#e3-1"


def test_a_marker_tells_where_it_leads() -> None:
    (marker,) = reading.links(answer.answered(VIEW, answered()), "marker")

    assert marker["title"] == "Evidence 1: Harbour Post, “Ministers leave the quay without a plan”"


def test_a_quotation_names_its_speaker_publisher_and_day() -> None:
    html = answer.answered(VIEW, answered(citation(speaker="Kadri Tamm")))

    assert reading.inside(html, "figcaption") == "Kadri Tamm, in Harbour Post · 26 November 2024"


def test_a_note_on_how_the_answer_was_made_is_shown_escaped() -> None:
    plain = answer.answered(VIEW, answered())
    noted = answer.answered(VIEW, replace(answered(), note="The chat model <failed>."))

    assert "answer-note" not in plain
    assert reading.text(noted.partition("answer-note")[2].partition("</p>")[0]).endswith(
        "The chat model <failed>."
    )


def test_sentences_of_one_article_are_credited_once() -> None:
    first, second = citation(), citation("Nobody contradicted her.", marker=2)
    third = citation("Somebody else spoke.", marker=3, of=OTHER)

    html = answer.answered(VIEW, answered(first, second, third))

    assert reading.inside(html, "figcaption") == "Harbour Post · 26 November 2024Wire · undated"


def test_a_change_of_speaker_is_credited() -> None:
    first = citation(speaker="Kadri Tamm")
    second = citation("Nobody contradicted her.", marker=2)

    html = answer.answered(VIEW, answered(first, second))

    assert "Kadri Tamm" in reading.inside(html, "figcaption")


def test_a_models_sentence_is_marked_and_stands_beside_its_quotation() -> None:
    given = replace(answered(), sentences=(Sentence("It wants soldiers.", "model", (1,)),))

    html = answer.answered(VIEW, given)

    assert "In the chat model’s words, not the archive’s" in reading.text(html)
    assert f"It wants soldiers. [1]{QUOTE} [1]" in reading.text(html)
    assert "blockquote" not in {tag for tag, _ in reading.tags(html)}


def test_a_models_sentence_after_a_quotation_does_not_take_its_credit() -> None:
    given = answered()
    own = Sentence("It wants soldiers.", "model", (1,))

    html = answer.answered(VIEW, replace(given, sentences=(*given.sentences, own)))

    assert reading.inside(html, "figcaption") == "Harbour Post · 26 November 2024"


def test_only_the_first_marker_of_a_number_is_an_anchor() -> None:
    given = answered()
    twice = replace(given, sentences=given.sentences * 2)

    markers = reading.links(answer.answered(VIEW, twice), "marker")

    assert [marker.get("id") for marker in markers] == ["m3-1", None]


def test_a_draft_without_markers_is_shown() -> None:
    draft = replace(
        answered(),
        sentences=(Sentence("It wan", "model", ()), Sentence("Nobody", "archive", (9,))),
        citations=(),
    )

    html = answer.answered(VIEW, draft)

    assert "It wan" in reading.text(html)
    assert "Nobody" in reading.text(html)
    assert reading.links(html, "marker") == []


def test_the_age_of_the_newest_evidence_is_told() -> None:
    newer = NewsTime(at(2024, 11, 28), Precision.DAY, "")
    late = passage(revision(published=newer))

    html = answer.answered(VIEW, answered(citation(), citation(marker=2, of=late)))

    assert "Newest evidence: 28 November 2024, 1 day before you asked" in reading.text(html)


def test_undated_evidence_is_called_so() -> None:
    html = answer.answered(VIEW, answered(citation("Somebody else spoke.", of=OTHER)))

    assert "The evidence is undated" in reading.text(html)


def test_language_is_told_to_screen_readers() -> None:
    html = answer.answered(VIEW, answered(citation(of=passage(revision(language="et")))))

    assert [at["lang"] for tag, at in reading.tags(html) if tag == "blockquote"] == ["et"]


def test_an_answer_is_one_line_for_markdown() -> None:
    of = passage(revision("One line.\n\nTwo\r\nlines.\u2028Three."))

    html = answer.answered(VIEW, answered(citation(of.revision.text, of=of)))

    assert not {"\n", "\r"} & set(html)


def test_what_a_later_quotation_tells_otherwise_is_shown_as_earlier() -> None:
    first, second = citation(), replace(citation("Somebody else spoke.", marker=2, of=OTHER))
    html = answer.answered(VIEW, answered(first, replace(second, older=True)))

    assert html.count('class="was"') == 1
    assert "Earlier" in reading.text(html.partition("Nobody")[0].split("</figure>")[1])
