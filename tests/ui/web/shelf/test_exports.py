from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, abstained, answered, citation, question
from tests.ui.web.shelf.rooms import Room, room

pytestmark = pytest.mark.slow  # importing Gradio takes seconds

WITHDRAWN = "The article has been withdrawn since."


@pytest.fixture
def here(tmp_path: Path) -> Room:
    return room(tmp_path)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("md", "text/markdown; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
        ("json", "application/json"),
        ("csl.json", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_every_file_is_saved_and_never_shown(here: Room, ending: str, kind: str) -> None:
    id_ = here.ask(answered(asked=question('Said "it"?\r\nX-Evil: 1; filename=a.exe')))
    sent = here.client.get(f"/export/{id_}.{ending}")

    assert sent.headers["content-type"] == kind
    assert sent.headers["content-disposition"] == (
        f'attachment; filename="said-it-x-evil-1-filename-a-exe.{ending}"'
    )
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in sent.headers["content-security-policy"]
    assert sent.headers["cache-control"] == "no-store"


def test_all_turns_are_in_it_with_quotations_offsets_and_hashes(here: Room) -> None:
    id_ = here.ask(answered(), *(abstained(citation()) for _ in range(44)))
    sent = here.client.get(f"/export/{id_}.json").json()

    assert len(sent["turns"]) == 45
    (cited,) = sent["turns"][0]["answer"]["citations"]
    assert cited["quote"] == QUOTE
    assert cited["end"] - cited["start"] == len(QUOTE)
    assert len(cited["revision_sha256"]) == 64


def test_citations_are_those_of_answers_not_what_lay_near(here: Room) -> None:
    id_ = here.ask(answered(), abstained(citation()))
    (item,) = here.client.get(f"/export/{id_}.csl.json").json()

    assert item["container-title"] == "Harbour Post"
    only = here.ask(abstained(citation()))
    assert json.loads(here.client.get(f"/export/{only}.csl.json").text) == []


def test_what_was_withdrawn_since_is_said(tmp_path: Path) -> None:
    here = room(tmp_path, withdrawn=["a" * 16])
    id_ = here.ask()

    for ending in ("md", "html"):
        assert WITHDRAWN in here.client.get(f"/export/{id_}.{ending}").text


def test_the_page_is_inert(here: Room) -> None:
    id_ = here.ask(answered(asked=question("<script>alert(1)</script><img src=x>")))
    sent = here.client.get(f"/export/{id_}.html").text

    assert {tag for tag, _ in reading.tags(sent)}.isdisjoint({"script", "img", "link", "iframe"})
    assert "alert(1)" in reading.inside(sent, "h2")


@pytest.mark.parametrize(
    "name",
    ["0123456789abcdef.md", "x.md", "0123456789abcdef.pdf", "0123456789abcdef", ".md", "%2e%2e.md"],
)
def test_what_is_not_there_is_not_found(here: Room, name: str) -> None:
    here.ask()

    assert here.client.get(f"/export/{name}").status_code == 404
