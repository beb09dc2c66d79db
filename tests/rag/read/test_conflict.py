from __future__ import annotations

from dataclasses import replace

import pytest

from rag.domain import NewsTime
from rag.question.nouns import Recency
from rag.question.words import content_words
from rag.read.conflict import DAY, latest_said, newest_first
from rag.read.picked import Picked
from rag.read.pieces import pieces
from rag.read.terms import weights
from tests.rag.evidence import a_day, hit, passage
from tests.rag.read.questions import understood

RATE = "What is the key rate of the bank?"
JUNE, JULY, MAY = a_day(2024, 6, 10), a_day(2024, 7, 10), a_day(2024, 5, 10)


def picked(
    text: str, order: float, published: NewsTime | None, answer: str = "", id_: int = 0
) -> Picked:
    """A sentence that is an article of its own."""
    id_ = id_ or int(order * 100) + 1
    found = hit(passage(text, id_=id_, title=None, published=published))
    return Picked(pieces([found])[0], 0.9, order, answer=answer)


def in_revision(one: Picked, *, number: int, valid_from: int) -> Picked:
    """The same sentence in another revision of its article."""
    passage_ = one.piece.hit.passage
    revision = replace(passage_.revision, number=number, valid_from=valid_from)
    found = replace(one.piece.hit, passage=replace(passage_, revision=revision))
    return replace(one, piece=replace(one.piece, hit=found))


def told(question: str, *scored: Picked, recency: Recency = Recency.NEUTRAL) -> list[str]:
    """The sentences in the order they are shown in, older ones in brackets."""
    asked = replace(understood(question), recency=recency)
    weighted = weights(dict.fromkeys(content_words(question), 2), 100)
    return [
        f"({one.piece.text})" if one.older else one.piece.text
        for one in newest_first(asked, scored, weighted)
    ]


OLD = picked("The bank left its key rate at 4.5 percent on Monday.", 9, JUNE, "4.5 percent")
NEW = picked("The bank cut its key rate to 4.25 percent on Monday.", 7, JULY, "4.25 percent")


def test_the_newest_number_leads_and_the_older_is_shown_as_older() -> None:
    assert told(RATE, OLD, NEW) == [NEW.piece.text, f"({OLD.piece.text})"]


def test_a_correction_leads_also_where_it_is_asked_how_things_stood() -> None:
    question = "How many people were killed in the flood?"
    first = picked("Nine people were killed in the flood, police said.", 9, JUNE, "Nine people")
    set_right = picked(
        "Correction: seven people were killed, not nine.", 7, a_day(2024, 6, 11), "seven people"
    )
    newer = picked("Seven people were killed, a report says.", 7, JULY, "Seven people")

    assert told(question, first, set_right) == [set_right.piece.text, f"({first.piece.text})"]
    assert told(question, first, newer)[0] == first.piece.text


def test_what_happened_is_counted_best_later_unless_the_first_count_is_asked_for() -> None:
    first = picked("Seven people were killed in the flood.", 9, JUNE, "Seven people")
    later = picked("Eleven people were killed in the flood.", 7, JULY, "Eleven people")

    assert told("How many people were killed in the flood?", first, later)[0] == later.piece.text
    assert told("How many people did the flood kill?", first, later)[0] == later.piece.text
    assert (
        told("How many people were first said to be killed in the flood?", first, later)[0]
        == first.piece.text
    )


def test_numbers_are_compared_whichever_way_they_are_written() -> None:
    question = "How many people were killed in the flood?"
    words = picked("Seven people were killed in the flood.", 9, JUNE, "Seven people")
    figures = picked("The flood had killed 7 people.", 7, JULY, "7 people")
    signs = picked("The bank cut its key rate to 4.25% on Monday.", 7, JULY, "4.25%")
    million = picked("The flood cost the town $5 million.", 9, JUNE, "$5 million")
    billion = picked("The flood cost the town $5 billion.", 7, JULY, "$5 billion")

    assert told(question, words, figures) == [words.piece.text, figures.piece.text]
    assert told(RATE, OLD, signs) == [signs.piece.text, f"({OLD.piece.text})"]
    assert told("How much has the flood cost?", million, billion)[0] == billion.piece.text


def test_a_number_that_stands_alone_counts_what_is_asked_for_and_is_no_share() -> None:
    question = "How many people were killed in the flood?"
    first = picked("Seven people were killed in the flood.", 9, JUNE, "Seven people")
    alone = picked("People killed in the flood: the toll rose to 11 on Monday.", 7, JULY, "11")
    share = picked("Of people in the flood 11 percent were killed.", 7, JULY, "11 percent")

    assert told(question, first, alone) == [alone.piece.text, f"({first.piece.text})"]
    assert told(question, first, share)[0] == first.piece.text


def test_a_later_state_of_an_older_article_is_newer() -> None:
    question = "How many people were killed in the flood?"
    tuesday = picked("Nine people were killed in the flood.", 9, JULY, "Nine people")
    wire = picked("Eleven people were killed in the flood.", 7, JUNE, "Eleven people")
    revised = in_revision(wire, number=2, valid_from=JULY.epoch + 2 * DAY)

    assert told(question, tuesday, wire)[0] == tuesday.piece.text
    assert told(question, tuesday, revised)[0] == revised.piece.text


def test_the_newest_holder_of_an_office_leads() -> None:
    question = "Who is the mayor of Varn?"
    old = picked("Ole Holm, who has been mayor of Varn since 2016, will run.", 9, JUNE, "Ole Holm")
    new = picked("It is wet, said Mayor Ada Lind of Varn.", 7, JULY, "Ada Lind")
    beside = picked("The mayor of Varn met Eila Vann.", 8, JULY, "Eila Vann")

    assert told(question, old, beside, new)[0] == new.piece.text
    assert told(question, old, beside, new)[-1] == beside.piece.text
    assert told("Who was the mayor of Varn?", old, new)[0] == old.piece.text


def test_another_number_stands_beside_the_first() -> None:
    seven = picked("Seven people were killed in the flood.", 9, JUNE, "Seven people")
    more = picked("The flood was the worst in years.", 8, JUNE, "worst", id_=3)
    five = picked("Five people were killed in the flood.", 6, JUNE, "Five people")
    question = "How many people were killed in the flood?"

    assert told(question, seven, more, five) == [
        seven.piece.text,
        five.piece.text,
        more.piece.text,
    ]


def test_what_leads_anyway_keeps_its_place() -> None:
    first = replace(NEW, order=9.5)

    assert told(RATE, first, OLD) == [NEW.piece.text, f"({OLD.piece.text})"]


@pytest.mark.parametrize(
    "question",
    ["What was the key rate of the bank?", "What key rate did the bank set before the cut?"],
)
def test_a_question_after_how_things_stood_keeps_its_order(question: str) -> None:
    assert told(question, OLD, NEW) == [OLD.piece.text, NEW.piece.text]


def test_a_date_long_past_keeps_the_order() -> None:
    assert told(RATE, OLD, NEW, recency=Recency.NONE) == [OLD.piece.text, NEW.piece.text]


@pytest.mark.parametrize(
    "other",
    [
        # the same number
        picked("The bank has its key rate at 4.5 percent.", 7, JULY, "4.5 percent"),
        # a number of something else
        picked("The bank spoke of its key rate for 40 minutes.", 7, JULY, "40 minutes"),
        # another matter
        picked("Butter rose by 3.1 percent.", 7, JULY, "3.1 percent"),
        # far behind
        picked("The bank cut its key rate to 4.25 percent.", 4, JULY, "4.25 percent"),
        # undated, or of the same day
        picked("The bank cut its key rate to 4.25 percent.", 7, None, "4.25 percent"),
        picked("The bank cut its key rate to 4.25 percent.", 7, JUNE, "4.25 percent"),
    ],
)
def test_what_is_no_rival_changes_nothing(other: Picked) -> None:
    assert told(RATE, OLD, other) == [OLD.piece.text, other.piece.text]


RATE_IN_JUNE = "What was the key rate of the bank in June 2024?"
AUGUST = a_day(2024, 8, 20)


def test_how_things_stood_in_a_month_is_told_by_what_was_printed_in_it() -> None:
    later = replace(NEW, order=9.5)
    newest = picked("The bank has its key rate at 4.75 percent.", 8, a_day(2024, 6, 25), "4.75")

    assert told(RATE_IN_JUNE, later, OLD) == [OLD.piece.text]
    assert told(RATE_IN_JUNE, later, OLD, recency=Recency.NONE) == [OLD.piece.text]
    assert told(RATE_IN_JUNE, OLD, later, newest) == [newest.piece.text, f"({OLD.piece.text})"]


@pytest.mark.parametrize("words", ["In June the", "Last June the", "Until June 30 the"])
def test_what_was_printed_later_may_name_the_month(words: str) -> None:
    text = f"{words} key rate of the bank was 4.5 percent."
    named = picked(text, 8, AUGUST, "4.5 percent")

    assert told(RATE_IN_JUNE, replace(NEW, order=9.5), named) == [text]
    assert told(RATE_IN_JUNE, named, NEW) == [text]


def test_where_nothing_is_of_the_month_the_newest_before_leads_then_the_first_after() -> None:
    before = picked("The key rate of the bank is 5 percent.", 8, MAY, "5 percent")
    after = picked("The key rate of the bank is 4 percent.", 9.5, AUGUST, "4 percent")

    assert told(RATE_IN_JUNE, after, NEW, before) == [before.piece.text]
    assert told(RATE_IN_JUNE, after, NEW) == [NEW.piece.text, after.piece.text]


def test_another_matter_of_the_month_does_not_lead() -> None:
    butter = picked("The bank: butter rose by 3.1 percent in June.", 8, JULY, "3.1 percent")
    near = replace(butter, piece=replace(butter.piece, before="The key rate of the bank fell."))

    assert told(RATE_IN_JUNE, NEW, near)[0] == NEW.piece.text


@pytest.mark.parametrize(
    "question",
    [
        "How many people were killed in the flood in June 2024?",
        "What was the death toll of the flood in June 2024?",
    ],
)
def test_what_happened_in_a_month_is_told_best_afterwards(question: str) -> None:
    later = picked("Nine people were killed in the flood, the toll.", 9, JULY, "Nine people")
    first = picked("Six people were killed in the flood, the toll.", 8, JUNE, "Six people")

    assert told(question, later, first)[0] == later.piece.text


def test_who_is_named_later_does_not_lead_for_it() -> None:
    coach = picked("Ada Lind is the coach of Rovers.", 9, JUNE, "Ada Lind")
    other = picked("Eila Holm met the coach of Rovers.", 8, JULY, "Eila Holm")

    assert told("Who is the coach of Rovers?", coach, other) == [
        coach.piece.text,
        other.piece.text,
    ]


def test_an_earlier_holder_is_shown_as_older() -> None:
    now = picked("Ada Lind is the coach of Rovers.", 9, JULY, "Ada Lind")
    then = picked("Eila Holm is the coach of Rovers.", 8, JUNE, "Eila Holm")

    assert told("Who is the coach of Rovers?", now, then)[1] == f"({then.piece.text})"


def test_one_article_does_not_contradict_itself() -> None:
    text = "The key rate of the bank is 4.5 percent. The key rate of the bank was 5 percent."
    one, other = pieces([hit(passage(text, published=JUNE))])
    pair = Picked(one, 0.9, 9, answer="4.5 percent"), Picked(other, 0.9, 8, answer="5 percent")

    assert told(RATE, *pair) == [one.text, other.text]


def said(question: str, *chosen: Picked) -> list[str]:
    """Statements in the order they are shown in, older ones in brackets."""
    return [
        f"({one.piece.text})" if one.older else one.piece.text
        for one in latest_said(understood(question), chosen)
    ]


FIRST, LATER = picked("No troops, he said.", 1.0, MAY), picked("Troops, he said.", 0.9, JULY)


def test_what_a_speaker_holds_now_is_the_latest_word() -> None:
    assert said("What is Britain's view on troops?", FIRST, LATER) == [
        LATER.piece.text,
        f"({FIRST.piece.text})",
    ]


def test_what_a_speaker_said_keeps_its_order() -> None:
    assert said("What did Britain say about troops?", FIRST, LATER) == [
        FIRST.piece.text,
        LATER.piece.text,
    ]


def test_a_later_word_that_is_much_worse_does_not_lead() -> None:
    worse = replace(LATER, order=0.7)

    assert said("What is Britain's view on troops?", FIRST, worse)[0] == FIRST.piece.text
