from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.chromium import Watched, open_page
from tests.browser.conftest import serving
from tests.browser.shelf_server import main
from tests.browser.test_shelf import ESTONIA, LATVIA, asked
from tests.ui.web.newsroom import QUOTE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUAY = "who will pay for the quay?"


def liked(page: Page) -> None:
    """Ask, and like the answer: by then its stream of events is closed."""
    asked(page, ESTONIA)
    page.locator("#turn-1 .rate.like").click()
    page.locator("#turn-1 .rate.like.on").wait_for()


def test_a_page_outlives_its_server(browser: Browser, tmp_path: Path) -> None:
    with serving(main, tmp_path) as url:
        watched = open_page(browser, url)
        page = watched.page
        liked(page)
    port = urlsplit(url).port

    with serving(main, tmp_path, port):
        asked(page, LATVIA, turn=2)
        expect(page.locator("#turn-1 .words")).to_have_text(QUOTE)
    field = page.locator("#question textarea")
    field.fill(QUAY)
    field.press("Enter")
    expect(page.locator(".toast-wrap")).to_contain_text("Connection to the server was lost")
    page.evaluate("document.body.id = 'before'")

    with serving(main, tmp_path, port):
        page.locator("body:not(#before)").wait_for(timeout=60_000)  # it is another page
        expect(field).to_have_value(QUAY)
        expect(page.locator("#turn-2 .abstained")).to_be_visible()
        asked(page, QUAY, turn=3)
        page.locator("#turn-1 button[name=ask_edit]").click()  # it has not forgotten
        expect(page.locator("#turn-1.editing")).to_be_visible()
    page.context.close()
    assert watched.elsewhere == []


def test_a_publisher_chosen_outlives_the_server(browser: Browser, tmp_path: Path) -> None:
    with serving(main, tmp_path) as url:
        watched = open_page(browser, url)
        page = watched.page
        page.get_by_role("button", name="Filters").click()
        page.locator("#filters").get_by_label("Publishers").click()
        page.get_by_role("option", name="Harbour Post").click()
        expect(page.get_by_role("button", name="Filters · 1 on")).to_be_visible()
        liked(page)

    with serving(main, tmp_path, urlsplit(url).port):
        asked(page, LATVIA, turn=2)
        expect(page.get_by_role("button", name="Filters · 1 on")).to_be_visible()
    page.context.close()
    assert watched.elsewhere == []


# A stream of events that is still open when its last one has come, as for an instant it always is.
LINGERING = """() => {
  const plain = window.fetch;
  window.fetch = async (...given) => {
    const answer = await plain(...given);
    if (!answer.url.includes("/queue/data")) return answer;
    const bytes = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const lingering = new ReadableStream({
      async start(out) {
        for (;;) {
          const { done, value } = await bytes.read();
          if (done) return;
          window.lingers = value.includes('"close_stream"');
          out.enqueue(value.replace(/data: .*"close_stream".*\\n\\n/, ""));
        }
      },
    });
    return new Response(lingering.pipeThrough(new TextEncoderStream()), answer);
  };
}"""


def test_a_page_that_hears_nothing_more_is_loaded_anew(browser: Browser, tmp_path: Path) -> None:
    with serving(main, tmp_path) as url:
        watched = open_page(browser, url)
        page = watched.page
        liked(page)
        page.evaluate(LINGERING)
        asked(page, LATVIA, turn=2)
        page.wait_for_function("window.lingers")
    field = page.locator("#question textarea")
    page.evaluate("document.body.id = 'before'")

    with serving(main, tmp_path, urlsplit(url).port):
        field.fill(QUAY)
        field.press("Enter")
        page.locator("body:not(#before)").wait_for(timeout=60_000)
        expect(field).to_have_value(QUAY)
    page.context.close()
    assert watched.elsewhere == []


def test_files_that_reach_no_server_can_be_sent_again(browser: Browser, url: str) -> None:
    watched = Watched(browser.new_page()).watch()
    page = watched.page
    page.goto(f"{url}/archive?view=add")
    page.locator("#f-files").set_input_files(
        [FilePayload(name="a.txt", mimeType="text/plain", buffer=b"One.")]
    )
    page.route("**/articles/upload/begin", lambda route: route.abort())
    send = page.get_by_role("button", name="Add to the archive")
    send.click()

    expect(page.locator(".refused")).to_have_text(
        "The server cannot be reached. Is it still running?"
    )
    expect(send).to_be_enabled()
    page.context.close()
    assert watched.elsewhere == []


def test_a_withdrawal_that_hears_no_more_of_its_server_says_so_and_goes_on(
    browser: Browser, url: str
) -> None:
    watched = Watched(browser.new_page()).watch()
    page = watched.page
    page.goto(f"{url}/archive?words=ferry")
    page.route("**/articles/withdraw", lambda route: route.fulfill(json={"said": "…"}))
    page.route("**/articles/withdrawals", lambda route: route.abort())
    page.locator(".withdrawing summary").first.click()
    page.get_by_role("button", name="Withdraw this article").first.click()
    lost = page.locator("#lost")

    expect(lost).to_have_text("The server cannot be reached. Is it still running?")
    page.unroute("**/articles/withdrawals")
    expect(lost).to_have_count(0)
    page.context.close()
    assert watched.elsewhere == []


UNDER_WAY = '<ul class="withdrawals"><li class="under-way">It is being withdrawn…</li></ul>'
OVER = '<ul class="withdrawals"><li class="over">It is withdrawn.</li></ul>'


@pytest.fixture
def withdrawing(browser: Browser, url: str) -> Iterator[tuple[Page, list[str]]]:
    """The archive page, where a withdrawal has begun, and what the server says of it."""
    watched = Watched(browser.new_page()).watch()
    page, told = watched.page, [UNDER_WAY]
    page.goto(f"{url}/archive?words=ferry")
    page.route("**/articles/withdraw", lambda route: route.fulfill(json={"said": "…"}))
    page.route("**/articles/withdrawals", lambda route: route.fulfill(body=told[-1]))
    page.locator(".withdrawing summary").first.click()
    page.get_by_role("button", name="Withdraw this article").first.click()
    page.locator("#withdrawals .under-way").wait_for()
    yield page, told
    page.context.close()
    assert watched.elsewhere == []


def test_a_server_that_knows_nothing_of_what_was_under_way_was_started_anew(
    withdrawing: tuple[Page, list[str]],
) -> None:
    page, told = withdrawing
    told.append("")

    expect(page.locator("#anew")).to_contain_text("The server was started anew")
    page.get_by_role("link", name="Left out").click()
    expect(page.locator("#anew")).to_have_count(0)


def test_what_is_typed_outlives_a_withdrawal_that_ends(
    withdrawing: tuple[Page, list[str]],
) -> None:
    page, told = withdrawing
    page.locator("#f-words").fill("ferry ha")
    with page.expect_response("**/articles/view*"):
        told.append(OVER)

    expect(page.locator("#found")).to_be_visible()
    expect(page.locator("#f-words")).to_have_value("ferry ha")
    expect(page.locator("#f-words")).to_be_focused()
    page.keyboard.type("rbour")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"words=ferry\+harbour$"))
    expect(page.locator("#archive:not([aria-busy])")).to_be_visible()
    page.go_back()
    expect(page.locator("#f-words")).to_have_value("ferry")


def test_the_count_is_told_anew_when_a_withdrawal_really_ends(
    withdrawing: tuple[Page, list[str]],
) -> None:
    page, told = withdrawing
    page.route("**/articles/coverage", lambda route: route.fulfill(body=f"after {len(told)}"))
    page.get_by_role("link", name="Left out").click()
    page.locator("#failures").wait_for()
    told.append(OVER)

    expect(page.locator("#masthead .coverage")).to_have_text("after 2")


def test_an_answer_that_is_none_is_said(browser: Browser, url: str) -> None:
    watched = Watched(browser.new_page()).watch()
    page = watched.page
    page.goto(f"{url}/archive?words=ferry")
    page.locator("#found").wait_for()
    page.route("**/articles/view*", lambda route: route.fulfill(status=500, body="broken"))
    page.get_by_role("link", name="Left out").click()

    expect(page.locator("#lost")).to_contain_text("HTTP 500")
    page.unroute("**/articles/view*")
    page.get_by_role("link", name="Left out").click()
    expect(page.locator("#lost")).to_have_count(0)
    page.context.close()
    assert watched.elsewhere == []


AT_WORK = '<section id="q-now" data-step="asking"><p class="q-live">3 of 9</p></section>'


def test_a_run_that_hears_no_more_of_its_server_says_so_and_goes_on(
    browser: Browser, url: str
) -> None:
    watched = Watched(browser.new_page()).watch()
    page = watched.page
    page.route("**/runs/", lambda route: route.fulfill(body=AT_WORK, content_type="text/html"))
    page.route("**/runs/now", lambda route: route.abort())
    page.goto(f"{url}/quality")
    lost = page.locator("#lost")

    expect(lost).to_have_text("The server cannot be reached. Is it still running?")
    expect(page.locator(".q-live")).to_have_text("3 of 9")
    page.unroute("**/runs/now")
    later = AT_WORK.replace("3", "4")
    page.route("**/runs/now", lambda route: route.fulfill(body=later, content_type="text/html"))
    expect(lost).to_have_count(0)
    expect(page.locator(".q-live")).to_have_text("4 of 9")
    page.context.close()
    assert watched.elsewhere == []
