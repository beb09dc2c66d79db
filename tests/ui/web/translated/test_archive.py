from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.uploads import FOLDER, UPLOADS
from rag.archive.polls import Poll
from rag.archive.runs import InputRun
from rag.domain import (
    Failure,
)
from tests.conftest import SAMPLE
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, run
from tests.ui.web.newsroom import ASKED_AT
from tests.ui.web.translated.asked import (
    ZONE,
)
from tests.ui.web.translated.pseudo import OPENS, Known, left
from ui.web.archive.adding import COUNTED, PHASES, adding, progress
from ui.web.archive.address import Shown
from ui.web.archive.holdings import holdings
from ui.web.archive.intake import Stage
from ui.web.archive.left_out import left_out
from ui.web.archive.view import view
from ui.web.archive.withdrawals import State, Withdrawal
from ui.web.archive.withdrawing import progress as withdrawn
from ui.web.frame import filled_head
from ui.web.site import Site

FAILED = [
    Failure("feed.jsonl:3", "E_JSON", "the file ends before this value does"),
    Failure("late.html", "W_FUTURE", "published tomorrow"),
    Failure("odd.bin", "E_NEW", "a code that is not known here"),
]
TOLD = {
    "added": 1_234,
    "revised": 2,
    "skipped": 0,
    "failed": [{"where": "a.json", "code": "E_JSON", "reason": "no object"}],
    "warnings": [],
    "passages": {"live": 1, "pending": 0},
    "seconds": 1.5,
}


def stages() -> Iterator[Stage]:
    yield from (Stage(), Stage("receiving"), Stage("reading"))
    for phase in PHASES:
        for unit in ("bytes", *COUNTED):
            told = {"phase": phase, "unit": unit, "done": 1, "counts": {}, "left_out": 2}
            yield Stage("reading", told={**told, "total": 3_000})
            yield Stage("reading", told={**told, "total": None, "counts": {"article": 1}})
    yield Stage("failed", error="the disk is full", hint="Free `some` space.")
    yield Stage("done", told=TOLD, error="the index", hint="Run it.")


DETAILS = Known.of(
    ["the disk is full Free some space. the index Run it. no object a.json"]
    + [f"{one.where} {one.reason}" for one in FAILED]
)


def test_adding_articles_from_the_form_to_the_report(known: Known) -> None:
    names = sorted(known.names & {"Harbour Post"})
    for stage in stages():
        assert left(adding(stage, 100_000_000, names), DETAILS) == []
        assert left(progress(stage), DETAILS) == []
    assert left(adding(Stage(), 0, ()), DETAILS) == []
    assert left(adding(Stage(), 900, ()), DETAILS) == []


def test_an_ingest_tells_of_no_phase_or_unit_that_the_page_has_no_words_for(
    tmp_path: Path,
) -> None:
    heard = Listener()
    run(tmp_path / "home", SAMPLE / "articles", encoder=WordEncoder(dim=16), progress=heard)

    assert {name for name, _, _ in heard.phases} <= set(PHASES)
    assert {unit for _, _, unit in heard.phases} <= {*COUNTED, "bytes"}


VIEWS: Sequence[Sequence[tuple[str, str]]] = [
    (),
    (("words", "guarantees"), ("publisher", "Harbour Post"), ("from", "2024-01-01")),
    (("words", "nothingofthekind"),),
    (("only", "withdrawn"),),
    (("from", "soon"),),
    (("from", "2025-01-01"), ("to", "2024-01-01")),
    (("page", "2"), ("order", "best"), ("words", "the")),
    (("view", "publishers"),),
    (("view", "failures"),),
    (("view", "add"),),
]


@pytest.mark.parametrize("pairs", VIEWS, ids=str)
def test_the_archive_page(sample: Site, known: Known, pairs: Sequence[tuple[str, str]]) -> None:
    typed = Known.of([known.texts, *(value for _, value in pairs)], known.names)
    shown = filled_head(sample, "archive") + view(sample, pairs, Stage())

    assert OPENS in shown
    assert left(shown, typed) == []


def test_what_was_left_out_has_its_meaning_before_its_english(sample: Site) -> None:
    html = left_out(FAILED, Shown())

    assert left(html, DETAILS) == []
    assert "⟦⟦no JSON as it should be⟧: " in html.replace("&#58;", ":")


def test_inputs_polled_addresses_and_sizes(sample: Site, known: Known) -> None:
    inputs = [
        InputRun("feeds", ASKED_AT, ASKED_AT, 1_000, 2, 3, 4, 1),
        InputRun(f"/home/{UPLOADS}/{FOLDER}", ASKED_AT, None, 0, 0, 0, 0, 1),
    ]
    polled = (Poll("https://a.example/feed", checked_at=ASKED_AT, failures=1, next_at=ASKED_AT),)
    status = replace(sample.desk.status(), inputs=tuple(inputs), polled=polled)
    data = Known.of(["feeds https://a.example/feed"], known.names)
    for running in (True, False):
        shown = holdings(
            status,
            sample.desk.newest(),
            {"archive": 5_000_000_000, "index": 12},
            ZONE,
            running=running,
        )
        assert left(shown, data) == []


def test_withdrawals() -> None:
    said = Known.of(["Quay", "it is locked", "Wait for it."])
    for state in State:
        for undo in (True, False):
            one = Withdrawal("a" * 16, "Quay", undo, state)
            if state is State.REFUSED:
                one = replace(one, error="it is locked", hint="Wait for it.")
            assert left(withdrawn([one]), said) == []
