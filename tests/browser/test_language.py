"""The whole page in a language that nobody speaks: what is the page's own is not English."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from rag.archive.archive import Archive
from rag.browse import Browse
from tests.browser.chromium import ask, open_page
from tests.browser.conftest import RUN, served
from tests.ui.web.translated.pseudo import NAME, OPENS, Known, left, written

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ESTONIA = "what did Estonia say about guarantees?"
LATVIA = "what did Latvia say about guarantees?"
FILE = "harbour.md"
TEXT = "---\ntitle: A quay\npublisher: Quay News\n---\nThe quay was opened on Monday by the mayor."
NAMES = ("UTC", "all-MiniLM-L6-v2", "Quay News", "A quay", FILE, "Enter", "Esc", "j", "k")
# What Gradio says itself, by the browser's language, and what nobody sees.
SEEN = """() => {
  const page = document.body.cloneNode(true);
  const seen = [...document.body.querySelectorAll("*")];
  [...page.querySelectorAll("*")].forEach((one, at) => {
    const shown = seen[at].checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!shown && !["OPTION", "TITLE", "DESC"].includes(one.tagName.toUpperCase())) one.remove();
  });
  return page.outerHTML;
}"""


@pytest.fixture(scope="module")
def home_(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the home, without what others asked there: articles are added to it."""
    own = tmp_path_factory.mktemp("language") / "home"
    shutil.copytree(home, own, ignore=shutil.ignore_patterns("people.sqlite*"))
    return own


@pytest.fixture(scope="module")
def known(home_: Path) -> Known:
    """What the archive and those who ask say."""
    archive = Archive.open(home_)
    texts, names = [ESTONIA, LATVIA, TEXT, "Too old"], list(NAMES)
    for row in archive.listed(Browse(), limit=10_000, offset=0):
        names += [row.article.publisher or "", row.article.id, row.language or ""]
        for one in archive.revisions(row.article.id):
            texts += [one.text, one.title or "", one.byline or "", one.section or ""]
            names += [one.title or "", one.byline or "", one.sha256]
        texts += [row.article.publisher or "", row.article.url or "", *row.article.external_ids]
    texts += [one.input for one in archive.status().inputs]
    for odd in archive.failures():
        texts += [odd.where, odd.reason]
    archive.close()
    lines = files("eval").joinpath("sample/questions.jsonl").read_text("utf-8").splitlines()
    for question in (json.loads(line)["question"] for line in lines):
        names.append(question[:1].upper() + question[1:])
    return Known.of(texts, names)


@pytest.fixture(scope="module")
def url_(chromium: str, home_: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    del chromium
    file = written(tmp_path_factory.mktemp("words"))
    command = [*RUN, "serve", "--home", str(home_), "--port", "0", "--json"]
    with served(command, {"DATELINE_LANGUAGE": str(file)}) as url:
        yield url


def english(page: Page, known: Known) -> list[str]:
    """What stands on the page in English and is its own."""
    html = page.evaluate(SEEN)
    assert OPENS in html
    offered = page.locator(".offer").all_text_contents()
    # the reader's own question, asked of another
    asked = {text for text in offered if text.endswith(LATVIA.partition("Latvia")[2])}
    return left(html, replace(known, names=known.names | asked))


def test_a_walk_over_every_page(browser: Browser, url_: str, known: Known) -> None:
    watched = open_page(browser, url_)
    page = watched.page
    assert page.locator("html").get_attribute("lang") == NAME
    page.locator("#opening .example").first.wait_for()
    assert english(page, known) == []

    ask(page, ESTONIA)
    ask(page, LATVIA, turn=2)
    expect(page.locator("#turn-2 .abstained")).to_be_visible()
    expect(page.locator("#turn-2 .offers, #turn-2 .covers").last).to_be_visible()
    page.locator("#turn-2 button[value=dislike]").click()
    page.locator("#shelf-form textarea").fill("Too old")
    assert english(page, known) == []
    page.locator("#shelf-form button[type=submit]").click()
    page.locator("#filters > button").click()
    page.locator(".shelf-toggle").click()
    page.locator("#shelf li a.open").first.wait_for()
    page.locator("#shelf .menu summary").first.click()
    assert english(page, known) == []
    page.locator("#evidence-2 .headline a.read").first.click()
    page.locator("#reader .reader-text").wait_for()
    assert english(page, known) == []

    for view in ("", "?words=guarantees", "?view=publishers", "?view=failures", "?view=add"):
        page.goto(f"{url_}/archive{view}")
        page.locator("#archive .tabs").wait_for()
        assert english(page, known) == []
    payload = FilePayload(name=FILE, mimeType="text/plain", buffer=TEXT.encode())
    page.locator("#f-files").set_input_files([payload])
    expect(page.locator(".chosen li")).to_have_count(1)
    assert english(page, known) == []
    page.locator(".upload button[type=submit]").click()
    page.locator(".stage.done").wait_for(timeout=120_000)
    assert english(page, known) == []

    page.goto(f"{url_}/quality")
    page.locator("#quality .q-head").wait_for()
    assert english(page, known) == []
    page.context.close()
    assert (watched.elsewhere, watched.dialogs) == ([], [])
