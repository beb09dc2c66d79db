from __future__ import annotations

from dataclasses import replace

import pytest

from rag.domain import (
    Abstained,
    Answered,
    Note,
    NoteCode,
    Reason,
    ReasonCode,
    Sentence,
)
from rag.question.nouns import Filters, Named
from rag.question.parts import IGNORABLE, Part
from tests.ui.web.newsroom import COVERAGE, at, citation, question
from tests.ui.web.translated.asked import (
    ASKED,
    ESTONIA,
    LATVIA,
    ZONE,
    html_of,
    names_of,
    turn,
)
from tests.ui.web.translated.pseudo import OPENS, Known, left, outside
from ui.export.copied import copied
from ui.people.reopen import Standing
from ui.web.ask import render
from ui.web.ask.exchange import Exchange, Offers
from ui.web.ask.form import Form
from ui.web.site import Site


def test_what_is_left_english_is_found() -> None:
    known = Known.of(["The ferry sank in May."], ["Harbour Post"])

    assert left("<p>⟦Said by <b>Ann</b>⟧ · 12</p>", known) == []
    assert left('<p dir="auto">The ferry sank …</p><i>Harbour Post</i>', known) == []
    assert left("<p>The ferry sank</p>", known) == ["<p> The ferry sank"]
    assert left('<p dir="auto">The archive has nothing</p>', known) == [
        "<p> The archive has nothing"
    ]
    assert left('<a title="Close">×</a>', known) == ["Close"]
    assert left("<p>⟦Said</p>", known) == ["a bracket is open"]


@pytest.mark.parametrize("text", ASKED)
def test_a_turn(sample: Site, known: Known, text: str) -> None:
    for form in (
        Form(),
        Form(("Harbour Post",), "2024-01-01", "2026-12-31", ("en",), "2026-11-30"),
    ):
        shown = turn(sample, text, form)

        assert OPENS in shown.thread
        assert left(html_of(shown), known) == []


def test_each_reason_to_abstain(sample: Site, known: Known) -> None:
    asked = question(LATVIA)
    named = Named("Latvia", ("Latvia",))
    far = Filters(("Harbour Pots",), ("et",), at(2024, 1, 1), at(2024, 2, 1))
    questions = [
        asked,
        replace(asked, speaker=named, subject=named, matter="guarantees"),
        replace(asked, speaker=named),
        replace(asked, quoted="guarantees"),
        replace(asked, filters=far),
        replace(asked, filters=replace(far, publishers=())),
        replace(asked, filters=Filters(articles=frozenset("ab"))),
    ]
    notes = (Note(NoteCode.LANGUAGE, "Dutch"), Note(NoteCode.DAMAGED))
    texts = Known.of([known.texts, "Harbour Pots"], known.names)
    for code in ReasonCode:
        for one in questions:
            answer = Abstained(
                one, Reason(code, "English"), (citation(),), 0, COVERAGE, notes=notes
            )
            offered = Offers(("⟦What now?⟧",), near=False)
            shown = render.drawn(Exchange(1, one.text, answer=answer, offers=offered), ZONE)

            cited = Known.of(
                [texts.texts, citation().passage.text], {*texts.names, *names_of(answer)}
            )
            assert left(html_of(shown), cited) == []
            assert "English" not in shown.thread.replace("in English", "")


def test_an_answer_with_all_that_can_be_said_of_one(known: Known) -> None:
    cited = citation(speaker="Kaja Saar", also_in=(citation().passage,))
    cited = replace(cited, cue="said", older=True)
    named = Named("Estonia", ("Estonia",))
    asked = replace(
        question(ESTONIA),
        speaker=named,
        matter="guarantees",
        quoted="guarantees",
        dated="last week",
        follow_up_of=LATVIA,
        filters=Filters(("Harbour Post",), ("en",), at(2024, 1, 1), at(2024, 2, 1)),
        carried=frozenset({Part.SPEAKER}),
        without=IGNORABLE,
    )
    notes = (
        *(Note(NoteCode.LANGUAGE, "another script"), Note(NoteCode.DAMAGED)),
        Note(NoteCode.MODEL, "no reply in 60 s"),
    )
    sentences = (Sentence(cited.quote, "archive", (1,)), Sentence("She was blunt.", "model", (1,)))
    answer = Answered(asked, sentences, (cited,), 0.9, COVERAGE, note="English", notes=notes)
    mine = Known.of(
        [known.texts, cited.passage.text, "Kaja Saar She was blunt. said last week"],
        {*known.names, *names_of(answer), "Kaja Saar"},
    )
    for standing in Standing:
        for editing in (True, False):
            exchange = Exchange(1, ESTONIA, answer=answer, standings={1: standing}, editing=editing)
            assert left(html_of(render.drawn(exchange, ZONE)), mine) == []
    assert outside(copied(answer, ZONE), mine, apart=True) == []


def test_an_answer_kept_with_nothing_but_its_note_marks_it_as_english(known: Known) -> None:
    answer = Answered(question(), (), (), 0, COVERAGE, note="The chat model did not answer")
    shown = render.drawn(Exchange(1, ESTONIA, answer=answer), ZONE)

    assert '<span lang="en">The chat model did not answer</span>' in shown.thread


def test_a_reason_kept_with_a_note_in_it_is_shown_whole_and_marked_as_english(
    known: Known,
) -> None:
    reason = Reason(ReasonCode.NO_QUESTION, "There is no question in this. It looks German.")
    answer = Abstained(question(), reason, (), 0, COVERAGE)
    shown = render.drawn(Exchange(1, ESTONIA, answer=answer), ZONE)

    assert f'<span lang="en">{reason.text}</span>' in shown.thread


def test_what_a_model_failed_with_is_marked_as_english(known: Known) -> None:
    notes = (Note(NoteCode.MODEL, "no reply <in> 60 s"),)
    answer = Answered(question(), (), (), 0, COVERAGE, note="English", notes=notes)
    shown = render.drawn(Exchange(1, ESTONIA, answer=answer), ZONE)

    assert '<span lang="en">no reply &#60;in&#62; 60 s</span>' in shown.thread


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a" * 2_001, Form()),
        ("\u200b", Form()),
        (ESTONIA, Form(start="soon")),
        (ESTONIA, Form(start="2024-02-01", end="2024-01-01")),
        (ESTONIA, Form(languages=("Klingon",))),
    ],
)
def test_what_cannot_be_asked(sample: Site, known: Known, text: str, form: Form) -> None:
    shown = turn(sample, text, form)

    assert 'class="failed"' in shown.thread
    assert left(html_of(shown), Known.of([known.texts, text], known.names)) == []


def test_a_publisher_that_there_is_not(sample: Site, known: Known) -> None:
    name = sample.desk.coverage().publishers[0]
    for other in (f"{name}s", "zxqv"):
        shown = turn(sample, ESTONIA, Form(publishers=(name, other)))

        assert 'class="failed"' in shown.thread
        assert left(html_of(shown), known) == []
