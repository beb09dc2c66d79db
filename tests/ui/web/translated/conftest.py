"""The sample archive behind the page, which speaks a language that nobody speaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.browse import Browse
from rag.settings import Settings
from rag.wiring import open_desk
from tests.conftest import SAMPLE
from tests.fakes import WordEncoder
from tests.ingest.jobs import run
from tests.ui.web.translated.asked import (
    ASKED,
    NAMES,
)
from tests.ui.web.translated.pseudo import Known, spoken
from ui.people.people import People
from ui.web.site import Site


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample archive, embedded by words, behind the page."""
    home = tmp_path_factory.mktemp("translated") / "home"
    run(home, SAMPLE / "articles", encoder=WordEncoder(dim=256))
    settings = Settings(home=home, index="exact")
    with open_desk(settings, encoder=WordEncoder(dim=256)) as desk:
        yield Site(desk, People(None), settings)


@pytest.fixture(scope="package")
def known(sample: Site) -> Known:
    """What the archive and those who ask say."""
    texts, names = [*ASKED], [*NAMES]
    rows = sample.desk.listed(Browse(), limit=10_000)
    for row in rows:
        revisions = sample.desk.archive.revisions(row.article.id)
        for one in revisions:
            texts += [one.text, one.title or "", one.byline or "", one.section or ""]
            names += [one.title or "", one.language or "", one.section or "", one.byline or ""]
        names += [row.article.publisher or "", row.article.id, row.article.url or ""]
        texts += [row.article.publisher or "", row.article.url or "", row.article.id]
    for odd in sample.desk.failures():
        texts += [odd.where, odd.reason]
    texts += [one.input for one in sample.desk.status().inputs]
    return Known.of(texts, names)


@pytest.fixture(autouse=True)
def language(tmp_path: Path) -> Iterator[None]:
    with spoken(tmp_path):
        yield
