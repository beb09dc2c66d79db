from __future__ import annotations

from datetime import UTC

from tests.ui.web import reading
from tests.ui.web.newsroom import COVERAGE
from ui.web.masthead import masthead


def test_the_head_tells_what_the_archive_covers() -> None:
    shown = reading.text(masthead(COVERAGE, UTC))

    assert "1,572 articles · 2 publishers" in shown


def test_an_archive_that_cannot_be_read_leaves_the_head_standing() -> None:
    assert reading.inside(masthead(None, UTC), "h1") == "Dateline"
