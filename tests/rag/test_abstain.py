from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from rag.abstain import day, filters_in_words, nothing_found, reason
from rag.domain import Coverage, ReasonCode
from rag.question.nouns import Filters, Named, Question
from tests.rag.evidence import at, question

SOME = Coverage(1_572, ("Harbour Post",), at(2024, 3, 1), at(2024, 11, 28))
NONE = Coverage(0, (), None, None)
LATVIA = Named("Latvia", ("Latvia", "Latvian", "Riga"))
ASKED = question("what did Latvia say about guarantees?")
SAID = replace(ASKED, subject=LATVIA, speaker=LATVIA, matter="guarantees")


def words(code: ReasonCode, asked: Question = SAID) -> str:
    return reason(code, asked).text


@pytest.mark.parametrize("code", list(ReasonCode))
def test_every_reason_is_a_sentence(code: ReasonCode) -> None:
    for asked in (ASKED, SAID, replace(ASKED, quoted="boots on the ground")):
        told = reason(code, asked)

        assert told.code is code
        assert told.text[0].isupper()
        assert told.text.endswith(".")


def test_an_empty_archive_says_when_it_was_empty() -> None:
    assert words(ReasonCode.EMPTY) == (
        "The archive holds no article that was out on 29 November 2024."
    )


def test_an_absent_subject_is_named() -> None:
    assert "names Latvia" in words(ReasonCode.NO_SUBJECT)
    assert "names that" in words(ReasonCode.NO_SUBJECT, ASKED)


def test_a_speaker_who_said_nothing_on_the_matter_is_named_with_the_matter() -> None:
    assert words(ReasonCode.NO_MATTER) == (
        "The archive has nothing that Latvia said about guarantees."
    )
    assert words(ReasonCode.NO_MATTER, replace(SAID, matter="")) == (
        "The archive has nothing that Latvia said."
    )


def test_words_that_nobody_printed_are_told_apart_from_a_matter_nobody_treated() -> None:
    assert "these words" in words(ReasonCode.NO_MATTER, replace(SAID, quoted="a greeting card"))
    assert words(ReasonCode.NO_MATTER, ASKED) == "The archive has nothing on this."


def test_filters_that_left_nothing_are_repeated() -> None:
    filters = Filters(
        publishers=("Harbour Post", "Ledger & Exchange"),
        languages=("en", "fr"),
        start=at(2024, 11, 1),
        end=at(2024, 11, 30, 23),
    )

    assert words(ReasonCode.OUTSIDE, replace(ASKED, filters=filters)) == (
        "Nothing on this was printed within Harbour Post or Ledger & Exchange,"
        " language en or fr, from 1 November 2024, up to 30 November 2024."
        " Articles without a date are not looked at."
    )


def test_a_chosen_list_of_articles_has_words_too() -> None:
    assert filters_in_words(Filters(articles=frozenset({"a"}))) == "the articles chosen"


def test_days_are_called_what_they_are_called_in_the_zone() -> None:
    midnight = at(2024, 11, 25, 22)  # in Tallinn, the first second of the 26th

    assert day(midnight) == "25 November 2024"
    assert day(midnight, ZoneInfo("Europe/Tallinn")) == "26 November 2024"

    late = replace(ASKED, asked_at=at(2024, 11, 30, 4))
    told = reason(ReasonCode.EMPTY, late, zone=ZoneInfo("America/New_York"))

    assert "29 November 2024" in told.text


@pytest.mark.parametrize(
    ("filters", "coverage", "code"),
    [
        (Filters(), NONE, ReasonCode.EMPTY),
        (Filters(languages=("fr",)), NONE, ReasonCode.EMPTY),
        (Filters(languages=("fr",)), SOME, ReasonCode.OUTSIDE),
        (Filters(), SOME, ReasonCode.NO_MATTER),
    ],
)
def test_why_a_search_found_nothing_at_all(
    filters: Filters, coverage: Coverage, code: ReasonCode
) -> None:
    assert nothing_found(question(filters=filters), coverage) is code


def test_a_publisher_that_the_archive_does_not_have_is_told_from_one_that_did_not_print_this() -> (
    None
):
    def told(*publishers: str) -> str:
        asked = replace(ASKED, filters=Filters(publishers=publishers))
        return reason(ReasonCode.OUTSIDE, asked, coverage=SOME).text

    assert told("Daily") == "The archive had nothing by Daily on 29 November 2024."
    assert told("Harbor Post") == (
        "The archive had nothing by Harbor Post on 29 November 2024. Did you mean Harbour Post?"
    )
    assert told("Harbor Post", "Harbour Post").startswith("Nothing on this was printed within")
