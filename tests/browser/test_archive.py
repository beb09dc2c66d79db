from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.chromium import Watched, ask, open_page
from tests.browser.conftest import RUN, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Show = Callable[..., Watched]


@pytest.fixture(scope="module")
def archive_url(
    chromium: str, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server over a copy of the home: articles are added to it and withdrawn."""
    del chromium
    own = tmp_path_factory.mktemp("archive") / "home"
    shutil.copytree(home, own)
    with served([*RUN, "serve", "--home", str(own), "--port", "0", "--json"]) as url:
        yield url


@pytest.fixture
def shown(browser: Browser, archive_url: str) -> Iterator[Show]:
    """Open the archive page; whatever a test did there, it went nowhere else."""
    pages: list[Watched] = []

    def open_one(query: str = "", **options: Any) -> Watched:
        context = browser.new_context(**{"reduced_motion": "reduce", **options})
        pages.append(Watched(context.new_page()).watch())
        pages[-1].page.goto(f"{archive_url}/archive{query}")
        pages[-1].page.locator("#archive .tabs").wait_for()
        return pages[-1]

    yield open_one
    for watched in pages:
        watched.page.context.close()
        assert (watched.elsewhere, watched.dialogs) == ([], [])
        # a refused upload is told in the page; the browser says it on the console as well
        assert [one for one in watched.complaints if "Failed to load resource" not in one] == []


def upload(page: Page, *files: tuple[str, bytes]) -> None:
    """Choose files and send them, and wait until the ingest has ended."""
    page.locator("#f-files").set_input_files(
        [FilePayload(name=name, mimeType="text/plain", buffer=body) for name, body in files]
    )
    page.get_by_role("button", name="Add to the archive").click()
    page.locator(":is(.stage.done, .stage.failed)").wait_for(timeout=120_000)


def test_articles_are_searched_filtered_by_the_plot_and_read(shown: Show) -> None:
    page = shown().page
    expect(page.locator("#found")).to_contain_text("articles")
    page.keyboard.press("/")
    page.keyboard.type("guarantees")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("words=guarantees"))
    expect(page.locator(".row mark").first).to_be_visible()
    assert {one.casefold()[:8] for one in page.locator(".snippet mark").all_inner_texts()} == {
        "guarante"
    }

    page.locator("a.bar").first.click()
    expect(page).to_have_url(re.compile("from=2024-11-25&to=2024-12-01"))
    expect(page.locator(".plot-head h2")).to_have_text("Articles a day")
    page.locator(".legend a", has_text="The Harbour Post").click()
    expect(page.locator(".chip", has_text="The Harbour Post")).to_be_visible()
    assert set(page.locator(".row .publisher").all_inner_texts()) == {"The Harbour Post"}
    count = page.locator("#found").inner_text()

    page.reload()
    expect(page.locator("#found")).to_have_text(count)
    page.locator(".row a.read").first.click()
    expect(page.locator("dialog#reader")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("article="))  # gone back by itself
    page.go_back()
    expect(page.locator(".chip", has_text="The Harbour Post")).to_have_count(0)


def test_a_date_is_typed_in_one_go_and_counts_once_its_field_is_left(shown: Show) -> None:
    page = shown().page
    page.locator("#f-from").focus()
    page.keyboard.type("11252024")
    expect(page).to_have_url(re.compile(r"/archive$"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/archive\?from=2024-11-25$"))

    page.locator("#f-to").focus()
    page.keyboard.type("12012024")
    page.locator("#f-publisher").focus()
    expect(page).to_have_url(re.compile(r"from=2024-11-25&to=2024-12-01$"))
    page.locator("#f-to").fill("2024-11-30")  # as the picker does, without a key
    expect(page).to_have_url(re.compile(r"from=2024-11-25&to=2024-11-30$"))
    page.go_back()
    expect(page.locator("#f-to")).to_have_value("2024-12-01")


def test_the_list_below_the_reader_keeps_what_it_is_narrowed_to(shown: Show) -> None:
    page = shown("?words=ferry").page
    count = page.locator("#found").inner_text()
    page.locator(".row a.read").first.click()
    page.locator("#reader .reader-text").wait_for()
    expect(page).to_have_url(re.compile(r"\?words=ferry&article="))
    page.reload()
    page.locator("#reader .reader-text").wait_for()
    expect(page.locator("#found")).to_have_text(count)

    page.evaluate("document.getElementById('found').id = 'before'")
    page.go_back()
    expect(page.locator("#reader")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/archive\?words=ferry$"))
    expect(page.locator("#before")).to_have_text(count)  # nothing was asked for anew


def test_pages_and_bars_are_gone_through_with_the_keyboard(shown: Show) -> None:
    page = shown().page
    page.locator(".pager a", has_text="Next").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"archive\?page=2$"))
    expect(page.locator(".pager .here")).to_contain_text("Page 2")
    page.locator("a.bar[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("a.bar").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"archive\?from=[^&]+&to=[^&]+$"))


def test_what_it_holds_and_what_was_left_out_is_told(shown: Show) -> None:
    page = shown("?view=publishers").page
    expect(page.locator("#publishers")).to_contain_text("The Harbour Post")
    expect(page.locator("#inputs")).to_contain_text("articles")

    page.get_by_role("link", name="Left out").click()
    expect(page.locator("#failures")).to_contain_text("W_INSTRUCTIONS")
    page.locator("#f-find").fill("no such words")
    page.keyboard.press("Enter")
    expect(page.locator("#failures")).to_contain_text("Nothing.")


STORY = {
    "title": "Otters return to the Vessel canal",
    "text": "Otters have returned to the Vessel canal after forty years. “We counted eleven of them"
    " at the old lock,” said Marta Lindqvist, the warden of the canal.",
    "published": "2025-03-20",
    "id": "otters-1",
}


def test_an_uploaded_article_is_read_answers_and_can_be_withdrawn(
    shown: Show, archive_url: str
) -> None:
    page = shown("?view=add").page
    covered = page.locator("#masthead .coverage:not(:empty)")
    before = covered.inner_text()
    page.locator("#f-publisher").fill("Canal Gazette")
    lines = f"{json.dumps(STORY)}\nno json\n".encode()
    upload(page, ("../../otters.jsonl", lines), ("notes.pdf", b"%PDF-1.4"))

    expect(page.locator(".stage.done > h2")).to_have_text(
        "1 added, 0 revised, 0 unchanged, 1 left out"
    )
    expect(covered).not_to_have_text(before)
    expect(page.locator("#upload_left_out")).to_contain_text("otters.jsonl:2")
    expect(page.locator(".refused")).to_contain_text("notes.pdf is not a kind of file")
    expect(page.get_by_role("link", name="Ask about them")).to_have_attribute("href", "./")
    upload(page, ("otters.jsonl", lines))
    expect(page.locator(".stage.done > h2")).to_contain_text("0 added, 0 revised, 1 unchanged")

    page.goto(archive_url)
    page.locator("#masthead .coverage:not(:empty)").wait_for()
    ask(page, "How many otters were counted at the old lock of the Vessel canal?")
    expect(page.locator("#turn-1 .answer")).to_contain_text("eleven of them")

    page.goto(f"{archive_url}/archive?words=otters")
    page.locator(".withdrawing summary").click()
    page.get_by_role("button", name="Withdraw this article").click()
    expect(page.locator("#withdrawals .under-way")).to_contain_text("is being withdrawn…")
    page.reload()
    expect(page.locator("#found")).to_have_text("No article", timeout=120_000)
    expect(page.locator("#withdrawals")).to_contain_text("is withdrawn.")
    page.get_by_role("link", name="See what is withdrawn").click()
    expect(page.locator(".row .headline")).to_have_text("Otters return to the Vessel canal")
    expect(page.locator(".row :is(a.read, .snippet)")).to_have_count(0)


def test_a_home_without_an_archive_is_filled_from_the_page_and_asked(
    browser: Browser, tmp_path: Path
) -> None:
    question = "How many otters were counted at the old lock of the Vessel canal?"
    with served([*RUN, "serve", "--home", str(tmp_path / "new"), "--port", "0", "--json"]) as url:
        watched = open_page(browser, url)
        page = watched.page
        ask(page, question)
        expect(page.locator("#turn-1 .verdict")).to_have_text("The archive is empty")
        page.locator("#turn-1 .hint a", has_text="Add articles").click()
        page.locator("#f-files").wait_for()
        upload(page, ("otters.jsonl", json.dumps(STORY).encode()))
        page.get_by_role("link", name="Ask about them").click()
        page.locator("#masthead .coverage", has_text="1 article").wait_for()
        expect(page.locator("#opening .example")).to_contain_text(["Otters return"])
        ask(page, question)
        expect(page.locator("#turn-1 .answer")).to_contain_text("eleven of them")
        assert (watched.elsewhere, watched.dialogs, watched.complaints) == ([], [], [])
        page.context.close()


HOSTILE = b"""<!doctype html><html><head><title>Storm <b>x</b><img src=http://evil.example/t.png>
</title><script>alert(1)</script></head><body><article><h1>The storm of Karsnes</h1>
<p onclick="alert(2)">The storm of Karsnes broke eleven masts in the night, the harbour office said.
<img src="http://evil.example/x.png" onerror="alert(3)"><script>alert(4)</script> Nobody was hurt,
and the ferries will sail again on Thursday morning, weather permitting, it added.</p>
<p>![x](http://evil.example/y.png) [1] {{braces}}</p></article></body></html>"""


def test_hostile_files_do_nothing_and_are_named(shown: Show) -> None:
    page = shown("?view=add").page
    name = "<img src=x onerror=alert(1)>.html"
    upload(page, (name, HOSTILE), ("broken.zip", b"PK\x03\x04 nothing"), ("empty.txt", b""))

    expect(page.locator(".stage.done > h2")).to_contain_text("1 added")
    expect(page.locator("#upload_left_out")).to_contain_text("broken.zip")
    page.goto(page.url.split("?")[0] + "?words=karsnes+masts")
    expect(page.locator(".row")).to_have_count(1)
    assert page.locator("#archive :is(img, script)").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_that_a_machine_can_find(shown: Show, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = shown("?words=guarantees", color_scheme=scheme, bypass_csp=True).page
    found = []
    for view in ("Articles", "Publishers and inputs", "Left out", "Add articles"):
        page.get_by_role("link", name=view, exact=True).click()
        page.locator(f".tabs [aria-current]:text-is('{view}')").wait_for()
        found += [
            (view, one["id"], node["html"][:160])
            for one in axe.run(page).response["violations"]
            for node in one["nodes"]
            if one["impact"] in {"serious", "critical"}
        ]

    assert found == []


def test_on_a_phone_nothing_is_wider_than_the_screen(shown: Show) -> None:
    page = shown("?words=guarantees", viewport={"width": 390, "height": 844}).page
    for view in ("Articles", "Publishers and inputs", "Left out", "Add articles"):
        page.get_by_role("link", name=view, exact=True).click()
        page.locator(f".tabs [aria-current]:text-is('{view}')").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, view
