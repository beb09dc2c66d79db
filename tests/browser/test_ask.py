from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Watched, ask
from tests.browser.test_chips import settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Watched]

ESTONIA = "what did Estonia say about guarantees?"


def test_an_answer_is_copied_linked_to_edited_and_asked_again(opened: Open) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"]).page
    ask(page, ESTONIA)
    settled(page)
    words = page.locator("#turn-1 .words").first.text_content()

    copy = page.locator("#turn-1 button.copy")
    copy.dblclick()
    expect(copy).to_have_text("Copied")
    expect(copy).to_have_text("Copy with citations")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{words} [1]")
    assert "The Harbour Post, “" in copied
    page.locator("#turn-1 a.copy-link").click()
    expect(page.locator("#turn-1 a.copy-link")).to_have_text("Address copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "?q=what%20did%20Estonia%20say" in link

    page.evaluate("document.getElementById('turn-1').classList.add('former')")
    page.get_by_role("button", name="Ask again").click()
    page.locator("#turn-1:not(.former)").wait_for()  # by now it runs, and no other button is heard
    expect(page.locator("#thread .turn")).to_have_count(1)
    settled(page)
    expect(page.locator("#turn-1 .asked")).to_be_focused()
    page.locator("#turn-1 .actions button[name=ask_edit]").click()
    field = page.locator("#question textarea")
    expect(field).to_have_value(ESTONIA)
    expect(field).to_be_focused()
    field.fill("what did Lithuania say about guarantees?")
    field.press("Enter")
    expect(page.locator("#turn-1 .asked")).to_contain_text("Lithuania", timeout=60_000)
    settled(page)
    expect(page.locator("#thread .turn")).to_have_count(1)


def test_a_conversation_is_found_again_after_a_reload(opened: Open) -> None:
    page = opened().page
    ask(page, ESTONIA)
    settled(page)
    expect(page).to_have_url(page.url.partition("?")[0] + "?c=" + page.url.partition("?c=")[2])
    assert "?c=" in page.url
    page.reload()
    page.locator("#turn-1 .answer").wait_for(timeout=60_000)

    expect(page.locator("#evidence mark").first).to_be_visible()
    expect(page.locator("#opening")).to_be_hidden()


def test_the_cue_stands_beside_its_speaker(opened: Open) -> None:
    page = opened().page
    ask(page, ESTONIA)

    expect(page.locator("#e1-1 .speaker")).to_contain_text("Said by Margus Tsahkna · cue told")
