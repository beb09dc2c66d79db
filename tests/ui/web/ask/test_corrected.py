from __future__ import annotations

from dataclasses import replace

import pytest

from rag.question.nouns import Filters, Question
from rag.question.parts import Part
from tests.ui.web.newsroom import answered, at, question
from ui.export.permalink import NO_FILTERS
from ui.web.ask.corrected import Again, changed, dropped, restored, unchanged
from ui.web.ask.exchange import Exchange
from ui.web.ask.form import Form

TEXT = "what did Estonia say about guarantees?"
FORM = Form(publishers=("Wire",), start="2024-11-01", languages=("et",), as_of="2024-11-29")
NONE: frozenset[str] = frozenset()


def turn(form: Form = NO_FILTERS, asked: Question | None = None) -> Exchange:
    return Exchange(3, TEXT, form, answer=answered(asked=asked or question(TEXT)))


@pytest.mark.parametrize(
    ("part", "form"),
    [
        ("publishers", replace(FORM, publishers=())),
        ("dates", replace(FORM, start="", end="")),
        ("languages", replace(FORM, languages=())),
        ("as_of", replace(FORM, as_of="")),
    ],
)
def test_a_part_that_was_set_is_cleared(part: str, form: Form) -> None:
    assert dropped(turn(FORM), part) == Again(TEXT, form, NONE)


def test_a_part_that_was_read_is_ignored() -> None:
    inferred = Filters(publishers=("Wire",), start=at(2024, 11, 1))
    exchange = turn(asked=replace(question(TEXT), filters=inferred, inferred=inferred))

    for part in (Part.PUBLISHERS, Part.DATES, Part.SPEAKER, Part.RECENCY, Part.FOLLOW_UP):
        assert dropped(exchange, part) == Again(TEXT, Form(), frozenset({part}))


def test_a_part_set_over_one_that_was_read_goes_altogether() -> None:
    asked = replace(question(TEXT), inferred=Filters(publishers=("Post",)))

    again = dropped(turn(FORM, asked), "publishers")

    assert again == Again(TEXT, replace(FORM, publishers=()), frozenset({Part.PUBLISHERS}))


def test_what_was_ignored_before_stays_so() -> None:
    exchange = turn(asked=replace(question(TEXT), without=frozenset({Part.DATES})))

    assert unchanged(exchange).without == frozenset({Part.DATES})
    both = frozenset({Part.DATES, Part.SPEAKER})
    assert dropped(exchange, Part.SPEAKER).without == both
    assert restored(exchange, Part.DATES) == Again(TEXT, Form(), NONE)


def test_other_values_are_set_in_their_fields() -> None:
    exchange = turn()

    assert changed(exchange, "publishers", ["Post", " "]).form == Form(publishers=("Post",))
    assert changed(exchange, "dates", ["", "2024-11-02"]).form == Form(end="2024-11-02")
    assert changed(exchange, "languages", ["et", "en"]).form == Form(languages=("et", "en"))
    assert changed(exchange, "as_of", ["2024-11-02"]).form == Form(as_of="2024-11-02")


def test_no_value_at_all_takes_the_part_away() -> None:
    assert changed(turn(FORM), "dates", ["", ""]) == dropped(turn(FORM), "dates")


def test_another_speaker_is_asked_about_in_the_questions_own_words() -> None:
    again = changed(turn(FORM), "speaker", ["Latvia"])

    assert again == Again("what did Latvia say about guarantees?", FORM, NONE)


@pytest.mark.parametrize("part", ["matter", "everything", ""])
def test_what_is_no_part_changes_nothing(part: str) -> None:
    for again in (dropped(turn(), part), changed(turn(), part, ["x"]), restored(turn(), part)):
        assert again == Again(TEXT, Form(), NONE)
