from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import assume, given

from rag.answer_json import answer_json
from rag.archive.archive import Archive
from rag.archive.writer import Writer
from rag.domain import Abstained, Answer, Answered, Citation, Passage, Revision, Status
from rag.gate import check_quote, is_intact
from rag.question.nouns import Filters
from tests.rag.archive.stories import keep, story
from tests.ui.people.answers import answers
from tests.ui.web.newsroom import ASKED_AT, QUOTE, abstained, answered, article, passage, revision
from tests.ui.web.newsroom import citation as cite
from ui.people.nouns import KeptTurn
from ui.people.people import People
from ui.people.reopen import Reopened, Standing, answer_from, check, reopen
from ui.people.turns import row_of
from ui.web.ask import render
from ui.web.ask.evidence import View

TEXT = "The quay was quiet. “Without soldiers a guarantee is a decoration,” she said. It rained."
SAID = "“Without soldiers a guarantee is a decoration,” she said."


@given(answer=answers())
def test_a_reopened_answer_is_written_as_it_was(answer: Answer) -> None:
    wire = answer_json(answer)

    assert answer_json(answer_from(wire)) == wire


@given(answer=answers())
def test_also_where_the_archive_has_its_revisions_under_newer_headlines(answer: Answer) -> None:
    wire = answer_json(answer)
    cited = answer.citations if isinstance(answer, Answered) else answer.nearest
    held = {one.marker: replace(one.passage.revision, title="Corrected", number=9) for one in cited}
    again = answer_from(wire, held)

    assert answer_json(again) == wire
    assert all(one.span.of(one.passage.revision.text) == one.quote for one in _cited(again))


class Holding:
    """An archive that has every revision that an answer cites."""

    def __init__(self, answer: Answer) -> None:
        self._held = [one.passage.revision for one in _cited(answer)]

    def revision(self, article_id: str, number: int | None = None) -> Revision:
        return self.revisions(article_id)[0]

    def revisions(self, article_id: str) -> list[Revision]:
        return [one for one in self._held if one.article_id == article_id]


@given(answer=answers())
def test_a_reopened_turn_looks_as_it_did(answer: Answer) -> None:
    revisions = {one.passage.revision for one in _cited(answer)}
    assume(len(revisions) == len({(one.article_id, one.number) for one in revisions}))
    row = row_of(answer, text="?", filters=Filters(), as_of=False)
    understood = json.loads(row.understood)
    turn = KeptTurn(1, "?", 0, Filters(), False, json.loads(row.answer), understood, 0)
    again = reopen(turn, Holding(answer)).answer
    view = View(1, UTC, answer.question.asked_at)

    assert again is not None
    assert render.reply(view, again) == render.reply(view, answer)
    assert render.evidence(view, again) == render.evidence(view, answer)


def test_a_quotation_alone_is_never_taken_for_intact() -> None:
    (citation,) = _cited(answer_from(answer_json(answered())))

    assert citation.span.of(citation.passage.revision.text) == citation.quote
    assert not check_quote(citation)
    assert not is_intact(citation.passage.revision)


def _cited(answer: Answer) -> tuple[Citation, ...]:
    return answer.nearest if isinstance(answer, Abstained) else answer.citations


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with_one(tmp_path, TEXT)
    return tmp_path


def with_one(home: Path, text: str) -> None:
    writer = Writer.open(home)
    keep(writer, story(text=text))
    writer.close()


def asked_of(home: Path) -> KeptTurn:
    """Keep an answer from the home's article and read it back."""
    archive = Archive.open(home)
    (id_,) = archive.resolve(["harbour-1"])["harbour-1"]
    found = archive.revision(id_)
    archive.close()
    one = Passage(1, article(id_=id_), found, cite(SAID, of=passage(found)).span)
    people = People(home)
    shelf = people.of(None)
    place = shelf.append(answered(cite(SAID, of=one)))
    (turn,) = shelf.open(place.conversation.id).turns
    people.close()
    return turn


def again(turn: KeptTurn, home: Path) -> Reopened:
    archive = Archive.open(home)
    found = reopen(turn, archive)
    archive.close()
    return found


def test_a_quotation_that_still_stands_comes_back_in_its_article(home: Path) -> None:
    found = again(asked_of(home), home)

    assert found.standings == {1: Standing.HOLDS}
    assert found.answer is not None
    (citation,) = _cited(found.answer)
    assert citation.passage.revision.text == TEXT
    assert check_quote(citation)


def test_an_article_withdrawn_since_is_marked_and_only_the_quotation_is_left(home: Path) -> None:
    turn = asked_of(home)
    writer = Writer.open(home)
    writer.set_status(turn.answer["citations"][0]["article_id"], Status.WITHDRAWN)
    writer.close()
    found = again(turn, home)

    assert found.standings == {1: Standing.WITHDRAWN}
    assert found.answer is not None
    assert _cited(found.answer)[0].passage.revision.text.strip() == SAID


def test_a_home_begun_anew_without_the_article_is_said(home: Path, tmp_path: Path) -> None:
    turn = asked_of(home)
    other = tmp_path / "other"
    writer = Writer.open(other)
    writer.close()

    assert again(turn, other).standings == {1: Standing.GONE}


def test_every_other_standing() -> None:
    wire = answer_json(answered())["citations"][0]
    held = revision()

    def standing(*known: Revision) -> Standing:
        return check(wire, known, withdrawn=False, asked_at=ASKED_AT)[0]

    assert standing(held) is Standing.HOLDS
    assert standing(replace(held, number=7)) is Standing.HOLDS
    assert standing(replace(held, valid_to=ASKED_AT + 5)) is Standing.CHANGED
    assert standing(replace(held, valid_to=ASKED_AT - 5)) is Standing.HOLDS
    assert standing(replace(held, text=held.text.replace("soldiers", "sailors"))) is (
        Standing.DIFFERS
    )
    assert standing(replace(held, sound=False)) is Standing.DIFFERS
    assert standing(revision("Another text.")) is Standing.DIFFERS
    assert standing(replace(revision("Another text."), number=2)) is Standing.GONE
    assert standing() is Standing.GONE


def test_the_revision_that_was_shown_goes_before_its_twins() -> None:
    wire = answer_json(answered())["citations"][0]
    twins = [revision(number=3), revision(number=1), revision(number=2)]

    assert check(wire, twins, withdrawn=False, asked_at=0)[1] is twins[1]


class Nothing:
    """An archive that is empty."""

    def revision(self, article_id: str, number: int | None = None) -> Revision:
        raise AssertionError

    def revisions(self, article_id: str) -> list[Revision]:
        return []


@pytest.fixture
def turns(people: People) -> list[KeptTurn]:
    shelf = people.of(None)
    id_ = shelf.append(answered()).conversation.id
    shelf.append(abstained(cite(QUOTE)), conversation=id_)
    return list(shelf.open(id_).turns)


def test_what_lay_nearest_to_an_abstention_is_checked_too(turns: list[KeptTurn]) -> None:
    found = reopen(turns[1], Nothing())

    assert isinstance(found.answer, Abstained)
    assert found.standings == {1: Standing.GONE}


def test_a_damaged_turn_has_no_answer(turns: list[KeptTurn]) -> None:
    assert reopen(replace(turns[0], whole=False, answer={}), Nothing()).answer is None


@pytest.mark.parametrize(
    "wire",
    [{}, {"citations": [], "nearest": []}, {"citations": [{"marker": 1}], "nearest": []}],
)
def test_a_turn_in_a_shape_of_another_dateline_has_no_answer(
    turns: list[KeptTurn], wire: dict[str, object]
) -> None:
    assert reopen(replace(turns[0], answer=wire), Nothing()) == Reopened(
        replace(turns[0], answer=wire), None, {}
    )
