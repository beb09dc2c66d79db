"""Finding Chromium and opening pages in it that may talk to this machine only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# What Gradio's own script says where a page is left while a stream of its events is open.
ON_LEAVING = ("AbortError: ", "Unexpected error Connection errored out.")


def find_chromium() -> str | None:
    """Return the path of an installed Chromium or Chrome."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def browser_at(path: str) -> Iterator[Browser]:
    """Run the browser at ``path``, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """A page, and everything it should not have done."""

    page: Page
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.hostname != "127.0.0.1":
            self.elsewhere.append(request.url)

    def watch(self) -> Watched:
        """Note requests to elsewhere, console errors (a broken policy is one) and dialogs."""

        def on_dialog(dialog: Any) -> None:
            self.dialogs.append(dialog.message)
            dialog.dismiss()

        self.page.on("request", self._request)
        self.page.on("dialog", on_dialog)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error" and not message.text.startswith(ON_LEAVING):
                self.complaints.append(message.text)

        self.page.on("console", on_console)
        return self


def open_page(browser: Browser, url: str, **options: Any) -> Watched:
    """Open ``url`` in a context of its own and wait until a question can be asked."""
    context = browser.new_context(**{"reduced_motion": "reduce", **options})
    watched = Watched(context.new_page()).watch()
    watched.page.goto(url)
    watched.page.locator("#question textarea").wait_for()
    watched.page.locator("#masthead .coverage:not(:empty)").wait_for()
    return watched


def ask(page: Page, question: str, *, turn: int = 1) -> None:
    """Ask a question in the page and wait until it is answered, one way or another."""
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    done = f"#turn-{turn} :is(.answer, .abstained, .failed)"
    page.locator(done).wait_for(timeout=60_000)
