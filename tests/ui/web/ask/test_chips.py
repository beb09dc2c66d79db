from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC

from rag.question.nouns import Filters, Named, Question, Recency
from rag.question.parts import Part
from tests.ui.web import reading
from tests.ui.web.newsroom import answered, at, question
from ui.export.permalink import NO_FILTERS
from ui.web.ask.chips import chips
from ui.web.ask.exchange import Exchange
from ui.web.ask.form import Form

ESTONIA = Named("Estonia", ("Estonia", "Estonian"))
DAYS = Filters(start=at(2024, 11, 1), end=at(2024, 12, 1) - 1)


def row(asked: Question, form: Form = NO_FILTERS) -> str:
    return chips(Exchange(3, asked.text, form, answer=answered(asked=asked)), UTC)


def shown(html: str) -> list[str]:
    """Each chip in words, its buttons and what its editor begins with left out."""
    items = re.sub(r"<i class=.*?</i>|<button[^>]* icon.*?</button>", "", html).split("<li ")
    return [reading.text(f"<li {item}") for item in items if item.startswith('class="chip')]


def named(html: str) -> dict[str, str]:
    """Buttons by name and what they are about."""
    return {
        f"{at['name']} {at['value']}": at.get("title", "")
        for tag, at in reading.tags(html)
        if tag == "button"
    }


def test_a_question_of_which_nothing_was_understood_has_no_row() -> None:
    assert row(question()) == ""
    assert chips(Exchange(1, "what?"), UTC) == ""


def test_a_speaker_who_is_the_subject_is_told_once() -> None:
    html = row(replace(question(), subject=ESTONIA, speaker=ESTONIA, matter="guarantees"))

    assert shown(html) == ["said by Estonia", "on guarantees"]
    assert "ask_drop 3 speaker" in named(html)
    assert "words 3 speaker" in named(html)
    assert "ask_edit 3" in named(html)
    assert "ask_drop 3 matter" not in named(html)


def test_words_without_a_speaker_are_what_is_looked_for() -> None:
    assert shown(row(replace(question(), matter="won election"))) == ["looking for won election"]


def test_every_part_has_its_chip() -> None:
    asked = replace(
        question(),
        subject=ESTONIA,
        speaker=Named("Tamm", ("Tamm",)),
        quoted="a decoration",
        recency=Recency.RECENT,
        follow_up_of="what about Latvia?",
        filters=replace(DAYS, publishers=("Wire", "Post"), languages=("et",)),
        inferred=replace(DAYS, publishers=("Wire", "Post")),
    )

    assert shown(row(asked, Form(languages=["et"], as_of="2024-11-29"))) == [
        "about Estonia",
        "said by Tamm",
        "the words “a decoration”",
        "from Wire, Post",
        "in Estonian set",
        "published 1 November 2024 to 30 November 2024",
        "newest first",
        "as of 29 November 2024 set",
        "following up “what about Latvia?”",
    ]


def test_what_was_carried_over_or_set_says_so() -> None:
    asked = replace(
        question(),
        subject=ESTONIA,
        matter="guarantees",
        carried=frozenset({Part.MATTER}),
        filters=replace(DAYS, publishers=("Wire",)),
        inferred=DAYS,
    )

    assert shown(row(asked, Form(publishers=["Wire"]))) == [
        "about Estonia",
        "looking for guarantees carried over",
        "from Wire set",
        "published 1 November 2024 to 30 November 2024",
    ]


def test_days_wider_than_the_question_s_words_say_so() -> None:
    asked = replace(question(), filters=DAYS, inferred=DAYS, dated="in <November>")

    assert shown(row(asked)) == [
        "published 1 November 2024 to 30 November 2024 wider than “in <November>”"
    ]
    assert shown(row(asked, Form(start="2024-11-01"))) == [
        "published 1 November 2024 to 30 November 2024 set"
    ]


def test_newest_first_ignored_says_what_holds_instead() -> None:
    html = row(replace(question(), without=frozenset({Part.RECENCY})))

    assert shown(html) == ["newest first ignored best match first, whatever its age"]


def test_a_chip_opens_its_editor_with_what_holds_now() -> None:
    asked = replace(question(), filters=replace(DAYS, publishers=("The Post & more",)))

    html = row(asked)

    assert {"publishers 3 publishers", "dates 3 dates"} <= set(named(html))
    assert reading.inside(html, "i") == "The Post & more2024-11-012024-11-30"


def test_what_is_ignored_can_be_used_again() -> None:
    html = row(replace(question(), without=frozenset({Part.DATES})))

    assert shown(html) == ["dates ignored"]
    assert named(html) == {"ask_restore 3 dates": "Use it again: dates"}


def test_hostile_names_are_shown_literally() -> None:
    asked = replace(question(), subject=Named("<img src=x>", ()), filters=Filters(("<b>",)))

    html = row(asked)

    assert shown(html) == ["about <img src=x>", "from <b>"]
    assert "img" not in {tag for tag, _ in reading.tags(html)}
