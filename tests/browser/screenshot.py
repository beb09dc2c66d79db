"""``python -m tests.browser.screenshot URL OUT.png``: a picture of a served page's answer."""

from __future__ import annotations

import sys

from tests.browser.chromium import ask, browser_at, find_chromium, open_page

QUESTION = "What did Estonia say about guarantees?"
SIZE = {"width": 1320, "height": 820}


def main() -> int:
    """Ask the question at URL, follow its first marker, and write the picture to OUT."""
    path = find_chromium()
    if len(sys.argv) != 3 or path is None:
        print(__doc__ if path else "no Chromium found", file=sys.stderr)  # noqa: T201
        return 2
    url, out = sys.argv[1:]
    with browser_at(path) as browser:
        page = open_page(browser, url, viewport=SIZE, device_scale_factor=2).page
        ask(page, QUESTION)
        page.locator("#thread a.marker").first.click()
        page.locator("#evidence .card.lit").wait_for()
        page.evaluate("document.fonts.ready")
        page.mouse.move(0, 0)
        page.screenshot(path=out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
