from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.answer_json import answer_json
from rag.domain import Answer
from rag.errors import NotFoundError, UsageError
from rag.question.nouns import Filters, Turn
from tests.ui.people.answers import FILTERS, WORDS, Hands, answers
from tests.ui.web.newsroom import ASKED_AT, abstained, answered, question
from ui.people.nouns import NAME, REASON, TITLE, Retention, Verdict, title_of
from ui.people.people import People, Shelf
from ui.people.turns import history

HOUR, DAY = 3_600, 86_400


@pytest.fixture
def mine(people: People) -> Shelf:
    return people.of(None)


def ask(shelf: Shelf, text: str, *, into: str | None = None) -> str:
    return shelf.append(answered(asked=question(text)), conversation=into).conversation.id


def titles(shelf: Shelf) -> list[str]:
    return [one.title for one in shelf.list(limit=1_000).conversations]


def test_a_first_answer_begins_a_conversation_named_after_its_question(mine: Shelf) -> None:
    place = mine.append(answered())

    assert place.turn == 1
    assert place.conversation.title == "what did Estonia say about guarantees?"
    assert mine.list().conversations == (place.conversation,)


def test_later_answers_go_on_with_it(mine: Shelf) -> None:
    first = mine.append(answered()).conversation
    place = mine.append(abstained(), conversation=first.id)

    assert (place.turn, place.conversation.id, place.conversation.turns) == (2, first.id, 2)
    assert [turn.number for turn in mine.open(first.id).turns] == [1, 2]


def test_a_conversation_is_called_by_its_first_question_as_it_was_last_put(mine: Shelf) -> None:
    id_ = ask(mine, "what did Estonai say?")
    ask(mine, "and Latvia?", into=id_)
    put = answered(asked=question("what did Estonia say?"))

    place = mine.append(put, conversation=id_, instead_of=1)
    assert place.conversation.title == "what did Estonia say?"
    assert (len(mine.search("Estonia")), mine.search("Estonai")) == (1, ())

    mine.rename(id_, "The quay")
    mine.append(answered(), conversation=id_, instead_of=1)
    assert titles(mine) == ["The quay"]


def test_a_turn_comes_back_as_it_was_shown(mine: Shelf) -> None:
    wanted = Filters(("Post",), ("en",), 5, 9, frozenset({"b", "a"}))
    place = mine.append(answered(), text="and Estonia?", filters=wanted, as_of=True)
    (turn,) = mine.open(place.conversation.id).turns

    assert turn.question == "and Estonia?"
    assert (turn.asked_at, turn.filters, turn.as_of) == (ASKED_AT, wanted, True)
    assert turn.answer == answer_json(answered())
    assert turn.whole


def test_later_questions_may_refer_to_what_was_kept(mine: Shelf) -> None:
    id_ = mine.append(answered(), text="and Estonia?").conversation.id
    mine.append(abstained(), conversation=id_)
    turns = mine.open(id_).turns

    first = answered().citations[0]
    assert history(turns) == (
        Turn("and Estonia?", answered().text, quote=first.quote, speaker=first.speaker),
        Turn("what did Estonia say about guarantees?", ""),
    )
    assert history([replace(turns[0], whole=False, answer={})]) == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=answers(), text=st.text(), filters=FILTERS)
def test_any_answer_comes_back_whole(
    people: People, answer: Answer, text: str, filters: Filters
) -> None:
    shelf = people.of("ada")
    place = shelf.append(answer, text=text, filters=filters)
    (turn,) = shelf.open(place.conversation.id).turns

    assert turn.whole
    assert turn.answer == answer_json(answer)
    assert turn.filters == filters


def test_the_newest_conversation_comes_first(mine: Shelf, hands: Hands) -> None:
    older = ask(mine, "one")
    hands.now += 1
    ask(mine, "two")
    hands.now += 1

    assert titles(mine) == ["two", "one"]

    ask(mine, "again", into=older)

    assert titles(mine) == ["one", "two"]


def test_pages_hold_every_conversation_once_even_as_new_ones_come(mine: Shelf) -> None:
    wanted = {ask(mine, f"question {number}") for number in range(7)}
    page = mine.list(limit=3)
    seen = [one.id for one in page.conversations]
    while page.more:
        ask(mine, "meanwhile")
        page = mine.list(limit=3, after=page.conversations[-1])
        seen += [one.id for one in page.conversations if one.title != "meanwhile"]

    assert sorted(seen) == sorted(wanted)


def test_a_long_conversation_opens_at_its_end(mine: Shelf) -> None:
    id_ = ask(mine, "question 1")
    for number in range(2, 8):
        ask(mine, f"question {number}", into=id_)
    opened = mine.open(id_, last=3)

    assert [turn.number for turn in opened.turns] == [5, 6, 7]
    assert opened.conversation.turns == 7


def reaches(shelf: Shelf, id_: str) -> list[Callable[[], object]]:
    """Every way to a conversation by its id."""
    return [
        lambda: shelf.open(id_),
        lambda: shelf.rename(id_, "mine"),
        lambda: shelf.delete(id_),
        lambda: shelf.restore(id_),
        lambda: shelf.rate(id_, 1, Verdict.LIKE),
        lambda: shelf.turn(id_, 1),
        lambda: shelf.feedback(id_, 1),
    ]


def test_nobody_reaches_another_user_s_conversations(people: People) -> None:
    ada, grace, nobody = people.of("ada"), people.of("grace"), people.of(None)
    id_ = ask(ada, "what did Estonia say?")

    for other in (grace, nobody):
        assert other.list().conversations == ()
        assert other.search("Estonia") == ()
        for reach in reaches(other, id_):
            with pytest.raises(NotFoundError):
                reach()
        assert ask(other, "mine", into=id_) != id_

    assert len(ada.open(id_).turns) == 1


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\u202eb", "x" * (NAME + 1)])
def test_a_name_that_cannot_be_read_is_no_user(people: People, name: str) -> None:
    with pytest.raises(UsageError, match="no user"):
        people.of(name)


def test_a_conversation_is_found_by_words_of_its_questions_and_answers(mine: Shelf) -> None:
    id_ = ask(mine, "Who spoke in Tallinn?")
    ask(mine, "What about ferries?", into=id_)
    ask(mine, "Anything else?")

    (found,) = mine.search("tallinn FERRY decoration")

    assert found.conversation.id == id_
    assert [one.conversation.id for one in mine.search("ferries")] == [id_]
    assert mine.search("ferries")[0].turn == 2
    assert mine.search("tallinn zebra") == ()


@pytest.mark.parametrize("words", ["", "  ", "?", '"', "NOT", "a OR", "title:", "x*", "(", "-"])
def test_what_is_looked_for_is_words_and_no_query(mine: Shelf, words: str) -> None:
    ask(mine, "plain")

    assert mine.search(words) in ((), mine.search("plain"))


def test_how_turns_are_filed_is_not_found(mine: Shelf) -> None:
    ask(mine, "plain")

    assert mine.search("u1") == ()
    assert mine.search("u") == ()


def test_a_word_is_found_while_it_is_typed_until_a_space_ends_it(mine: Shelf) -> None:
    ask(mine, "What of the harbourmaster?")

    assert len(mine.search("harb")) == 1
    assert mine.search("harb ") == ()


@pytest.mark.parametrize(
    ("asked", "words"), [("ドイツの首相は誰ですか", "首相"), ("Erdoğan?", "erdogan")]
)
def test_words_of_any_script_are_found(mine: Shelf, asked: str, words: str) -> None:
    ask(mine, asked)

    assert len(mine.search(words)) == 1


def test_a_renamed_conversation_is_found_by_its_title(mine: Shelf) -> None:
    id_ = ask(mine, "what did Estonia say?")
    mine.rename(id_, "  Baltic\nsecurity ")

    assert titles(mine) == ["Baltic security"]
    assert len(mine.search("baltic")) == 1


@pytest.mark.parametrize("title", ["", " \n"])
def test_a_blank_title_is_refused(mine: Shelf, title: str) -> None:
    with pytest.raises(UsageError, match="needs a word"):
        mine.rename(ask(mine, "one"), title)


@given(text=WORDS.map(lambda text: text * 9))
def test_a_title_is_one_short_line(text: str) -> None:
    try:
        title = title_of(text)
    except UsageError:
        return

    assert 0 < len(title) <= TITLE
    assert title.isprintable() or " ".join(title.split()) == title


def test_a_deleted_conversation_is_out_of_sight_and_can_be_restored(mine: Shelf) -> None:
    id_ = ask(mine, "what did Estonia say?")
    mine.delete(id_)

    assert mine.list().conversations == ()
    assert mine.search("Estonia") == ()
    with pytest.raises(NotFoundError):
        mine.open(id_)

    mine.restore(id_)

    assert len(mine.search("Estonia")) == 1


def test_a_deletion_becomes_final_and_its_words_leave_the_file(
    tmp_path: Path, hands: Hands
) -> None:
    people = People(tmp_path, clock=hands)
    mine = people.of(None)
    id_ = ask(mine, "the xylophonist of Tartu")
    mine.rate(id_, 1, Verdict.DISLIKE, "wrong")
    mine.delete(id_)
    hands.now += HOUR + 1

    with pytest.raises(NotFoundError, match="no longer"):
        mine.restore(id_)

    ask(mine, "something else")
    with people._store.reading() as connection:
        left = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("conversation", "turn", "feedback", "fulltext")
        ]
    people.close()

    assert left == [1, 1, 0, 1]
    assert b"of Tartu" not in (tmp_path / "people.sqlite").read_bytes()


def test_the_next_answer_of_a_deleted_conversation_begins_a_new_one(mine: Shelf) -> None:
    id_ = ask(mine, "one")
    mine.delete(id_)
    place = mine.append(answered(), conversation=id_)

    assert place.conversation.id != id_
    assert place.turn == 1


def test_feedback_stays_with_its_turn_and_can_be_changed(mine: Shelf, hands: Hands) -> None:
    id_ = ask(mine, "one")
    mine.rate(id_, 1, Verdict.DISLIKE, " that is Latvia ")
    given = mine.open(id_).turns[0].feedback

    assert given is not None
    assert (given.verdict, given.reason, given.given_at) == (
        Verdict.DISLIKE,
        "that is Latvia",
        hands.now,
    )

    mine.rate(id_, 1, Verdict.LIKE)

    assert (again := mine.open(id_).turns[0].feedback) is not None
    assert (again.verdict, again.reason) == (Verdict.LIKE, "")

    mine.rate(id_, 1, None)

    assert mine.open(id_).turns[0].feedback is None


def test_what_is_thought_of_one_turn_is_told(mine: Shelf) -> None:
    id_ = ask(mine, "one")
    ask(mine, "two", into=id_)
    mine.rate(id_, 2, Verdict.DISLIKE, "Wrong.")
    given = mine.feedback(id_, 2)

    assert mine.feedback(id_, 1) is None
    assert given is not None
    assert (given.verdict, given.reason) == (Verdict.DISLIKE, "Wrong.")
    with pytest.raises(NotFoundError, match="no turn 3"):
        mine.feedback(id_, 3)


def test_feedback_on_no_turn_or_of_a_novel_s_length_is_refused(mine: Shelf) -> None:
    id_ = ask(mine, "one")

    with pytest.raises(NotFoundError, match="no turn 2"):
        mine.rate(id_, 2, Verdict.LIKE)
    with pytest.raises(UsageError, match="2,000"):
        mine.rate(id_, 1, Verdict.DISLIKE, "x" * (REASON + 1))


def test_a_turn_is_given_with_those_before_it(mine: Shelf) -> None:
    id_ = ask(mine, "one")
    ask(mine, "two", into=id_)
    ask(mine, "three", into=id_)
    turn, before = mine.turn(id_, 2)

    assert turn.question == "two"
    assert [one.question for one in before] == ["one"]
    with pytest.raises(NotFoundError, match="no turn 9"):
        mine.turn(id_, 9)


def test_past_its_number_the_oldest_conversation_of_that_user_goes(
    tmp_path: Path, hands: Hands
) -> None:
    people = People(tmp_path, clock=hands, retention=Retention(conversations=2))
    ask(people.of("grace"), "another's")
    for name in ("one", "two", "three"):
        hands.now += 1
        ask(people.of("ada"), name)

    assert titles(people.of("ada")) == ["three", "two"]
    assert titles(people.of("grace")) == ["another's"]
    people.close()


def test_past_its_days_a_conversation_goes_when_the_file_is_opened(
    tmp_path: Path, hands: Hands
) -> None:
    people = People(tmp_path, clock=hands)
    ask(people.of(None), "old")
    hands.now += 30 * DAY
    ask(people.of(None), "new")
    people.close()
    again = People(tmp_path, clock=hands, retention=Retention(days=7))

    assert titles(again.of(None)) == ["new"]
    again.close()


def test_a_clock_set_back_does_not_hide_what_is_newest(mine: Shelf, hands: Hands) -> None:
    id_ = ask(mine, "one")
    before = mine.list().conversations[0].changed_at
    hands.now -= DAY
    ask(mine, "two", into=id_)

    assert mine.list().conversations[0].changed_at == before


def test_conversations_survive_a_restart(tmp_path: Path) -> None:
    first = People(tmp_path)
    id_ = ask(first.of("ada"), "what did Estonia say?")
    first.close()
    second = People(tmp_path)

    assert second.notice == ""
    assert second.of("ada").open(id_).turns[0].answer == answer_json(
        answered(asked=question("what did Estonia say?"))
    )
    assert len(second.of("ada").search("Estonia")) == 1
    second.close()


def test_what_no_file_can_hold_is_replaced(mine: Shelf) -> None:
    id_ = mine.append(answered(asked=question("a\ud800b\0c"))).conversation.id

    (turn,) = mine.open(id_).turns

    assert turn.question == "a\ufffdbc"
    assert turn.whole
