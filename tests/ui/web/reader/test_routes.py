from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from rag.record import Record
from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, TEXT, ScriptedDesk, article, revision, site
from ui.web.reader.routes import router

ID = "a" * 16
FRAGMENT = {"x-fragment": "1"}
OLD = replace(revision(TEXT.replace("blunt", "plain")), valid_to=9)
NEW = revision(number=2)


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    record = Record(article(), (OLD, NEW), NEW, (), None)
    app.include_router(router(site(ScriptedDesk(records={ID: record}))))
    return TestClient(app, follow_redirects=False)


def test_an_article_is_read_with_its_quotation(client: TestClient) -> None:
    start = TEXT.index(QUOTE)
    reply = client.get(f"/read/{ID}?quote={start}-{start + len(QUOTE)}", headers=FRAGMENT)

    assert reply.status_code == 200
    assert reading.inside(reply.text, "mark") == QUOTE


def test_a_revision_and_a_comparison_are_asked_for_by_number(client: TestClient) -> None:
    assert "plain" in client.get(f"/read/{ID}?revision=1", headers=FRAGMENT).text
    compared = client.get(f"/read/{ID}?revision=2&against=1", headers=FRAGMENT).text
    assert reading.inside(compared, "ins") == "blunt"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/read/{'b' * 16}", 404),
        (f"/read/{ID}?revision=7", 404),
        (f"/read/{ID}?revision=2&against=9", 404),
        ("/read/none", 400),
        (f"/read/{ID}?revision=x", 400),
        (f"/read/{ID}?quote=9-3", 400),
    ],
)
def test_what_cannot_be_shown_is_said(client: TestClient, address: str, status: int) -> None:
    reply = client.get(address, headers=FRAGMENT)

    assert reply.status_code == status
    assert 'class="failed"' in reply.text


def test_a_place_past_the_end_lights_nothing(client: TestClient) -> None:
    reply = client.get(f"/read/{ID}?quote=3-999999", headers=FRAGMENT)

    assert reply.status_code == 200
    assert "<mark" not in reply.text


def test_an_address_opened_by_itself_leads_to_the_page(client: TestClient) -> None:
    reply = client.get(f"/read/{ID}?revision=2&quote=0-5")

    assert reply.status_code == 303
    assert reply.headers["location"] == f"../?article={ID}&revision=2#quote=0-5"
