from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Abstained, Answered, Coverage, Reason, ReasonCode, Sentence
from tests.rag.evidence import a_day, at, citation, hit, on, passage, question
from ui.cli.plain import answer_lines, covered, headline, hit_lines, one_line, plain, printed

EVIL = "\x1b[31mred\x1b]0;title\x07 \u202eevil\u2066 \u200b\ufeff \x9b2J \ud800"
QUOTED = passage(
    "Ships waited.\r\nCranes stood.",
    id_=7,
    title="On the quay",
    byline="Nadia Ferrante",
    url="https://harbour.example/quay",
    number=2,
    published=on(2024, 11, 26, 8),
)
COPY = passage(
    "Ships waited.", id_=8, publisher="Ledger", title=None, published=a_day(2024, 11, 27)
)
SOME = Coverage(1_572, ("Harbour Post", "Ledger"), at(2024, 3, 1), at(2024, 11, 28))


@pytest.mark.parametrize(
    "text",
    [
        *("\x1b[2J", "a\x07", "\u202e", "\u2066", "\u200b", "\x9b", "\ud800", "\U000e0041"),
        *("\ufeff", "\x00", "\x7f", "\u061c", "\u200f"),
    ],
)
def test_what_acts_on_a_terminal_is_made_visible(text: str) -> None:
    assert "\ufffd" in plain(text)


@pytest.mark.parametrize(
    "text",
    ["tab\tand\nline", "👨‍👩‍👧", "می‌خواهم", "Kraft\u00adwerk", "é e\u0301 𠀋 Ω", "\u0600123"],
)
def test_what_belongs_to_a_text_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind_are_line_ends(end: str) -> None:
    assert plain(f"one{end}two") == "one\ntwo"


@given(st.text())
def test_a_line_is_one_line_and_harmless(text: str) -> None:
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\x1b\x07\x9b\u202e\u2066\r\n\t")
    assert plain(line) == line


def test_an_answer_is_its_quotations_with_their_places() -> None:
    answer = Answered(
        question(),
        (Sentence(QUOTED.text, "archive", (1,)), Sentence("She was blunt.", "model", (1,))),
        (citation(QUOTED, speaker="Margus Tsahkna", also_in=(COPY,)),),
        0.9,
        SOME,
    )

    assert answer_lines(answer) == [
        "> Ships waited.\n> Cranes stood. [1]",
        "(the model's words) She was blunt. [1]",
        "",
        "[1] On the quay",
        "    Harbour Post, Nadia Ferrante, 2024-11-26T08:00:00Z, revision 2",
        "    said by: Margus Tsahkna",
        "    https://harbour.example/quay",
        f"    article {7:016x}, characters 0-28",
        "    also in: Ledger",
    ]


def test_an_abstention_says_why_what_lay_nearest_and_what_there_is() -> None:
    answer = Abstained(
        question(), Reason(ReasonCode.UNSURE, "No sentence answers."), (citation(COPY),), 0.1, SOME
    )

    assert answer_lines(answer) == [
        "The archive does not say.",
        "No sentence answers.",
        "",
        "Nearest:",
        "  - Ships waited.",
        "    Ledger, 2024-11-27",
        "",
        "The archive holds 1,572 articles by 2 publishers, 1 March 2024 to 28 November 2024.",
    ]
    assert "Nearest:" not in answer_lines(replace(answer, nearest=()))


def test_a_citation_without_address_speaker_or_copies_is_its_place_alone() -> None:
    answer = Answered(
        question(), (Sentence(COPY.text, "archive", (1,)),), (citation(COPY),), 0.9, SOME
    )

    assert answer_lines(answer)[2:] == [
        "[1] Ships waited.",
        "    Ledger, 2024-11-27",
        f"    article {8:016x}, characters 0-13",
    ]


def test_a_note_on_the_answer_stands_last() -> None:
    answer = Answered(question(), (), (), 0.9, SOME, note="The chat model\ndid not answer.")

    assert answer_lines(answer)[-1] == "The chat model did not answer."


def test_an_abstention_s_days_are_those_of_the_zone() -> None:
    reason = Reason(ReasonCode.UNSURE, "No sentence answers.")
    west = answer_lines(Abstained(question(), reason, (), 0.1, SOME), ZoneInfo("America/New_York"))

    assert west[-1].endswith("29 February 2024 to 27 November 2024.")


def test_what_the_archive_covers_is_told_in_a_sentence() -> None:
    assert covered(Coverage(0, (), None, None)) == "The archive is empty at this time."
    assert covered(Coverage(1, ("A",), None, None)) == (
        "The archive holds 1 article by 1 publisher, undated."
    )


def test_hits_are_numbered_with_their_score() -> None:
    lines = hit_lines([hit(QUOTED, 1.25, also_in=(COPY,)), hit(COPY, 0.5)])

    assert lines == [
        "1. On the quay",
        "   Harbour Post, Nadia Ferrante, 2024-11-26T08:00:00Z, revision 2   score 1.250",
        "   Ships waited. Cranes stood.",
        "    also in: Ledger",
        "",
        "2. Ships waited.",
        "   Ledger, 2024-11-27   score 0.500",
        "   Ships waited.",
        "",
    ]
    assert hit_lines([]) == ["Nothing found."]


def test_without_a_headline_an_article_is_called_by_its_first_words() -> None:
    assert headline(passage("One two three.", title=None)) == "One two three."
    assert headline(passage("a " * 50, title="")) == "a a a a a a a a a a ..."


def test_what_is_not_known_of_an_article_is_not_told() -> None:
    assert printed(passage(publisher=None)) == "undated"


def test_nothing_an_article_says_of_itself_can_act_on_the_terminal() -> None:
    evil = passage(
        EVIL.replace("\ud800", ""),
        title=EVIL,
        publisher=EVIL,
        byline=EVIL,
        url=f"https://{EVIL}",
    )
    cited = citation(evil, speaker=EVIL, also_in=(evil,))
    answered = Answered(question(), (Sentence(EVIL, "archive", (1,)),), (cited,), 0.9, SOME)
    abstained = Abstained(question(), Reason(ReasonCode.UNSURE, EVIL), (cited,), 0.1, SOME)
    lines = [*answer_lines(answered), *answer_lines(abstained), *hit_lines([hit(evil)])]

    assert not set("".join(lines)) & set("\x1b\x07\x9b\u202e\u2066\ud800")


def test_what_a_later_article_tells_otherwise_is_shown_as_earlier() -> None:
    sentences = (Sentence(QUOTED.text, "archive", (1,)), Sentence(COPY.text, "archive", (2,)))
    older = replace(citation(COPY, 2), older=True)
    answer = Answered(question(), sentences, (citation(QUOTED), older), 0.9, SOME)

    assert answer_lines(answer)[1:3] == ["Earlier, 2024-11-27:", "> Ships waited. [2]"]
