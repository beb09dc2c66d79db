from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.chromium import ask, open_page
from tests.browser.conftest import serving
from tests.browser.held_server import main

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@contextmanager
def held() -> Iterator[str]:
    """A server that answers who waits when the test ends."""
    theirs, ours = Pipe(duplex=False)
    with theirs, serving(main, theirs) as url, ours:
        yield url


def test_past_the_queues_end_a_reader_is_told_to_try_again_and_keeps_the_question(
    browser: Browser,
) -> None:
    with held() as url:
        watched = [open_page(browser, url) for _ in range(3)]
        pages = [one.page for one in watched]
        for page in pages[:2]:
            page.locator("#question textarea").fill("Who waits?")
            with page.expect_response("**/gradio_api/queue/join*"):
                page.locator("#question textarea").press("Enter")
            if page is pages[0]:
                page.locator(".pending").wait_for()
        pages[2].locator("#question textarea").fill("Who waits?")
        pages[2].locator("#question textarea").press("Enter")

        expect(pages[2].locator(".toast-wrap")).to_contain_text("busy. Please try again")
        expect(pages[2].locator("#question textarea")).to_have_value("Who waits?")
        for page in pages:
            page.context.close()
        assert [one.elsewhere for one in watched] == [[], [], []]


def test_what_is_running_can_be_stopped_by_a_key(browser: Browser) -> None:
    with held() as url:
        page = open_page(browser, url).page
        page.locator("#question textarea").fill("Who waits?")
        page.keyboard.press("Enter")
        page.locator("#stop").wait_for()
        page.keyboard.press("Escape")

        expect(page.locator("#send")).to_be_visible()
        expect(page.locator("#stop")).to_be_hidden()
        expect(page.locator("#turn-1 :is(.turn-note, .answer)").first).to_be_visible()
        page.context.close()


def test_a_button_that_is_not_heard_meanwhile_says_so(browser: Browser) -> None:
    with held() as url:
        watched = open_page(browser, url)
        page = watched.page
        ask(page, "Who answers?")
        page.locator("#question textarea").fill("Who waits?")
        page.locator("#question textarea").press("Enter")
        page.locator("#turn-2.running").wait_for()
        page.locator("#turn-1 button[name=ask_retry]").click()

        expect(page.locator("#next")).to_contain_text("Not while an answer is being written")
        page.locator("#stop").click()
        expect(page.locator("#next")).to_be_empty()
        page.context.close()
        assert watched.elsewhere == []


def test_a_question_that_waits_and_is_refused_is_sent_once_and_kept(browser: Browser) -> None:
    with held() as url:
        watched = open_page(browser, url)
        page = watched.page
        field = page.locator("#question textarea")
        field.fill("Who is slow?")
        field.press("Enter")
        page.locator("#turn-1.running").wait_for()
        sent: list[str] = []

        def full(route: Route) -> None:
            sent.append(route.request.url)
            route.fulfill(status=503, json={"detail": "the queue is full"})

        page.route("**/gradio_api/queue/join*", full)
        field.fill("Who answers?")
        field.press("Enter")
        expect(page.locator("#next")).to_contain_text("Asked once this is answered")
        expect(page.locator(".toast-body.error")).to_have_count(1)
        expect(page.locator("#next")).to_be_empty()
        page.wait_for_timeout(1000)

        assert len(sent) == 1
        expect(page.locator(".toast-body.error")).to_have_count(1)
        expect(field).to_have_value("Who answers?")
        page.context.close()
        assert watched.elsewhere == []
