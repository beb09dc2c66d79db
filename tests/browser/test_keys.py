from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Watched
from tests.browser.test_chips import settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def focused(page: Page) -> str:
    """The id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def test_the_page_is_worked_with_keys_alone(opened: Callable[..., Watched]) -> None:
    page = opened().page
    page.keyboard.press("/")
    page.keyboard.type("what did Estonia say about guarantees?")
    page.keyboard.press("Enter")
    page.locator("#turn-1 .answer").wait_for(timeout=60_000)
    settled(page)
    page.locator("#turn-1 .actions button").first.focus()

    page.keyboard.press("j")
    assert focused(page) == "e1-1"
    page.keyboard.press("j")
    assert focused(page) == "e1-2"
    page.keyboard.press("k")
    assert focused(page) == "e1-1"
    expect(page.locator("#e1-1")).to_have_class("card lit")
    page.keyboard.press("Enter")
    expect(page.locator("#reader")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()

    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Keys")).to_be_hidden()
    page.keyboard.press("?")
    page.locator("#keys").click(position={"x": 4, "y": 4})  # its own padding
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.mouse.click(4, 4)
    expect(page.get_by_role("heading", name="Keys")).to_be_hidden()
    page.locator("#turn-1 .actions button[name=ask_edit]").click()
    page.locator("#thread .turn.editing").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#thread .turn.editing")).to_have_count(0)


def test_a_question_sent_while_another_is_answered_is_asked_after_it(
    opened: Callable[..., Watched],
) -> None:
    page = opened().page
    field = page.locator("#question textarea")
    field.fill("what did Latvia say about guarantees?")
    field.press("Enter")
    page.locator("#turn-1.running").wait_for()
    field.fill("Who won the Elve Valley election?")
    field.press("Enter")

    page.locator("#turn-2 .answer").wait_for(timeout=60_000)
    expect(field).to_have_value("")
    expect(page.locator("#next")).to_have_text("")
