from __future__ import annotations

import pytest

from rag.attribution import Statement
from rag.domain import Revision, Span
from rag.question.nouns import Named
from rag.read.pieces import pieces
from rag.read.said import Said, holding
from tests.rag.read.questions import ESTONIA, story

FOUND = pieces([story(ESTONIA)])
MET, SAID, CALLED, LATVIA = FOUND


def named(text: str, *names: str) -> Named:
    return Named(text, (text, *names))


def test_a_country_is_heard_through_the_person_introduced_for_it() -> None:
    heard = Said(FOUND).by(named("Estonia", "Estonian", "Tallinn"))
    by_estonia = [piece.text for piece in FOUND if heard(piece)]

    assert by_estonia == [SAID.text, CALLED.text]


def test_a_country_is_heard_through_who_is_told_of_as_its_minister() -> None:
    told = story(
        "VILNIUS - Jonas Budrys has been Lithuania's foreign minister for eight days. "
        "A guarantee is an umbrella with half its ribs, the minister said."
    )
    found = pieces([told])
    heard = Said(found).by(named("Lithuania", "Lithuanian", "Vilnius"))
    neighbour = Said(found).by(named("Latvia", "Latvian"))

    assert [piece.text for piece in found if heard(piece)] == [found[1].text]
    assert not any(neighbour(piece) for piece in found)


def test_a_neighbour_s_words_are_nobody_else_s() -> None:
    heard = Said(FOUND).by(named("Latvia", "Latvian"))

    assert [heard(SAID), heard(CALLED)] == [None, None]


def test_a_colleague_does_not_answer_for_another_office() -> None:
    names = ("Estonia", "Estonian")
    foreign = Said(FOUND).by(Named("Estonia's foreign minister", names))
    defence = Said(FOUND).by(Named("Estonia's defence minister", names))

    assert foreign(SAID) is not None
    assert defence(SAID) is None


@pytest.mark.parametrize(
    ("speaker", "asked"),
    [
        ("Former Estonian foreign minister Ole Holm", "Estonia's foreign minister"),
        ("Estonian deputy foreign minister Ole Holm", "Estonia's foreign minister"),
        ("Estonia's shadow foreign minister Ole Holm", "Estonia's foreign minister"),
        ("Estonia's president-elect Ole Holm", "Estonia's president"),
        ("Estonia's vice president Ole Holm", "Estonia's president"),
    ],
)
def test_who_no_longer_holds_an_office_or_stands_in_does_not_answer_for_it(
    speaker: str, asked: str
) -> None:
    found = pieces([story(f"{speaker} said that a guarantee is paper.")])
    holder = asked.removeprefix("Estonia's ")
    own = speaker.lower().partition("ole")[0].removeprefix("estonia's ").strip()

    assert Said(found).by(Named(asked, ("Estonia", "Estonian")))(found[0]) is None
    assert Said(found).by(Named(holder, ()))(found[0]) is None
    assert Said(found).by(Named(f"Estonia's {own}", ("Estonia", "Estonian")))(found[0]) is not None


def test_a_holder_may_have_been_something_else_before() -> None:
    text = "Estonia's foreign minister Ole Holm, a former envoy, said that a guarantee is paper."
    found = pieces([story(text)])

    assert Said(found).by(Named("Estonia's foreign minister", ("Estonia",)))(found[0]) is not None


def test_a_state_s_senator_does_not_speak_for_a_country_of_its_name() -> None:
    found = pieces([story("Sen. Ole Holm of Georgia said that a guarantee is paper.")])
    prime = pieces([story("Ole Holm of Georgia said that a guarantee is paper.")])

    assert Said(found).by(named("Georgia", "Georgian"))(found[0]) is None
    assert Said(prime).by(named("Georgia", "Georgian"))(prime[0]) is not None


def test_an_office_without_a_name_is_heard_through_who_holds_it() -> None:
    foreign = Said(FOUND).by(Named("foreign minister", ()))
    transport = Said(FOUND).by(Named("transport minister", ()))

    assert [piece.text for piece in FOUND if foreign(piece)] == [SAID.text, CALLED.text]
    assert [piece.text for piece in FOUND if transport(piece)] == []


def test_a_sentence_s_own_speaker_is_told_whoever_it_is() -> None:
    said = Said(FOUND)
    statement = said.any(SAID)

    assert statement is not None
    assert "Tsahkna" in statement.name
    assert said.any(MET) is None


def test_what_the_archive_has_marked_is_taken_as_it_is() -> None:
    asked = list[Revision]()

    def kept(revision: Revision) -> list[Statement]:
        asked.append(revision)
        return [Statement(LATVIA.span, LATVIA.span, Span(0, 5), "Nobody", "said", True)]

    said = Said(FOUND, kept)
    statement = said.any(LATVIA)

    assert statement is not None
    assert (statement.name, said.any(SAID)) == ("Nobody", None)
    assert len(asked) == 1  # each revision once


def test_what_the_archive_has_not_marked_yet_is_marked_when_asked() -> None:
    assert Said(FOUND, lambda _: None).any(SAID) == Said(FOUND).any(SAID)


def test_quoted_words_are_held_by_the_sentence_they_stand_in() -> None:
    for quoted in ("a guarantee is paper", "A GUARANTEE, is “paper”", "guarantee is paper,"):
        assert [piece.text for piece in holding(FOUND, quoted)] == [SAID.text]


def test_a_quotation_longer_than_a_sentence_is_held_by_the_one_it_begins_in() -> None:
    over = "Estonia's foreign minister Margus Tsahkna said. He called the idea"
    cut_short = f"{SAID.text} and then words that were never printed anywhere at all"

    assert [piece.text for piece in holding(FOUND, over)] == [SAID.text]
    assert [piece.text for piece in holding(FOUND, cut_short)] == [SAID.text]


def test_words_in_another_order_or_none_are_held_by_nothing() -> None:
    assert holding(FOUND, "paper is a guarantee") == []
    assert holding(FOUND, "…") == []
    assert holding([], "a guarantee is paper") == []
