from __future__ import annotations

import gradio as gr
import pytest

from rag.domain import Hit
from rag.errors import ArchiveError, QuestionError
from rag.question.nouns import Filters, Turn
from rag.settings import Limits, Settings
from tests.ui.web import reading
from tests.ui.web.newsroom import (
    COVERAGE,
    PUBLISHED,
    QUOTE,
    ScriptedDesk,
    abstained,
    answered,
    at,
    citation,
    passage,
)
from ui.people.people import People
from ui.web.ask.exchange import KEPT, Exchange, Shown
from ui.web.ask.form import Form
from ui.web.ask.handlers import ask
from ui.web.ask.parts import parts
from ui.web.frame import coverage_of
from ui.web.site import Site

ASKED = "what did Estonia say about guarantees?"


@pytest.fixture
def settings() -> Settings:
    return Settings(limits=Limits(question_chars=100))


def site_of(desk: ScriptedDesk, settings: Settings) -> Site:
    return Site(desk, People(None), settings)


def talk(desk: ScriptedDesk, settings: Settings, *questions: str) -> Shown:
    shown = Shown((), "")
    for text in questions:
        shown = list(ask(site_of(desk, settings), text, Form(), shown.exchanges))[-1]
    return shown


def test_a_question_stands_at_once_then_what_was_found_then_its_answer(settings: Settings) -> None:
    desk = ScriptedDesk([answered()], hits=[Hit(passage(), 1.0)] * 7)

    asked, found, done, kept = ask(site_of(desk, settings), ASKED, Form(), ())

    assert f"{ASKED}Searching the archive…" == reading.text(asked.thread)
    assert "Reading 7 passages…" in reading.text(found.thread)
    assert QUOTE in reading.text(done.thread)
    assert reading.inside(done.evidence, "mark") == QUOTE
    assert asked.text == ""  # and then left alone: the next question may be typed meanwhile
    assert [found.text, done.text, kept.text] == [None] * 3
    assert [asked.running, found.running, done.running, kept.running] == [True] * 3 + [False]


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_a_blank_question_changes_nothing(settings: Settings, blank: str) -> None:
    desk = ScriptedDesk([answered()])
    before = talk(desk, settings, ASKED).exchanges

    assert [Shown(before, blank)] == list(ask(site_of(desk, settings), blank, Form(), before))
    assert len(desk.asked) == 1


def test_filters_and_time_reach_the_desk(settings: Settings) -> None:
    desk = ScriptedDesk([answered()])
    form = Form(publishers=["Wire"], start="2024-11-01", as_of="2024-11-29")

    shown = list(ask(site_of(desk, settings), ASKED, form, ()))[-1]

    expected = Filters(publishers=("Wire",), start=at(2024, 11, 1))
    assert [(ASKED, at(2024, 11, 30) - 1, expected, ())] == desk.asked
    assert "as of 29 November 2024" in reading.text(shown.thread)


def test_a_follow_up_carries_the_turns_before_it(settings: Settings) -> None:
    desk = ScriptedDesk([answered(), abstained()])

    talk(desk, settings, ASKED, "and Latvia?", "and Finland?")

    printed = PUBLISHED.epoch
    turns = (Turn(ASKED, f"{QUOTE} [1]", told_at=printed, quote=QUOTE), Turn("and Latvia?", ""))
    assert turns == desk.asked[2][3]


def test_anchors_do_not_repeat_over_turns(settings: Settings) -> None:
    shown = talk(ScriptedDesk([answered(), abstained(citation())]), settings, ASKED, "and Latvia?")

    ids = [
        at["id"]
        for tag, at in (*reading.tags(shown.thread), *reading.tags(shown.evidence))
        if "id" in at
    ]
    assert len(set(ids)) == len(ids)
    assert {"e1-1", "e2-1", "m1-1", "m2-1"} <= set(ids)


def test_an_error_is_a_sentence_with_its_hint_and_keeps_the_question(settings: Settings) -> None:
    desk = ScriptedDesk([ArchiveError("the disk <is> gone", hint="Run `dateline status`.")])

    shown = talk(desk, settings, ASKED)

    assert reading.text(shown.thread).startswith(f"{ASKED}The disk <is> gone.Run dateline status.")
    assert "No evidence" in reading.text(shown.evidence)
    assert shown.text == ASKED


def test_a_failed_turn_is_no_history(settings: Settings) -> None:
    desk = ScriptedDesk([QuestionError("not a question"), answered()])

    talk(desk, settings, "?", ASKED)

    assert desk.asked[1][3] == ()


def test_too_long_a_question_never_reaches_the_desk(settings: Settings) -> None:
    desk = ScriptedDesk([answered()])

    shown = talk(desk, settings, "x" * 101)

    assert "The question has 101 characters, at most 100 are read." in reading.text(shown.thread)
    assert desk.asked == []


def test_a_wrong_date_never_reaches_the_desk(settings: Settings) -> None:
    desk = ScriptedDesk([answered()])

    shown = list(ask(site_of(desk, settings), ASKED, Form(start="soon"), ()))[-1]

    assert "“From” is not a date: soon." in reading.text(shown.thread)
    assert desk.asked == []


def test_a_long_conversation_lets_its_oldest_turns_go(settings: Settings) -> None:
    before = tuple(Exchange(number, f"question {number}") for number in range(1, KEPT + 1))

    shown = list(ask(site_of(ScriptedDesk([answered()]), settings), ASKED, Form(), before))[-1]

    assert list(range(2, KEPT + 2)) == [exchange.number for exchange in shown.exchanges]


def test_turns_are_blocks_of_their_own_for_markdown(settings: Settings) -> None:
    shown = talk(ScriptedDesk([answered()]), settings, ASKED, "line one\n\nline two")

    blocks = shown.thread.split("\n\n")
    assert len(blocks) == 2
    assert all(block.startswith("<section") and "\n" not in block for block in blocks)


def test_coverage_that_cannot_be_read_is_left_out() -> None:
    assert coverage_of(ScriptedDesk()) == COVERAGE
    assert coverage_of(ScriptedDesk(error=ArchiveError("gone"))) is None


def test_each_answer_is_kept_in_the_conversation_it_belongs_to(settings: Settings) -> None:
    site = site_of(ScriptedDesk([answered(), abstained()]), settings)
    form = Form(publishers=["Wire"], as_of="2024-11-29")

    first = list(ask(site, ASKED, form, ()))[-1].exchanges
    second = list(ask(site, "and Latvia?", Form(), first))[-1].exchanges

    places = [one.place for one in second]
    assert [place.turn for place in places if place] == [1, 2]
    (kept,) = site.people.of(None).list().conversations
    assert {place.conversation.id for place in places if place} == {kept.id}
    opened = site.people.of(None).open(kept.id)
    assert [turn.question for turn in opened.turns] == [ASKED, "and Latvia?"]
    assert (opened.turns[0].filters.publishers, opened.turns[0].as_of) == (("Wire",), True)


def test_the_page_is_told_where_a_turn_is_kept(settings: Settings) -> None:
    shown = talk(ScriptedDesk([answered()]), settings, ASKED)

    place = shown.exchanges[0].place
    assert place is not None
    assert [link["href"] for link in reading.links(shown.thread, "kept")] == [
        f"#{place.conversation.id}"
    ]


def test_a_failed_turn_is_not_kept_and_can_be_edited_and_asked_again(settings: Settings) -> None:
    site = site_of(ScriptedDesk([ArchiveError("gone")]), settings)

    shown = list(ask(site, ASKED, Form(), ()))[-1]

    assert site.people.of(None).list().conversations == ()
    assert {"ask_edit", "ask_retry"} <= {
        at.get("name") for tag, at in reading.tags(shown.thread) if tag == "button"
    }


def test_a_publisher_that_the_archive_does_not_have_is_named_beside_one_that_it_has(
    settings: Settings,
) -> None:
    desk = ScriptedDesk([answered()])
    site = site_of(desk, settings)
    mixed = Form(publishers=["Meridian Wire", "Harbour Pst"])
    known = Form(publishers=["meridian wire"])
    shown = list(ask(site, ASKED, mixed, ()))[-1]

    assert "The archive has no publisher of this name: Harbour Pst." in reading.text(shown.thread)
    assert "Did you mean Harbour Post?" in reading.text(shown.thread)
    assert desk.asked == []
    assert list(ask(site, ASKED, known, ()))[-1].exchanges[-1].answer is not None
    # of none at all the desk itself says why it found nothing
    assert list(ask(site, ASKED, Form(publishers=["Nobody"]), ()))[-1].exchanges[-1].answer


def test_a_choice_that_the_page_had_before_its_server_is_taken(settings: Settings) -> None:
    with gr.Blocks():
        field = parts(site_of(ScriptedDesk(), settings)).filters.publishers

    assert field.preprocess(["Harbour Post"]) == ["Harbour Post"]
