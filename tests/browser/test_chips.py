from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Watched, ask

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Watched]

POST = "What did Estonia say about guarantees according to the Harbour Post?"


def settled(page: Page) -> None:
    """Wait until nothing is being answered any more."""
    expect(page.locator("#thread .turn.running")).to_have_count(0, timeout=60_000)


def test_chips_are_taken_away_brought_back_and_changed(opened: Open) -> None:
    page = opened().page
    ask(page, POST)
    settled(page)
    row = page.locator("#turn-1 .understood")
    expect(row).to_contain_text("from The Harbour Post")

    page.get_by_role("button", name="Take away: publisher").click()
    expect(row).to_contain_text("publisher ignored", timeout=60_000)
    settled(page)
    expect(row.locator("button:focus")).to_have_count(1)
    expect(page.locator("#thread .turn")).to_have_count(1)
    page.get_by_role("button", name="Use it again: publisher").click()
    expect(row).to_contain_text("from The Harbour Post", timeout=60_000)
    settled(page)

    row.locator("button[name=publishers]").click()
    sheet = page.locator("#editor-publishers")
    expect(sheet.get_by_label("The Harbour Post")).to_be_checked()
    sheet.get_by_label("The Harbour Post").uncheck()
    sheet.get_by_label("The Baltic Lantern").check()
    sheet.get_by_role("button", name="Ask again with this").click()
    expect(row).to_contain_text("The Baltic Lantern set", timeout=60_000)
    settled(page)
    assert set(page.locator("#evidence .card:visible .publisher").all_inner_texts()) == {
        "The Baltic Lantern"
    }
    expect(page.get_by_role("button", name="Filters · 1 on")).to_be_visible()
    expect(page.locator("#turn-1 .asked")).to_be_focused()

    expect(row.locator(".icon").first).to_be_visible()
    page.emulate_media(media="print")
    expect(row.locator(".icon").first).to_be_hidden()
    expect(row).to_be_visible()


def test_dates_are_changed_in_a_sheet_that_escape_leaves(opened: Open) -> None:
    page = opened().page
    ask(page, "What did Estonia say about guarantees in November 2024?")
    settled(page)
    row = page.locator("#turn-1 .understood")
    row.locator("button[name=dates]").click()
    page.keyboard.press("Escape")
    expect(page.locator("#editor-dates")).to_be_hidden()

    row.locator("button[name=dates]").click()
    page.locator("#editor-dates").get_by_label("From").fill("2024-12-01")
    page.locator("#editor-dates").get_by_label("To").fill("2024-12-31")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("1 December 2024 to 31 December 2024", timeout=60_000)


def test_wrong_dates_keep_the_answer_and_a_new_conversation_has_no_filters(opened: Open) -> None:
    page = opened().page
    ask(page, "What did Estonia say about guarantees in November 2024?")
    settled(page)
    words = page.locator("#turn-1 .words").first.inner_text()
    page.locator("#turn-1 .understood button[name=dates]").click()
    page.locator("#editor-dates").get_by_label("From").fill("2030-01-01")
    page.locator("#editor-dates").get_by_label("To").fill("2024-01-01")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1 .turn-note")).to_contain_text("2030-01-01", timeout=60_000)
    expect(page.locator("#turn-1 .words").first).to_have_text(words)
    expect(page.locator("#teller")).to_contain_text("2030-01-01")
    expect(page.locator("#turn-1 .asked")).to_be_focused()
    fold = page.locator("#filters > .label-wrap")
    expect(fold).not_to_contain_text(" on")

    fold.click()
    page.locator("#filters").get_by_label("From").press_sequentially("2024-11-01")
    expect(fold).to_contain_text("Filters · 1 on")
    page.locator("#question textarea").fill("why " * 500)
    expect(page.locator("#full")).to_contain_text("cut off")
    page.locator("#question textarea").fill("why")
    expect(page.locator("#full")).to_be_hidden()
    page.locator("#again").click()
    expect(fold).not_to_contain_text(" on")


def test_a_follow_up_shows_what_it_carried_and_an_abstention_offers_questions(
    opened: Open,
) -> None:
    page = opened().page
    ask(page, "what did Estonia say about guarantees?")
    settled(page)
    ask(page, "and Latvia?", turn=2)
    settled(page)

    expect(page.locator("#turn-2 .understood")).to_contain_text("on guarantees carried over")
    offer = page.locator("#turn-2 .offer").first
    question = offer.inner_text()
    offer.click()
    page.locator("#turn-3 .answer").wait_for(timeout=60_000)
    assert page.locator("#turn-3 .asked").inner_text() == question
