from __future__ import annotations

from dataclasses import replace

import pytest

from rag.errors import ArchiveError
from rag.question.nouns import Filters, Turn
from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, ScriptedDesk, abstained, answered, citation, site
from ui.people.nouns import Verdict
from ui.web.ask.acts import act
from ui.web.ask.exchange import Exchange, Shown
from ui.web.ask.form import Form
from ui.web.ask.handlers import ask, stop
from ui.web.bus import Act
from ui.web.site import Site

ASKED = "what did Estonia say about guarantees?"


def talk(at: Site, *questions: str) -> tuple[Exchange, ...]:
    exchanges: tuple[Exchange, ...] = ()
    for text in questions:
        exchanges = list(ask(at, text, Form(), exchanges))[-1].exchanges
    return exchanges


def done(at: Site, verb: str, about: str, exchanges: tuple[Exchange, ...]) -> Shown:
    return list(act(at, Act(verb, about), exchanges))[-1]


def test_a_question_asked_again_takes_its_own_place() -> None:
    desk = ScriptedDesk([answered(), abstained(), answered(citation("Nobody contradicted her."))])
    at = site(desk)
    exchanges = talk(at, ASKED, "and Latvia?")
    place = exchanges[0].place
    assert place is not None
    at.people.of(None).rate(place.conversation.id, 1, Verdict.DISLIKE, "old")

    shown = done(at, "retry", "1", exchanges)

    assert [one.number for one in shown.exchanges] == [1, 2]
    assert "Nobody contradicted her." in reading.text(shown.exchanges[0].thread)
    assert shown.exchanges[1] == exchanges[1]
    assert desk.asked[2][3] == ()
    opened = at.people.of(None).open(place.conversation.id)
    assert [turn.question for turn in opened.turns] == [ASKED, "and Latvia?"]
    assert opened.turns[0].answer["answer"] == "Nobody contradicted her. [1]"
    assert opened.turns[0].feedback is None


def test_a_part_taken_away_is_ignored_and_stays_so_in_a_follow_up() -> None:
    asked = replace(answered().question, inferred=Filters(publishers=("Wire",)))
    less = replace(asked, without=frozenset({"publishers"}))
    desk = ScriptedDesk([answered(asked=asked), answered(asked=less), abstained()])
    at = site(desk)

    shown = done(at, "drop", "1 publishers", talk(at, ASKED))
    list(ask(at, "and Latvia?", Form(), shown.exchanges))

    assert desk.without == [None, {"publishers"}, None]
    (before,) = desk.asked[2][3]
    assert before.without == {"publishers"}


def test_what_is_changed_in_the_last_turn_stands_in_the_fields() -> None:
    at = site(ScriptedDesk([answered()]))
    exchanges = talk(at, ASKED, "and Latvia?")

    last = done(at, "change", "2 publishers\nWire\nPost", exchanges)
    first = done(at, "change", "1 dates\n2024-11-01\n", exchanges)

    assert last.exchanges[1].form == last.form == Form(publishers=("Wire", "Post"))
    assert last.text is None
    assert first.exchanges[0].form == Form(start="2024-11-01")
    assert first.form is None


@pytest.mark.parametrize("values", ["2030-01-01\n2024-01-01", "soon\n"])
def test_wrong_dates_leave_the_answer_and_the_fields_as_they_are(values: str) -> None:
    at = site(ScriptedDesk([answered()]))
    exchanges = talk(at, ASKED)

    shown = done(at, "change", f"1 dates\n{values}", exchanges)

    (turn,) = shown.exchanges
    assert QUOTE in reading.text(turn.thread)
    assert turn.note in reading.text(turn.thread)
    assert values.split("\n", maxsplit=1)[0] in turn.note
    assert turn.form == Form()
    assert (shown.text, shown.form) == (None, None)
    assert "soon" not in done(at, "retry", "1", shown.exchanges).thread


def test_editing_puts_the_question_into_its_field_and_the_next_takes_its_place() -> None:
    desk = ScriptedDesk([answered()])
    at = site(desk)
    exchanges = talk(at, ASKED, "and Latvia?")

    editing = done(at, "edit", "1", exchanges)
    assert (editing.text, editing.form) == (ASKED, Form())
    assert "takes the place of this one" in reading.text(editing.exchanges[0].thread)

    after = list(ask(at, "what did Finland say?", Form(), editing.exchanges))[-1]
    assert [one.text for one in after.exchanges] == ["what did Finland say?", "and Latvia?"]
    assert not any(one.editing for one in after.exchanges)


def test_a_question_left_as_it_is_is_no_longer_edited() -> None:
    at = site(ScriptedDesk([answered()]))
    exchanges = talk(at, ASKED)

    kept = done(at, "keep", "1", done(at, "edit", "1", exchanges).exchanges)

    assert kept == Shown(exchanges, "")


def test_an_offered_question_is_asked_as_a_new_turn() -> None:
    desk = ScriptedDesk([abstained(citation()), answered()])
    at = site(desk)
    exchanges = list(ask(at, ASKED, Form(publishers=("Wire",)), ()))[-1].exchanges

    shown = done(at, "offer", "1 What is known about it?", exchanges)

    assert [one.text for one in shown.exchanges] == [ASKED, "What is known about it?"]
    assert shown.exchanges[1].form == Form(publishers=("Wire",))
    assert desk.asked[1][3] == (Turn(ASKED),)


def test_an_offered_question_leaves_a_turn_that_is_being_edited_alone() -> None:
    at = site(ScriptedDesk([answered()]))
    editing = done(at, "edit", "1", talk(at, ASKED, "and Latvia?"))

    shown = done(at, "offer", "2 What is known about it?", editing.exchanges)

    assert [one.text for one in shown.exchanges] == [
        *(ASKED, "and Latvia?"),
        "What is known about it?",
    ]


@pytest.mark.parametrize(
    ("verb", "about"), [("retry", "9"), ("drop", ""), ("change", "x dates"), ("boil", "1")]
)
def test_what_no_button_would_say_does_nothing(verb: str, about: str) -> None:
    at = site(ScriptedDesk([answered()]))

    assert list(act(at, Act(verb, about), talk(at, ASKED))) == []


def test_a_question_stopped_says_so_and_is_not_kept() -> None:
    at = site(ScriptedDesk([answered()]))
    waiting = next(iter(ask(at, ASKED, Form(), ())))

    stopped = stop(at, waiting.exchanges)

    assert "Stopped before it was answered." in reading.text(stopped.thread)
    assert not stopped.running
    assert at.people.of(None).list().conversations == ()


def test_what_the_archive_had_answered_stands_when_the_rest_is_stopped() -> None:
    at = site(ScriptedDesk([answered()]))
    draft = list(ask(at, ASKED, Form(), ()))[2]
    assert draft.running

    stopped = stop(at, draft.exchanges)

    assert QUOTE in reading.text(stopped.thread)
    assert stopped.exchanges[0].place is not None


def test_a_turn_stopped_while_it_is_being_kept_is_kept_once() -> None:
    at = site(ScriptedDesk([answered()]))
    *_, draft, last = ask(at, ASKED, Form(), ())

    stopped = stop(at, draft.exchanges)

    assert stopped.exchanges[0].place == last.exchanges[0].place
    (kept,) = at.people.of(None).list().conversations
    assert kept.turns == 1


def test_a_turn_asked_again_and_stopped_is_as_it_was() -> None:
    at = site(ScriptedDesk([answered()]))
    exchanges = talk(at, ASKED)
    waiting = next(iter(act(at, Act("retry", "1"), exchanges)))

    stopped = stop(at, waiting.exchanges)

    assert QUOTE in reading.text(stopped.thread)
    assert stopped.exchanges[0].place == exchanges[0].place


def test_a_turn_asked_again_and_stopped_shows_how_it_was_rated_since_it_was_drawn() -> None:
    at = site(ScriptedDesk([answered()]))
    exchanges = talk(at, ASKED)
    place = exchanges[0].place
    assert place is not None
    shelf = at.people.of(None)
    shelf.rate(place.conversation.id, place.turn, Verdict.LIKE)
    waiting = next(iter(act(at, Act("retry", "1"), exchanges)))

    stopped = stop(at, waiting.exchanges)
    assert 'class="rate like on"' in stopped.thread
    shelf.delete(place.conversation.id)
    assert QUOTE in reading.text(stop(at, waiting.exchanges).thread)


def test_an_error_in_place_of_an_answer_can_be_asked_again() -> None:
    desk = ScriptedDesk([answered(), ArchiveError("gone"), answered()])
    at = site(desk)

    failed = done(at, "retry", "1", talk(at, ASKED))
    assert "Gone." in reading.text(failed.thread)
    assert "Good answer" not in reading.text(failed.thread)

    assert QUOTE in reading.text(done(at, "retry", "1", failed.exchanges).thread)
    (kept,) = at.people.of(None).list().conversations
    assert kept.turns == 1
