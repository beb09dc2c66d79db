from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request

from rag.domain import Hit
from rag.errors import ArchiveError
from tests.ui.web import reading
from tests.ui.web.newsroom import EMPTY, QUOTE, ScriptedDesk, abstained, answered, passage, site

pytestmark = pytest.mark.slow  # importing Gradio takes seconds


def events(desk: ScriptedDesk) -> dict[str, tuple[Callable[..., Any], int]]:
    """The page's events by name: what runs, and how many parts it fills."""
    from ui.web.ask.examples import Examples
    from ui.web.layout import build

    examples = Examples()
    examples.find(desk)
    page = build(site(desk), examples)
    return {str(one.name): (one.fn, len(one.outputs)) for one in page.fns.values() if one.fn}


def reader() -> Any:
    """Who asks on a page whose address says nothing."""
    import gradio as gr

    return gr.Request(Request({"type": "http", "headers": [], "query_string": b""}))


def test_opening_shows_coverage_publishers_and_examples() -> None:
    run, parts = events(ScriptedDesk(hits=[Hit(passage(), 1.0)]))["opening"]

    head, publishers, words, welcome, *examples = run()

    assert parts == 4 + len(examples)
    assert "Add articles" not in reading.text(welcome)
    assert "Meridian Wire" in reading.text(words)
    assert "1,572 articles" in reading.text(head)
    assert publishers.choices == [("Harbour Post",) * 2, ("Meridian Wire",) * 2]
    assert [button.visible for button in examples] == [True, False, False, False]


def test_an_empty_archive_says_so_and_leads_to_where_articles_are_added() -> None:
    run, _ = events(ScriptedDesk(covered=EMPTY))["opening"]

    head, _, _, welcome, *examples = run()

    assert "The archive is empty" in reading.text(head)
    assert 'href="archive?view=add"' in welcome
    assert reading.text(welcome).endswith(
        "Nothing is in the archive yet. dateline ingest FOLDER fills it, or this page: Add articles"
    )
    assert [button.visible for button in examples] == [False] * 4


def test_a_page_over_an_archive_that_cannot_be_read_opens_all_the_same() -> None:
    run, _ = events(ScriptedDesk(error=ArchiveError("gone")))["opening"]

    head, publishers, *_ = run()

    assert "Dateline" in reading.text(head)
    assert publishers.choices == []


def test_asking_fills_every_part_and_hides_the_welcome() -> None:
    run, parts = events(ScriptedDesk([answered()]))["ask"]

    first, *_, last = run("what did Estonia say?", reader(), [], "", "", [], "", ())
    thread, evidence, _, exchanges, opening, again, send, stop, _, *fields = last

    assert parts == len(last)
    assert QUOTE in reading.text(thread)
    assert reading.inside(evidence, "mark") == QUOTE
    assert (first[2], first[8].open) == ("", False)  # then left alone
    assert (len(exchanges), opening.visible, again.visible) == (1, False, True)
    assert (send.visible, stop.visible) == (True, False)
    assert len(fields) == 5


def test_a_wrong_date_leaves_the_filters_in_sight() -> None:
    run, _ = events(ScriptedDesk([abstained()]))["ask"]

    *_, last = run("what did Estonia say?", reader(), None, "soon", None, None, None, ())

    assert last[2] == "what did Estonia say?"
    assert last[8].open is True


def test_beginning_again_empties_the_page() -> None:
    run, parts = events(ScriptedDesk())["begin_again"]

    done = run(reader(), ())

    assert parts == len(done)
    assert (done[0], done[3], done[4].visible) == ("", (), True)


def test_while_it_runs_it_can_be_stopped() -> None:
    page = events(ScriptedDesk([answered()]))
    first, *_ = page["ask"][0]("what did Estonia say?", reader(), [], "", "", [], "", ())

    assert (first[6].visible, first[7].visible) == (False, True)
    stopped = page["stop"][0](reader(), first[3])
    assert (stopped[6].visible, stopped[7].visible) == (True, False)
    assert "Stopped before it was answered." in reading.text(stopped[0])


def test_an_act_that_no_button_would_say_leaves_the_page_as_it_is() -> None:
    run, parts = events(ScriptedDesk([answered()]))["act"]

    (nothing,) = run("rm\teverything\t1", reader(), ())

    assert len(nothing) == parts


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (([], "", "", [], ""), "Filters"),
        ((None, None, None, None, None), "Filters"),
        ((["Wire"], "2024-11-26", " ", ["et"], ""), "Filters · 3 on"),
    ],
)
def test_the_fold_tells_how_many_filters_are_on(values: tuple[Any, ...], expected: str) -> None:
    run, _ = events(ScriptedDesk())["label"]

    assert run(*values).label == expected


def test_no_event_is_open_to_programs() -> None:
    from ui.web.ask.examples import Examples
    from ui.web.layout import build

    page = build(site(ScriptedDesk()), Examples())

    assert {one.api_visibility for one in page.fns.values()} == {"private"}
