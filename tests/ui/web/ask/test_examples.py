from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.domain import Hit
from rag.errors import ArchiveError
from tests.ui.web.newsroom import COVERAGE, EMPTY, ScriptedDesk, article, passage, revision
from ui.web.ask.examples import Examples, headline_questions, sample_questions

SAMPLE = Hit(
    passage(in_=replace(article(), external_ids=("harbour-2024-11-26-troops",))), score=1.0
)
OTHER = Hit(passage(), score=1.0)


def titled(title: str | None) -> Hit:
    return Hit(passage(revision(title=title)), score=1.0)


def test_the_samples_own_questions_are_offered_where_it_is_loaded() -> None:
    questions = sample_questions(ScriptedDesk(hits=[OTHER, SAMPLE]))

    assert questions[0] == "What did Estonia say about guarantees?"
    assert len(questions) == 4


def test_another_archive_is_not_asked_the_samples_questions() -> None:
    assert sample_questions(ScriptedDesk(hits=[OTHER])) == []


def test_headlines_become_questions_once_each() -> None:
    hits = [titled("Mayor resigns."), titled("Mayor resigns."), titled(None), titled("x" * 91)]

    assert headline_questions(hits) == ["What is known about Mayor resigns?"]


def test_four_are_enough() -> None:
    assert len(headline_questions(titled(f"Headline {n}") for n in range(9))) == 4


def test_examples_are_empty_until_found() -> None:
    examples = Examples()
    desk = ScriptedDesk(hits=[titled("Mayor resigns")])
    before = examples.current(desk)
    examples.find(desk)

    assert before == ()
    assert examples.current(desk) == ("What is known about Mayor resigns?",)


def test_an_archive_that_was_empty_is_looked_into_again_once_it_is_filled() -> None:
    examples = Examples()
    examples.find(ScriptedDesk(covered=EMPTY))

    assert examples.current(ScriptedDesk(covered=EMPTY)) == ()
    one = replace(COVERAGE, articles=1)
    assert examples.current(ScriptedDesk(covered=one, hits=[titled("Mayor resigns")])) != ()


def test_an_archive_that_has_grown_to_twice_its_size_is_looked_into_again() -> None:
    examples = Examples()
    amid = replace(COVERAGE, articles=64)  # the first upload's first batch
    examples.find(ScriptedDesk(covered=amid, hits=[titled("Otters return")]))
    grown = ScriptedDesk(covered=replace(amid, articles=128), hits=[titled("Mayor resigns")])

    assert examples.current(ScriptedDesk(covered=replace(amid, articles=127))) == (
        "What is known about Otters return?",
    )
    assert examples.current(grown) == ("What is known about Mayor resigns?",)


def test_an_archive_that_has_lost_an_article_is_looked_into_again() -> None:
    examples = Examples()
    examples.find(ScriptedDesk(hits=[titled("Otters return")]))
    fewer = replace(COVERAGE, articles=COVERAGE.articles - 1)

    assert examples.current(ScriptedDesk(covered=fewer, hits=[titled("Mayor resigns")])) == (
        "What is known about Mayor resigns?",
    )
    # as often as it loses one, and not in between
    assert examples.current(ScriptedDesk(covered=fewer)) != ()


def test_a_search_that_failed_is_tried_again() -> None:
    examples = Examples()
    examples.find(ScriptedDesk(error=ArchiveError("gone")))

    assert examples.current(ScriptedDesk(hits=[titled("Mayor resigns")])) == (
        "What is known about Mayor resigns?",
    )


def test_an_archive_that_cannot_be_searched_offers_none() -> None:
    examples = Examples()
    desk = ScriptedDesk(error=ArchiveError("gone"))
    examples.find(desk)

    assert examples.current(desk) == ()


def test_a_missing_sample_offers_nothing_of_its_own(tmp_path: Path) -> None:
    assert sample_questions(ScriptedDesk(hits=[SAMPLE]), tmp_path / "none.jsonl") == []
