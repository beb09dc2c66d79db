from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag.archive.polls import Poll
from rag.archive.runs import InputRun
from rag.browse import Browse
from rag.domain import Article, Failure, Status
from rag.errors import ArchiveError
from rag.question.nouns import Filters
from rag.settings import Limits, Settings
from tests.ui.web import reading
from tests.ui.web.newsroom import ASKED_AT, ScriptedDesk, article, listed, site
from ui.web.archive.intake import Stage
from ui.web.archive.view import view
from ui.web.site import Site

EVIL = "<img src=http://evil.example/x onerror=alert(1)>\"'[1]"
FAILURES = [
    *(Failure(f"feed.jsonl:{n}", "E_JSON", f"no object {n}") for n in range(1, 251)),
    Failure("late.html", "W_FUTURE", "published tomorrow"),
    Failure(EVIL, "E_TYPE", EVIL),
]


IDLE = Stage()


def html(desk: ScriptedDesk, *pairs: tuple[str, str], stage: Stage = IDLE) -> str:
    return view(site(desk), pairs, stage)


def places(shown: str) -> list[str]:
    """The first cell of each row of the failures."""
    rows = shown[: shown.rindex("</table>")].split("<tr>")[2:] if "<table>" in shown else []
    return [reading.inside(row, "span") for row in rows]


def test_a_row_tells_of_its_article() -> None:
    shown = html(ScriptedDesk(rows=[listed(versions=2, also_in=3)]), ("words", "guarantee"))

    text = reading.text(shown[shown.index("<ol") :])
    assert "Harbour Post26 November 2024, 08:30 UTC" in text
    assert "By Ana Ruiz · World · en" in text
    assert "2 versionsalso in 3" in text
    assert reading.inside(shown, "mark") == "guarantee"
    (link,) = reading.links(shown, "read")
    assert link["href"] == f"./?article={'a' * 16}"


def test_no_text_of_an_article_becomes_markup() -> None:
    row = listed(article(publisher=EVIL), title=EVIL, excerpt=EVIL)
    shown = html(ScriptedDesk(rows=[replace(row, byline=EVIL, section=EVIL, language=EVIL)]))

    assert {tag for tag, _ in reading.tags(shown)} & {"img", "script"} == set()
    assert not any(name.startswith("on") for _, at in reading.tags(shown) for name in at)
    assert reading.text(shown).count(EVIL) >= 4


def test_no_word_of_an_address_becomes_markup() -> None:
    pairs = [(name, EVIL) for name in ("words", "publisher", "language", "from", "to", "find")]
    for which in ("articles", "failures", "publishers", "add"):
        shown = html(ScriptedDesk(rows=[listed()]), *pairs, ("view", which), ("code", EVIL))

        assert {tag for tag, _ in reading.tags(shown)} & {"img", "script"} == set()


def test_the_address_narrows_the_list_and_each_part_can_be_taken_away() -> None:
    desk = ScriptedDesk(rows=[listed()])
    shown = html(desk, ("publisher", "Harbour Post"), ("only", "changed"), ("page", "1"))

    assert desk.browsed == [Browse(filters=Filters(publishers=("Harbour Post",)), versions=2)]
    chips = [link["href"] for link in reading.links(shown, "go chip")]
    assert chips == ["archive?only=changed", "archive?publisher=Harbour%20Post"]


def test_where_no_article_is_listed_the_way_on_is_said() -> None:
    narrowed, empty = html(ScriptedDesk(), ("words", "zzzz")), html(ScriptedDesk())

    assert "search for fewer or other words" in reading.text(narrowed)
    assert "Newest first" not in reading.text(narrowed)
    assert "dateline ingest FOLDER" in reading.text(empty)
    assert reading.links(empty, "go")[-1]["href"] == "archive?view=add"


def test_one_article_is_not_plotted() -> None:
    one, two = (html(ScriptedDesk(rows=[listed()] * count)) for count in (1, 2))

    assert ("Articles a day" in one, "Articles a day" in two) == (False, True)


def test_pages_lead_to_each_other() -> None:
    shown = html(ScriptedDesk(rows=[listed()] * 60), ("page", "2"), ("words", "x"))

    assert "Page 2 of 3" in reading.text(shown)
    pages = [link["href"] for link in reading.links(shown[shown.index("pager") :], "go")]
    assert pages == [f"archive?words=x{page}" for page in ("", "", "&page=3", "&page=3")]


def test_a_page_beyond_the_last_is_the_last() -> None:
    articles = html(ScriptedDesk(rows=[listed()] * 60), ("page", "99"))
    failures = html(ScriptedDesk(left_out=FAILURES), ("view", "failures"), ("page", "99"))

    assert "Page 3 of 3" in reading.text(articles)
    assert articles.count('<li class="row">') == 10
    assert "Page 3 of 3" in reading.text(failures)
    assert places(failures) != []


def test_a_withdrawn_article_can_be_allowed_again_and_not_be_read() -> None:
    gone = Article("b" * 16, "Post", None, (), Status.WITHDRAWN)
    shown = html(ScriptedDesk(rows=[listed(gone, excerpt="")]), ("only", "withdrawn"))

    assert reading.links(shown, "read") == []
    assert "Allow this article again" in reading.text(shown)


def test_a_damaged_row_shows_nothing_of_it() -> None:
    shown = html(ScriptedDesk(rows=[listed(title="Crones", sound=False)]))

    assert "Crones" not in reading.text(shown)
    assert "dateline doctor" in reading.text(shown)


def test_a_wrong_date_is_said_and_the_fields_are_kept() -> None:
    shown = html(ScriptedDesk(rows=[listed()]), ("from", "soon"), ("words", "otters"))

    assert "“From” is not a date: soon" in reading.text(shown)
    assert ("input", "otters") in [(tag, at.get("value")) for tag, at in reading.tags(shown)]


def test_an_archive_that_cannot_be_read_is_said_below_the_way_elsewhere() -> None:
    shown = html(ScriptedDesk(error=ArchiveError("the file is gone", hint="Run `x`.")))

    assert "the file is gone" in reading.text(shown)
    assert "Add articles" in reading.text(shown)


def test_every_failure_can_be_reached() -> None:
    desk = ScriptedDesk(left_out=FAILURES)
    found = [
        place for n in "123" for place in places(html(desk, ("view", "failures"), ("page", n)))
    ]

    assert found == [one.where for one in FAILURES]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("code", "W_FUTURE")], ["late.html"]),
        ([("find", "OBJECT :17")], [f"feed.jsonl:{n}" for n in (17, *range(170, 180))]),
        ([("find", "nothing of it")], []),
    ],
)
def test_failures_are_found_by_code_and_words(
    pairs: Sequence[tuple[str, str]], expected: list[str]
) -> None:
    shown = html(ScriptedDesk(left_out=FAILURES), ("view", "failures"), *pairs)

    assert sorted(places(shown)) == sorted(expected)


def test_codes_are_counted_what_was_left_out_first() -> None:
    shown = html(ScriptedDesk(left_out=FAILURES), ("view", "failures"))

    codes = shown[shown.index('class="codes"') : shown.index("</ul>")]
    assert reading.text(f"<{codes}") == "E_JSON 250E_TYPE 1W_FUTURE 1"


def test_what_is_held_and_where_it_came_from() -> None:
    ran = InputRun("wire/", ASKED_AT, ASKED_AT + 5, 10, 2, 3, 1, 1)
    stopped = InputRun("old/", ASKED_AT, None, 0, 0, 0, 0, 1)
    poll = Poll("https://wire.example/feed", ASKED_AT, failures=2, next_at=ASKED_AT + 60)
    sent = replace(ran, input="/home/x/uploads/uploaded")
    desk = ScriptedDesk(rows=[listed()], inputs=(ran, stopped, sent), polled=(poll,))
    text = reading.text(html(desk, ("view", "publishers")))

    assert "Waiting to be embedded12" in text
    assert "Versions to mark quotes in3" in text
    assert "Harbour Post129 November 202429 November 2024News29 November 2024, 12:00" in text
    assert "wire/29 November 2024, 12:0010231" in text
    assert "old/29 November 2024, 12:00stopped before its end" in text
    assert "Files added from this page29 November 2024" in text
    assert "https://wire.example/feed29 November 2024, 12:00229 November 2024, 12:01" in text


def test_uploads_can_be_switched_off() -> None:
    settings = Settings(limits=Limits(upload_bytes=0))
    own = Site(ScriptedDesk(), site(ScriptedDesk()).people, settings)
    shown = view(own, [("view", "add")], Stage())

    assert "form" not in {tag for tag, _ in reading.tags(shown)}
    assert "takes no files" in reading.text(shown)


REPORT = {
    "added": 2,
    "revised": 1,
    "skipped": 0,
    "seconds": 1.26,
    "failed": [{"where": "uploaded/x-3f9a.jsonl:7", "code": "E_JSON", "reason": EVIL}],
    "warnings": [{"where": "uploaded/other.txt", "code": "W_DATE", "reason": "no date"}],
    "passages": {"live": 1200, "pending": 0},
}
PROGRESS = {
    "phase": "reading",
    "done": 500,
    "total": 1000,
    "unit": "bytes",
    "counts": {"article": 7},
    "left_out": 2,
}


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (Stage("receiving"), "Receiving"),
        (Stage("reading"), "Starting"),
        (Stage("reading", told=PROGRESS), "Reading7 articles, 2 left out"),
        (
            Stage(
                "reading",
                told={**PROGRESS, "phase": "embedding", "unit": "passages", "counts": {}},
            ),
            "Embedding500 / 1,000 passages",
        ),
        (
            Stage("failed", error="full", hint="Free some."),
            "The files were not addedfullFree some.",
        ),
        (
            Stage("done", told=REPORT, names={"x-3f9a.jsonl": "my lines.jsonl"}),
            "2 added, 1 revised, 0 unchanged, 1 left out",
        ),
    ],
)
def test_an_upload_tells_how_it_goes(stage: Stage, told: str) -> None:
    shown = html(ScriptedDesk(), ("view", "add"), stage=stage)

    assert told in reading.text(shown)


def test_what_an_upload_left_out_is_named_as_its_sender_does() -> None:
    stage = Stage("done", told=REPORT, names={"x-3f9a.jsonl": "my lines.jsonl"})
    shown = html(ScriptedDesk(), ("view", "add"), stage=stage)

    assert places(shown) == ["my lines.jsonl:7", "other.txt"]
    assert "img" not in {tag for tag, _ in reading.tags(shown)}


def test_the_home_of_a_site_need_not_be_there(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "none")
    own = Site(ScriptedDesk(), site(ScriptedDesk()).people, settings)

    assert "0.0 MB" in reading.text(view(own, [("view", "publishers")], Stage()))
