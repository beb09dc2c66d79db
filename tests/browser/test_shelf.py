from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import shelf_server
from tests.browser.chromium import Watched, ask, open_page
from tests.browser.conftest import serving
from tests.ui.web.newsroom import QUOTE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ESTONIA = "what did Estonia say about guarantees?"
LATVIA = "and Latvia?"


@contextmanager
def page_of(browser: Browser, home: Path, *, refused: int = 0, **options: object) -> Iterator[Page]:
    """A page of a server of its own."""
    with (
        serving(shelf_server.main, home) as url,
        watched(browser, url, refused=refused, **options) as page,
    ):
        yield page


@contextmanager
def watched(browser: Browser, url: str, *, refused: int = 0, **options: object) -> Iterator[Page]:
    """A page; it went nowhere else, and nothing was amiss but what was refused, when it ends."""
    shown: Watched = open_page(browser, url, **options)
    yield shown.page
    shown.page.context.close()
    complaints = [one for one in shown.complaints if "400 (Bad Request)" not in one]
    assert (shown.elsewhere, shown.dialogs, complaints) == ([], [], [])
    assert len(shown.complaints) == refused  # the browser's own line for each


def asked(page: Page, text: str, *, turn: int = 1) -> None:
    """Ask, and wait until the answer is kept."""
    ask(page, text, turn=turn)
    page.locator(f"#turn-{turn} .feedback").wait_for()


def open_panel(page: Page) -> None:
    page.get_by_role("button", name="Conversations").click()
    page.locator("#shelf .top").wait_for()


def menu(page: Page, title: str) -> None:
    page.locator("#shelf").get_by_label(f"More about “{title}”").click()


def test_a_conversation_is_found_again_named_searched_deleted_and_brought_back(
    browser: Browser, tmp_path: Path
) -> None:
    with page_of(browser, tmp_path) as page:
        open_panel(page)
        expect(page.locator("#shelf .list")).to_contain_text("Nothing kept yet")
        asked(page, ESTONIA)
        asked(page, LATVIA, turn=2)
        current = page.locator("#shelf a[aria-current=page]")
        expect(current).to_contain_text("2 questions")
        expect(page.locator("#shelf h3")).to_have_text("Today")

        page.reload()
        expect(page.locator("#turn-1 .words")).to_have_text(QUOTE)
        expect(page.locator("#turn-2 .abstained")).to_be_visible()
        expect(current).to_contain_text(ESTONIA)

        page.locator("#shelf .new").click()
        expect(page.locator(".turn")).to_have_count(0)
        asked(page, "who will pay for the quay?")
        page.locator("#shelf .words").fill("latvia")
        expect(page.locator("#shelf li")).to_have_count(1)
        expect(page.locator("#shelf .asked")).to_have_text(LATVIA)
        page.locator("#shelf .words").fill("")
        expect(page.locator("#shelf li")).to_have_count(2)

        menu(page, ESTONIA)
        page.locator("#shelf details[open] .rename").click()
        page.locator("#shelf .retitle").fill("Baltic guarantees")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Baltic guarantees").click()
        expect(page.locator("#turn-2 .abstained")).to_be_visible()
        expect(current).to_contain_text("Baltic guarantees")
        address = page.url

        menu(page, "Baltic guarantees")
        page.locator("#shelf details[open] .delete").click()
        expect(page.locator("#shelf-toast")).to_contain_text("Deleted.")
        expect(page.locator(".turn")).to_have_count(0)
        expect(page.locator("#shelf li")).to_have_count(1)
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#turn-2 .abstained")).to_be_visible()
        expect(page.locator("#shelf li")).to_have_count(2)

    where = f"/?{address.partition('?')[2]}"
    with serving(shelf_server.main, tmp_path, 0, True) as url:
        with watched(browser, f"{url}{where}") as page:
            expect(page.locator("#turn-1 .standing")).to_have_text(
                "[1] The article has been withdrawn since."
            )
            expect(page.locator("#e1-1 .standing")).to_have_count(1)
            open_panel(page)
            page.locator("#shelf button.erase").click()
            page.locator("#shelf-form .main").click()
            expect(page.locator("#shelf .list")).to_contain_text("Nothing kept yet")
        with watched(browser, f"{url}{where}") as page:
            expect(page.locator("#thread")).to_contain_text("This conversation is not kept here")


def test_a_disliked_answer_becomes_a_question_and_every_file_is_saved(
    browser: Browser, tmp_path: Path
) -> None:
    with page_of(browser, tmp_path, refused=1) as page:
        asked(page, ESTONIA)
        row = page.locator("#turn-1 .feedback")
        row.get_by_role("button", name="Bad answer").click()
        page.get_by_label("Reason").fill("That is last week's.")
        page.get_by_role("button", name="Keep").click()
        expect(row.locator(".reason")).to_have_text("That is last week's.")
        asked(page, LATVIA, turn=2)  # the page is drawn anew
        bad = row.get_by_role("button", name="Bad answer")
        expect(bad).to_have_attribute("aria-pressed", "true")

        row.get_by_role("button", name="Add to the eval set").click()
        form = page.locator("#shelf-form")
        form.get_by_label("Articles that have it").fill("nowhere-1")
        form.get_by_role("button", name="Add").click()
        expect(form.get_by_role("alert")).to_contain_text("nowhere-1")
        form.get_by_label("Articles that have it").fill("")
        form.get_by_label("Right answer").fill("Kaja Saar")
        form.get_by_role("button", name="Add").click()
        expect(row).to_contain_text("In the eval set")
        line = json.loads((tmp_path / "questions.jsonl").read_text())
        assert (line["question"], line["accepted"]) == (ESTONIA, ["Kaja Saar"])
        assert line["notes"]["reason"] == "That is last week's."

        page.reload()
        expect(row.locator(".reason")).to_have_text("That is last week's.")
        bad.click()
        expect(bad).to_have_attribute("aria-pressed", "false")
        expect(row.locator(".reason")).to_have_count(0)

        open_panel(page)
        menu(page, ESTONIA)
        files = {name: saved(page, name) for name in ("Markdown", "HTML", "JSON", "Citations")}
        assert QUOTE in files["Markdown"].read_text("utf-8")
        cited = json.loads(files["JSON"].read_text("utf-8"))["turns"][0]["answer"]["citations"][0]
        assert (cited["quote"], len(cited["revision_sha256"])) == (QUOTE, 64)
        (item,) = json.loads(files["Citations"].read_text("utf-8"))
        assert item["title"] == "Ministers leave the quay without a plan"

        alone = browser.new_page()
        asked_for: list[str] = []
        alone.on("request", lambda request: asked_for.append(request.url))
        alone.goto(files["HTML"].as_uri())
        expect(alone.locator("blockquote").first).to_have_text(QUOTE)
        assert asked_for == [files["HTML"].as_uri()]
        alone.close()


def saved(page: Page, name: str) -> Path:
    """The file that an entry of the open menu saves."""
    with page.expect_download() as download:
        page.locator("#shelf details[open]").get_by_role("link", name=name).click()
    named = Path(download.value.suggested_filename)
    assert named.stem.startswith("what-did-estonia-say-about-guarantees")
    return download.value.path().rename(download.value.path().with_suffix(named.suffix))


def test_on_a_phone_the_panel_is_a_sheet_and_machines_find_no_barrier(
    browser: Browser, tmp_path: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    size = {"width": 390, "height": 844}
    with page_of(
        browser, tmp_path, viewport=size, has_touch=True, color_scheme="dark", bypass_csp=True
    ) as page:
        asked(page, ESTONIA)
        expect(page.locator("#shelf")).to_be_hidden()
        open_panel(page)
        expect(page.locator("#shelf")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        menu(page, ESTONIA)

        found = [
            (one["id"], node["html"][:160])
            for one in axe.run(page).response["violations"]
            for node in one["nodes"]
            if one["impact"] in {"serious", "critical"}
        ]
        assert found == []

        page.keyboard.press("Escape")  # the menu
        page.keyboard.press("Escape")
        expect(page.locator("#shelf")).to_be_hidden()
        expect(page.get_by_role("button", name="Conversations")).to_be_focused()
        page.reload()
        page.locator("#turn-1 .feedback").wait_for()
        expect(page.locator("#shelf")).to_be_hidden()
