from __future__ import annotations

import pytest

from rag.question.nouns import Question
from rag.read.pieces import Piece, pieces
from rag.read.veto import asks_the_same, tells_another, tells_no_outcome
from tests.rag.evidence import hit, on, passage
from tests.rag.read.questions import understood


def piece(text: str, *, year: int | None = 2024, month: int = 6, language: str = "en") -> Piece:
    """The first sentence of an article."""
    published = on(year, month, 5) if year else None
    found = passage(text, title=None, published=published, language=language)
    return pieces([hit(found)])[0]


def article(text: str) -> Piece:
    """The first sentence of an article that is long enough to tell all that it is about."""
    return piece(text + " The talks went on until the evening." * 20)


def another(question: str | Question, told: Piece, answer: str = "") -> bool:
    """Whether a sentence answers another question."""
    asked = understood(question) if isinstance(question, str) else question
    return tells_another(asked, told, answer)


def test_an_article_of_another_year_answers_no_question_of_this_one() -> None:
    question = "Who won the Varn Marathon in 2023?"
    won = "Ada Lind won the Varn Marathon on Sunday."

    assert another(question, piece(won, year=2024))
    assert another(question, piece(won, year=2022))
    assert not another(question, piece(won, year=2023))
    assert not another(question, piece(won, year=None))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Ada Lind, who won the Varn Marathon in 2023, is ill.", 6),
        ("Ada Lind won the Varn Marathon last year.", 6),
        ("In the 2022-23 season Ada Lind won the Varn Marathon.", 6),
        ("Ada Lind won the Varn Marathon in December.", 1),
    ],
)
def test_a_year_may_be_named_or_be_the_one_before(text: str, month: int) -> None:
    assert not another("Who won the Varn Marathon in 2023?", piece(text, month=month))


def test_so_many_people_are_no_year() -> None:
    assert not another("What did 2000 people sign?", piece("Two thousand signed a petition."))


def test_an_article_without_a_word_of_a_name_tells_of_something_else() -> None:
    question = "Who wrote the music for Harbour Pilot?"

    other = "Ewa Lis wrote the music. The film is The Grey Barge."
    assert another(question, article(other))
    assert not another(question, piece(other))  # a few lines of one need not tell its name
    assert not another(question, article("Ewa Lis wrote the music. The Pilot is her third film."))
    assert not another(question, piece("Ewa Lis schrieb die Musik.", language="de"))


def test_a_name_may_be_spelled_otherwise() -> None:
    told = article("Zelensky received Barrot in the garden.")

    assert not another("Who was Zelenskyy's guest?", told)
    assert another("Who was Zaluzhny's guest?", told)


def test_an_article_in_another_language_has_other_words() -> None:
    won = piece("Ada Lind gewann im vergangenen Jahr den Marathon.", language="de")
    deputy = piece("Ole Holm ist stellvertretender Bürgermeister.", language="de")

    assert not another("Who won the marathon in 2023?", won)
    assert another("Who won the marathon in 2021?", won)
    assert not another("Who is deputy mayor?", deputy)
    assert not tells_no_outcome(understood("Who won the marathon?"), won)


def test_what_only_narrows_a_question_need_not_be_repeated() -> None:
    told = piece("The Broncos won in Varn.")

    assert not another("Which NFL team won in Varn?", told)
    assert not another("Which Tory minister resigned?", told)


def test_the_doubles_are_not_the_singles() -> None:
    singles = piece("Iva Radonic claimed the women's singles.")

    assert another("Who won the doubles?", singles)
    assert another("Who won the men's final?", singles)
    assert not another("Who won the singles?", singles)
    assert another("Who is deputy mayor of Varn?", piece("Ole Holm, mayor of Varn, will run."))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who won the semi-final?", "Rovers won the semifinal 2-1."),
        ("Who won the semi-final?", "Rovers won 2-1 in the semi-finals."),
        ("Who won the quarter final?", "Rovers won the quarter-final 2-1."),
        ("Who is vice president of Varn?", "Varn's vice-president Ada Lind spoke."),
        ("Who won the doubles?", "They took the mixed-doubles, and she the singles."),
    ],
)
def test_however_it_is_written_it_is_the_same(question: str, text: str) -> None:
    assert not another(question, piece(text))


def test_what_is_to_come_has_not_happened() -> None:
    ballot = piece("Members must still approve the agreement in a ballot.")

    assert another("How did the ballot end?", ballot, "approve the agreement")
    assert not another("What must members approve?", ballot, "the agreement")


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("When was Ada Lind elected?", "Ada Lind was elected on 5 May.", "5 May"),
        ("Who won the prize?", "Will Arden won the prize.", "Will Arden"),
        ("How did the match end?", "Rovers could not score.", "Rovers could not score"),
    ],
)
def test_a_month_a_name_and_what_could_not_be_lie_not_ahead(
    question: str, text: str, answer: str
) -> None:
    assert not another(question, piece(text), answer)


def test_only_the_clause_that_would_answer_counts() -> None:
    told = piece("Kavya Rao won the tournament, and will play for the title next year.")

    assert not another("Who has won the tournament?", told, "Kavya Rao")
    assert another("Who has won the tournament?", told, "the title")


def test_a_loser_s_word_that_the_question_has_is_none() -> None:
    second = piece("Ada Lind held off Ole Holm in the second race.")

    assert not tells_no_outcome(understood("Who won the second race?"), second)
    assert tells_no_outcome(understood("Who won the race?"), second)


def test_a_sentence_that_asks_the_same_is_no_answer() -> None:
    question = understood("Which company closed its shop in Varn?")

    assert asks_the_same(question, piece("Which company closed its shop in Varn?"))
    assert asks_the_same(question, piece("“Which company has closed a shop in Varn this week?”"))
    assert not asks_the_same(question, piece("Why did Ada Lind close her shop in Varn?"))
    assert not asks_the_same(question, piece("A company closed its shop in Varn."))


def test_an_actor_may_be_an_actress() -> None:
    assert not another("Which actor plays Harbour Pilot?", piece("The actress Ada Lind plays her."))


def test_a_share_of_the_vote_is_no_victory_without_a_word_of_winning() -> None:
    question = understood("who won the Elve Valley election?")

    assert tells_no_outcome(question, piece("Gerald Pinnock received 33.9 percent."))
    assert not tells_no_outcome(question, piece("Ada Lind took 52 percent, enough to win."))
    assert tells_no_outcome(question, piece("Gerald Pinnock came second."))
    assert not tells_no_outcome(question, piece("It went to nobody's surprise to Ada Lind."))
    contract = understood("Which company won the contract?")
    assert not tells_no_outcome(contract, piece("The council picked Norlink's bid."))
    assert not tells_no_outcome(understood("who ran?"), piece("Gerald Pinnock received 33.9."))


def test_a_plea_is_no_verdict() -> None:
    question = understood("On how many counts was Ole Holm convicted?")

    assert tells_no_outcome(question, piece("Mr Holm pleaded not guilty to all six counts."))
    assert not tells_no_outcome(question, piece("A jury found Ole Holm guilty on four counts."))
