"""A real home, a real server in a process of its own, and a browser."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import Watched, browser_at, find_chromium, open_page
from tests.forked import running
from tests.made_once import made_once

HERE = Path(__file__).parent
RUN = (sys.executable, "-c", "from ui.cli.main import main; main()")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; without one the test is skipped by name, or fails if it must not be."""
    path = find_chromium()
    if path is None:
        reason = "no Chromium or Chrome is installed"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Open one a module: while it is open, Playwright's event loop runs in this thread.

    Left open, no other test of the process could start a loop of its own.
    """
    with browser_at(chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, sample_home: Path) -> Path:
    """The sample archive, and articles that are hard to show."""

    def make(home: Path) -> None:
        shutil.copytree(sample_home, home)
        run = subprocess.run(
            [*RUN, "ingest", "--home", str(home), "--quiet", str(HERE / "articles")],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert run.returncode == 0, run.stderr

    made = made_once(tmp_path_factory, "hard-to-show", make)
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("browser") / "home"))


@pytest.fixture(scope="session")
def url(chromium: str, home: Path) -> Iterator[str]:
    del chromium  # asked for first: without a browser nothing need be served
    with served([*RUN, "serve", "--home", str(home), "--port", "0", "--json"]) as url:
        yield url


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Callable[..., Watched]]:
    """Open a page; whatever a test did there, it went nowhere else and nothing was amiss.

    What an address shows is opened by it: to leave a page that has just been opened cuts off its
    stream of events, which Gradio calls an error.
    """
    pages: list[Watched] = []

    def open_one(address: str = "", **options: object) -> Watched:
        pages.append(open_page(browser, f"{url}/{address}", **options))
        return pages[-1]

    yield open_one
    for watched in pages:
        watched.page.context.close()
        assert (watched.elsewhere, watched.dialogs, watched.complaints) == ([], [], [])


@contextmanager
def served(command: list[str], environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run a server that prints its address as a line of JSON; interrupt it at the end.

    ``environment`` is added to ours.
    """
    with subprocess.Popen(
        command,
        env=os.environ | dict(environment or {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            pytest.fail(process.communicate(timeout=30)[1])
        try:
            yield json.loads(line)["url"]
        finally:
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in errors) == (0, False), errors


@contextmanager
def serving(server: Callable[..., None], *arguments: object) -> Iterator[str]:
    """The same with a server of ours in a process that has imported Gradio already."""
    with running(server, *arguments) as one:
        line = one.out.readline()
        if not line:
            one.process.join(timeout=30)
            pytest.fail(one.errors.read_text("utf-8"))
        try:
            yield json.loads(line)["url"]
        finally:
            os.kill(one.process.pid or 0, signal.SIGINT)
            one.process.join(timeout=30)
        errors = one.errors.read_text("utf-8")
        assert (one.process.exitcode, "Traceback" in errors) == (0, False), errors
