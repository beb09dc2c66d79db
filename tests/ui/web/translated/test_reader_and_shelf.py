from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rag.browse import Browse
from rag.domain import (
    Answered,
)
from rag.question.nouns import Filters
from tests.ui.web.newsroom import ASKED_AT, at
from tests.ui.web.translated.asked import (
    ASKED,
    LATVIA,
    ZONE,
    turn,
)
from tests.ui.web.translated.pseudo import Known, left, outside
from ui.export.as_html import as_html
from ui.export.as_markdown import as_markdown
from ui.people.nouns import Feedback, Verdict
from ui.people.people import People
from ui.people.question_set import Expected
from ui.web.ask.form import Form
from ui.web.reader.compare import compared
from ui.web.reader.view import Sight, article
from ui.web.shelf import feedback, panel
from ui.web.shelf.exports import exported_of
from ui.web.site import Site


def test_the_reader(sample: Site, known: Known) -> None:
    rows = sample.desk.listed(Browse(), limit=10_000)
    records = [sample.desk.record(row.article.id) for row in rows]
    assert any(len(one.revisions) > 1 for one in records)
    for record in records:
        sight = Sight(record, None, ZONE)
        shown = article(sight)
        for other in record.revisions:
            shown += compared(sight, other)

        names = {record.shown.sha256, *known.names}
        assert (
            left(shown, Known.of([known.texts, *(one.name for one in record.said or ())], names))
            == []
        )


def test_conversations_and_their_files(sample: Site, known: Known) -> None:
    answers = [turn(sample, text, Form()).answer for text in ASKED[:2]]
    people = People(None, clock=lambda: ASKED_AT)
    mine = replace(sample, people=people)
    assert all(answers)
    place = people.of(None).append(answers[0])  # type: ignore[arg-type]
    people.of(None).append(
        answers[1],  # type: ignore[arg-type]
        conversation=place.conversation.id,
        filters=Filters(("Harbour Post",), ("en",), at(2024, 1, 1), at(2024, 2, 1)),
    )
    now = panel.Now("", ASKED_AT, ZONE)
    shelf = people.of(None)
    shown = panel.panel(panel.notice("it broke", "Mend it.") + panel.page(shelf.list(), now))
    shown += panel.results(shelf.search("guarantees"), now) + panel.results([], now)
    shown += panel.erase_form(1) + panel.erase_form(1_234)
    assert left(shown, Known.of([known.texts, "it broke Mend it."])) == []

    exported = exported_of(mine, None, place.conversation.id)
    sums = [turn.sha256 for turn in _revisions(exported.turns)]
    whole = Known.of([known.texts, *sums], {*known.names, *sums})
    assert left(as_html(exported).partition("<body>")[2], whole) == []
    lines = [re.sub(r"[\\#*>]", "", line) for line in as_markdown(exported).splitlines()]
    read_at = "]("  # before an address
    assert [one for one in lines if read_at not in one and outside(one, whole, apart=True)] == []


def _revisions(turns: Sequence[Any]) -> Iterator[Any]:
    for one in turns:
        answer = one.answer
        some = answer.citations if isinstance(answer, Answered) else answer.nearest
        yield from (citation.passage.revision for citation in some)


def test_feedback() -> None:
    said = Known.of(["Too old", LATVIA, "Riga", "a" * 16])
    for verdict in Verdict:
        for reason in ("", "Too old"):
            given = Feedback(verdict, reason, ASKED_AT)
            shown = feedback.buttons("a" * 16, 1, given) + feedback.reason_form(given)
            assert left(shown, said) == []
    form = feedback.question_form(LATVIA, Expected(True, ("Riga",), ("a" * 16,)))
    assert left(form + feedback.buttons("a" * 16, 1, None, in_set=True), said) == []
