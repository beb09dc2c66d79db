from __future__ import annotations

from dataclasses import replace

from rag.attribution import Statement
from rag.domain import Filters, Named, Span
from tests.ui.web import reading
from tests.ui.web.newsroom import (
    QUOTE,
    TEXT,
    ScriptedDesk,
    abstained,
    citation,
    question,
    site,
)
from ui.web.ask.form import Form, Wanted
from ui.web.ask.handlers import ask
from ui.web.ask.offers import offers

LATVIA = "what did Latvia say about guarantees?"
ASKED = replace(question(LATVIA), speaker=Named("Latvia", ("Latvia",)), matter="guarantees")
AT = TEXT.index(QUOTE)
SPOKEN = Statement(
    Span(AT, AT + len(QUOTE)), Span(AT, AT + 9), Span(58, 95), "Kadri Tamm", "", True
)
HEADLINE = "What is known about Ministers leave the quay without a plan?"
SAME = "What did Kadri Tamm say about guarantees?"
NOW = Wanted(Filters(), None)


def test_only_questions_that_are_answered_are_offered() -> None:
    near = abstained(citation(), asked=ASKED)

    assert offers(ScriptedDesk(said=[SPOKEN]), near, NOW) == ()
    one = ScriptedDesk(said=[SPOKEN], knows={HEADLINE})
    assert offers(one, near, NOW) == (HEADLINE,)


def test_who_is_heard_near_it_comes_first() -> None:
    knows = {HEADLINE, SAME, "What did Kadri Tamm say?"}

    found = offers(
        ScriptedDesk(said=[SPOKEN], knows=knows), abstained(citation(), asked=ASKED), NOW
    )

    assert found == (SAME, HEADLINE, "What did Kadri Tamm say?")


def test_nothing_near_offers_nothing() -> None:
    assert offers(ScriptedDesk(), abstained(), NOW) == ()


def test_an_abstention_stands_before_its_offers_do() -> None:
    desk = ScriptedDesk([abstained(citation(), asked=ASKED)], knows={HEADLINE})

    *_, before, last = ask(site(desk), LATVIA, Form(), ())

    assert HEADLINE not in reading.text(before.thread)
    assert before.exchanges[0].place is not None
    assert f"What it can answer near this:{HEADLINE}" in reading.text(last.thread)
    assert {"ask_offer"} <= {at.get("name") for tag, at in reading.tags(last.thread)}


def test_nobody_in_particular_is_no_one_to_ask_about() -> None:
    nobody = replace(SPOKEN, name="One of them")
    knows = {"What did One of them say?"}

    assert offers(ScriptedDesk(said=[nobody], knows=knows), abstained(citation()), NOW) == ()


def test_one_person_under_two_descriptions_is_asked_about_once() -> None:
    said = [SPOKEN, replace(SPOKEN, name="Kadri Tamm of Estonia")]
    texts = ("What did Kadri Tamm say?", "What did Kadri Tamm of Estonia say?")
    desk = ScriptedDesk(said=said, knows=set(texts))

    assert offers(desk, abstained(citation()), NOW) == (texts[0],)
