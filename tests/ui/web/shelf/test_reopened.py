from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rag.errors import NotFoundError
from rag.question.nouns import Filters
from tests.ui.web import reading
from tests.ui.web.newsroom import (
    ASKED_AT,
    QUOTE,
    TEXT,
    ScriptedArchive,
    ScriptedDesk,
    abstained,
    answered,
    at,
    citation,
    question,
    revision,
    site,
)
from ui.people.nouns import KeptTurn, Verdict
from ui.web.ask.form import Form, Wanted, read
from ui.web.shelf.reopened import exchanges_of, form_of
from ui.web.site import Site

TALLINN = ZoneInfo("Europe/Tallinn")
ARTICLE = "a" * 16


def over(archive: ScriptedArchive, home: Path) -> Site:
    return site(ScriptedDesk(archive=archive), home)


def test_it_looks_as_it_did_and_can_be_gone_on_with(tmp_path: Path) -> None:
    here = over(ScriptedArchive({ARTICLE: [revision()]}), tmp_path)
    mine = here.people.of(None)
    place = mine.append(answered(), text="What did Estonia say?")
    mine.append(abstained(citation()), conversation=place.conversation.id)
    mine.rate(place.conversation.id, 1, Verdict.DISLIKE, "old news")

    first, second = exchanges_of(here, None, place.conversation.id)

    assert "What did Estonia say?" in reading.text(first.thread)
    assert QUOTE in reading.text(first.thread)
    assert "old news" in reading.text(first.thread)
    assert reading.inside(first.evidence, "mark") == QUOTE
    assert (first.number, second.number) == (1, 2)
    assert first.turn is not None
    assert first.turn.question == "What did Estonia say?"
    assert second.place is not None
    assert (second.place.conversation.id, second.place.turn) == (place.conversation.id, 2)


@pytest.mark.parametrize(
    ("archive", "told"),
    [
        (ScriptedArchive({ARTICLE: [revision()]}, {ARTICLE}), "withdrawn since"),
        (ScriptedArchive(), "no longer has this state"),
        (ScriptedArchive({ARTICLE: [revision("other words")]}), "no longer has these words"),
        (
            ScriptedArchive(
                {
                    ARTICLE: [
                        replace(revision(), valid_to=ASKED_AT + 60),
                        revision(f"{TEXT} And more.", number=2),
                    ]
                }
            ),
            "changed since",
        ),
    ],
)
def test_what_became_of_a_quotation_is_said_in_answer_and_card(
    tmp_path: Path, archive: ScriptedArchive, told: str
) -> None:
    here = over(archive, tmp_path)
    id_ = here.people.of(None).append(answered()).conversation.id

    (turn,) = exchanges_of(here, None, id_)

    assert told in reading.text(turn.thread)
    assert told in reading.text(turn.evidence)
    assert QUOTE in reading.text(turn.thread)


def test_another_user_s_is_not_found(tmp_path: Path) -> None:
    here = over(ScriptedArchive(), tmp_path)
    id_ = here.people.of("ada").append(answered()).conversation.id

    assert len(exchanges_of(here, "ada", id_)) == 1
    for other in (None, "bert"):
        with pytest.raises(NotFoundError):
            exchanges_of(here, other, id_)


def test_a_damaged_turn_says_so(tmp_path: Path) -> None:
    here = over(ScriptedArchive(), tmp_path)
    id_ = here.people.of(None).append(answered(asked=question("who said it?"))).conversation.id
    here.people.write(lambda c: c.execute("UPDATE turn SET answer = '{}'") and None)

    (turn,) = exchanges_of(here, None, id_)

    assert "what was kept of it is damaged" in reading.text(turn.thread)
    assert "who said it?" in reading.text(turn.thread)
    assert turn.turn is None


@pytest.mark.parametrize(
    "form",
    [
        Form(),
        Form(("Harbour Post",), "2024-11-01", "2024-11-26", ("en", "et"), "2024-11-29"),
        Form((), "2024-11-01T08:30:00+00:00", "", (), "2024-11-29T12:00"),
    ],
)
def test_the_filter_fields_are_read_back_as_they_were_set(form: Form) -> None:
    wanted = read(form, TALLINN)
    turn = KeptTurn(
        *(1, "who?", wanted.asked_at or at(2024, 12, 1), wanted.filters),
        *(wanted.asked_at is not None, {}, {}, 0),
    )

    again = form_of(turn, TALLINN)

    assert read(again, TALLINN) == Wanted(wanted.filters, wanted.asked_at)
    if "T" not in form.start:
        assert again == form


def test_articles_chosen_by_a_program_have_no_field() -> None:
    turn = KeptTurn(1, "who?", ASKED_AT, Filters(articles=frozenset({"x"})), False, {}, {}, 0)

    assert form_of(turn, TALLINN) == Form()
