"""``python -m tests.browser.screenshot URL FOLDER``: the README's pictures of a served page."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import ask, browser_at, find_chromium, open_page

QUESTION = "What did Estonia say about guarantees?"
DESK = {"width": 1320, "height": 820}
PHONE = {"width": 390, "height": 760}


def main() -> int:
    """Write page.png (light), archive.png (dark) and phone.png."""
    path = find_chromium()
    if len(sys.argv) != 3 or path is None:
        print(__doc__ if path else "no Chromium found", file=sys.stderr)  # noqa: T201
        return 2
    url, folder = sys.argv[1], Path(sys.argv[2])
    with browser_at(path) as browser:
        _take(_answer(browser, url, viewport=DESK), folder / "page.png")
        _take(_archive(browser, url), folder / "archive.png")
        phone = _answer(browser, url, viewport=PHONE, has_touch=True)
        phone.locator("#evidence .card.lit").scroll_into_view_if_needed()
        _take(phone, folder / "phone.png")
    return 0


def _answer(browser: Browser, url: str, **options: object) -> Page:
    """Ask the question and follow the answer's first marker."""
    page = open_page(browser, url, device_scale_factor=2, **options).page
    ask(page, QUESTION)
    page.locator("#thread a.marker").first.click()
    page.locator("#evidence .card.lit").wait_for()
    return page


def _archive(browser: Browser, url: str) -> Page:
    page = open_page(browser, url, viewport=DESK, device_scale_factor=2, color_scheme="dark").page
    page.goto(f"{url}/archive?words=guarantee")
    page.locator(".plot, #archive svg").first.wait_for()
    page.locator("a.read").first.wait_for()
    return page


def _take(page: Page, to: Path) -> None:
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    page.screenshot(path=str(to))


if __name__ == "__main__":
    raise SystemExit(main())
