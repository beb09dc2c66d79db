from __future__ import annotations

from dataclasses import replace

from rag.attribution import Statement
from rag.browse import Browse
from rag.domain import Span
from rag.errors import ArchiveError
from rag.question.nouns import Filters, Named
from tests.ui.web import reading
from tests.ui.web.newsroom import (
    ASKED_AT,
    QUOTE,
    TEXT,
    ScriptedDesk,
    abstained,
    citation,
    listed,
    question,
    site,
)
from ui.web.ask.exchange import Offers
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

    assert offers(ScriptedDesk(said=[SPOKEN]), near, NOW) == Offers()
    one = ScriptedDesk(said=[SPOKEN], knows={HEADLINE})
    assert offers(one, near, NOW) == Offers((HEADLINE,))


def test_who_is_heard_near_it_comes_first() -> None:
    knows = {HEADLINE, SAME, "What did Kadri Tamm say?"}

    found = offers(
        ScriptedDesk(said=[SPOKEN], knows=knows), abstained(citation(), asked=ASKED), NOW
    )

    assert found == Offers((SAME, HEADLINE, "What did Kadri Tamm say?"))


def test_nothing_near_offers_nothing() -> None:
    assert offers(ScriptedDesk(), abstained(), NOW) == Offers()


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

    assert offers(ScriptedDesk(said=[nobody], knows=knows), abstained(citation()), NOW) == Offers()


def test_one_person_under_two_descriptions_is_asked_about_once() -> None:
    said = [SPOKEN, replace(SPOKEN, name="Kadri Tamm of Estonia")]
    texts = ("What did Kadri Tamm say?", "What did Kadri Tamm of Estonia say?")
    desk = ScriptedDesk(said=said, knows=set(texts))

    assert offers(desk, abstained(citation()), NOW) == Offers((texts[0],))


def test_where_nothing_nearest_is_about_it_the_newest_are_examples() -> None:
    newest, older = "What is known about Ferry sold?", "What is known about Otters are back?"
    rows = [listed(title=title) for title in ("Ferry sold.", None, "x" * 91, "Otters are back!")]
    knows = {HEADLINE, newest, older, "What did Kadri Tamm say?"}
    desk = ScriptedDesk([abstained(citation())], said=[SPOKEN], rows=rows, apart=True, knows=knows)
    asked = Wanted(Filters(publishers=("Wire",)), ASKED_AT)

    assert offers(desk, abstained(citation()), asked) == Offers((newest, older), near=False)
    assert desk.browsed == [Browse(filters=Filters(publishers=("Wire",), end=ASKED_AT))]
    *_, last = ask(site(desk), "asdf", Form(), ())
    assert f"What it can answer, for example:{newest}{older}" in reading.text(last.thread)


def test_an_archive_that_cannot_be_read_offers_nothing() -> None:
    broken = ScriptedDesk(apart=True, error=ArchiveError("gone"))

    assert offers(broken, abstained(citation()), NOW) == Offers()
