from __future__ import annotations

import pytest

from rag import errors
from tests.ui.web.translated.pseudo import OPENS, Known, left
from ui.web import english
from ui.web.ask import render
from ui.web.texts import OURS, choose

ERRORS = [
    errors.SettingsError("wrong"),
    errors.UsageError("wrong", hint="Do `this`."),
    errors.QuestionError("wrong"),
    errors.ModelUnavailableError("wrong"),
    errors.ArchiveError("wrong"),
    errors.ArchiveVersionError(found=9, known=8),
    errors.ArchiveLockedError(home="/home", pid=7),
    errors.ArchiveLockedError(home="/home", pid=None),
    errors.DiskFullError("/home"),
    errors.DiskFullError("/home", free=1_500_000, needed=2_500_000),
    errors.NotFoundError("wrong"),
    errors.IndexUnavailableError("wrong"),
    errors.UnreachedError("wrong"),
    errors.EncoderMismatchError(indexed="one", configured="other"),
    errors.InputError("wrong"),
    errors.FetchError("http://a.example", "wrong", code="E_HTTP"),
    errors.EvalError("wrong"),
    errors.PeopleError("wrong"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_tells_its_kind_and_its_english_is_marked_as_such(
    error: errors.DatelineError,
) -> None:
    html = render.failed(error)

    assert html.startswith(f'<div class="failed"><p>{OPENS}')
    said = [error.hint.replace("`", ""), str(error), "Do", "this"]
    assert left(html, Known.of(said)) == []
    assert english.plain(error).startswith(OPENS)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_on_an_english_page_an_error_stands_as_it_is(error: errors.DatelineError) -> None:
    choose(OURS)

    assert english.plain(error) == str(error)
    assert "lang=" not in render.failed(error)
