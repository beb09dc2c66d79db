from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from rag.errors import UsageError
from rag.question.nouns import Filters
from tests.ui.web.newsroom import at
from ui.web.ask.form import Form, Wanted, read

UTC = ZoneInfo("UTC")


def test_an_empty_form_excludes_nothing_and_asks_now() -> None:
    assert Wanted(Filters(), None) == read(Form(start=" ", as_of=""), UTC)


def test_days_are_whole_days_of_the_zone() -> None:
    form = Form(start="2024-11-26", end="2024-11-26", as_of="2024-11-27")

    assert Wanted(
        Filters(start=at(2024, 11, 25, 22), end=at(2024, 11, 26, 22) - 1),
        at(2024, 11, 27, 22) - 1,
    ) == read(form, ZoneInfo("Europe/Tallinn"))


def test_publishers_and_languages_are_taken_as_chosen() -> None:
    wanted = read(Form(publishers=["Wire", "Post"], languages=["et"]), UTC)

    assert Filters(publishers=("Wire", "Post"), languages=("et",)) == wanted.filters


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *(("Fren", "fr"), ("french", "fr"), ("et", "et"), ("Est", "et"), (" JA ", "ja")),
        *(("lv", "lv"), ("nds", "nds"), ("pt-BR", "pt-BR"), ("ch", "ch")),
    ],
)
def test_a_language_is_typed_by_its_name_or_its_code(typed: str, code: str) -> None:
    assert read(Form(languages=[typed, typed]), UTC).filters.languages == (code,)


@pytest.mark.parametrize("typed", ["Klingon", "P", "12", "fr;en"])
def test_what_is_no_language_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=f"no language of this name: {typed}") as caught:
        read(Form(languages=[typed]), UTC)

    assert "French" in caught.value.hint


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (Form(start="yesterday"), "From"),
        (Form(end="2024-13-45"), "To"),
        (Form(as_of="26.11.2024"), "As of"),
        (Form(as_of="9999-12-31\x1b[31m" + "x" * 500), "As of"),
    ],
)
def test_a_wrong_date_names_its_field(form: Form, field: str) -> None:
    with pytest.raises(UsageError, match=f"“{field}” is not a date") as caught:
        read(form, UTC)

    assert "2024-11-26" in caught.value.hint
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 80


def test_dates_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(UsageError, match="2024-11-26, is after its last, 2024-11-25"):
        read(Form(start="2024-11-26", end="2024-11-25"), UTC)
