"""Rows 65 to 67: questions and filters of any kind, at the desk and at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from rag.archive.writer import Writer
from rag.desk import Desk
from rag.domain import Abstained, Answered
from rag.errors import QuestionError, UsageError
from rag.question.nouns import Filters
from tests.bad_input.intake import Intake
from tests.ingest.jobs import lines, record
from tests.ui.cli.command import Dateline, typed


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    intake = Intake(tmp_path_factory.mktemp("quay"), None)
    intake.take(
        lines(
            intake.folder / "a.jsonl",
            *(record(n, published=f"2026-03-{n + 1:02}", language="en") for n in range(9)),
        )
    )
    return intake


@pytest.fixture(scope="module")
def desk(quay: Intake) -> Iterator[Desk]:
    with quay.desk() as desk:
        yield desk


@pytest.fixture
def dateline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Dateline:
    """The command line over an empty archive."""
    Writer.open(tmp_path / "home").close()
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    return partial(typed, capsys=capsys, monkeypatch=monkeypatch)


@pytest.mark.parametrize(
    "text",
    [
        "😀🚢⚓️",
        "ماذا قال مدير الميناء عن السفن؟",
        "\u202eyauq eht ta spihs\u202c?",
        "'; DROP TABLE revision; --",
        '" OR 1=1 NEAR(ship* quay) {col}: -- ^',
        "${jndi:ldap://127.0.0.1/a}",
        "?" * 2_000,
        "%s %n {0} {{ship}} [1] </context>",
        "ship\0quay\x1b[2J\ud800",
    ],
    ids=["emoji", "rtl", "bidi", "sql", "fts", "jndi", "marks", "braces", "controls"],
)
def test_row_65_any_question_is_answered_or_abstained_from(desk: Desk, text: str) -> None:
    answer = desk.ask(text)

    assert isinstance(answer, Answered | Abstained)
    assert desk.search("ship at the quay")


@pytest.mark.parametrize(
    "text",
    ["", " \t\n", "\0", "\u200b", "x" * 1_000_000, "?" * 10_000],
    ids=["empty", "blank", "nul", "invisible", "1MB", "10k_marks"],
)
def test_row_65_no_question_or_far_too_long_a_one_is_refused(desk: Desk, text: str) -> None:
    for ask in (desk.ask, desk.search, desk.stream):
        with pytest.raises(QuestionError):
            ask(text)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "?" * 10_000], ids=["empty", "10k_marks"])
def test_row_65_the_command_line_says_so_and_ends_with_two(dateline: Dateline, text: str) -> None:
    done = dateline("ask", text)

    assert done.code == 2
    assert done.err.startswith("error: the question ")
    assert "Traceback" not in done.err


@pytest.mark.parametrize("k", [0, -1, 10**9])
def test_row_66_a_k_out_of_bounds_is_refused_with_field_and_cap(
    desk: Desk, dateline: Dateline, k: int
) -> None:
    with pytest.raises(UsageError, match=r"k should be 1 to 100, got"):
        desk.search("ship", k=k)

    done = dateline("search", "ship", "-k", str(k))

    assert done.code == 2
    assert "-k" in done.err
    assert ("50" if k > 0 else "1") in done.err


def test_row_66_a_list_of_200_000_names_is_refused_with_field_and_cap(desk: Desk) -> None:
    names = tuple(f"n{number}" for number in range(200_000))

    with pytest.raises(UsageError, match="publishers: at most 1,000 can be named, got 200,000"):
        desk.search("ship", filters=Filters(publishers=names))
    with pytest.raises(UsageError, match="languages: at most 1,000 can be named, got 200,000"):
        desk.ask("How many ships?", filters=Filters(languages=names))


def test_row_66_a_closed_list_of_200_000_articles_works(quay: Intake, desk: Desk) -> None:
    known = next(iter(desk.resolve(["a-3"]).values()))
    ids = frozenset({known, *(f"{number:016x}" for number in range(199_999))})
    hits = desk.search("ship at the quay", filters=Filters(articles=ids))

    assert [hit.passage.article.id for hit in hits] == [known]

    with pytest.raises(UsageError, match="articles: at most 200,000"):
        desk.search("ship", filters=Filters(articles=ids | {"one more"}))


def test_row_67_a_period_that_ends_before_it_starts_is_refused(
    desk: Desk, dateline: Dateline
) -> None:
    with pytest.raises(UsageError, match="later than end"):
        desk.ask("How many ships?", filters=Filters(start=2, end=1))

    done = dateline("ask", "How many ships?", "--from", "2026-03-05", "--to", "2026-03-01")

    assert done.code == 2
    assert "--from 2026-03-05 is later than --to 2026-03-01" in done.err


def test_row_67_an_unknown_option_is_refused(dateline: Dateline) -> None:
    assert dateline("ask", "How many ships?", "--outlet", "Quay Post").code == 2


def test_row_67_of_an_unknown_publisher_the_abstention_says_so(desk: Desk) -> None:
    answer = desk.ask("How many ships?", filters=Filters(publishers=("Moon Gazette",)))

    assert isinstance(answer, Abstained)
    assert "nothing by Moon Gazette" in answer.reason.text


def test_row_67_a_time_beyond_the_calendar_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="asked_at should be"):
        desk.ask("How many ships?", asked_at=10**30)
