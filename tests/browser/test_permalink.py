from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_link_asks_its_question_and_a_bad_one_is_explained(
    opened: Callable[..., Watched],
) -> None:
    page = opened(
        "?q=what%20did%20Estonia%20say%20about%20guarantees%3F&as_of=2024-11-28"
        "&publisher=The%20Harbour%20Post"
    ).page
    page.locator("#turn-1 .answer").wait_for(timeout=60_000)
    row = page.locator("#turn-1 .understood")
    expect(row).to_contain_text("from The Harbour Post set")
    expect(row).to_contain_text("as of 28 November 2024 set")
    expect(page.get_by_role("button", name="Filters · 2 on")).to_be_visible()

    for bad, reason in (
        ("?q=who%20won&from=soon", "“from” is not a date: soon"),
        ("?q=", "there is no question in it"),
        ("?c=nothing", "This conversation is not kept here"),
    ):
        page = opened(bad).page
        expect(page.locator("#turn-1 .failed")).to_contain_text(reason, timeout=60_000)
