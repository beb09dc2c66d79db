from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import Watched
from tests.browser.conftest import RUN

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Watched]

FEW = 6  # questions of a set that a test can wait for
EARLIER = "20240101-000000-few"
WAIT_MS = 240_000  # for a run on a machine that does much else


@pytest.fixture(scope="module")
def evals(home: Path) -> Path:
    """The home's runs: one finished, of a small set; a set that names an unknown article."""
    lines = files("eval").joinpath("sample/questions.jsonl").read_text("utf-8").splitlines()
    sets = home / "evals" / "sets"
    sets.mkdir(parents=True)
    few = sets / "few.jsonl"
    few.write_text("\n".join(lines[:FEW]), "utf-8")
    stray = {**json.loads(lines[0]), "evidence": [{"article_id": "nowhere-1", "label": "gold"}]}
    (sets / "stray.jsonl").write_text(json.dumps(stray), "utf-8")
    out = home / "evals" / EARLIER
    command = [*RUN, "eval", str(few), "--home", str(home), "--out", str(out), "--quiet"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr
    return home / "evals"


@pytest.fixture
def quality(browser: Browser, url: str, evals: Path) -> Iterator[Open]:
    """Open the quality page by its own address; it went nowhere else and nothing was amiss."""
    del evals  # there before the page looks
    pages: list[Watched] = []

    def open_one(query: str = "", **options: Any) -> Watched:
        context = browser.new_context(**{"reduced_motion": "reduce", **options})
        pages.append(Watched(context.new_page()).watch())
        page = pages[-1].page
        page.goto(f"{url}/quality{query}")
        page.locator("#quality :is(.q-head, .failed)").first.wait_for()
        return pages[-1]

    yield open_one
    for watched in pages:
        watched.page.context.close()
        assert (watched.elsewhere, watched.dialogs, watched.complaints) == ([], [], [])


def test_a_set_is_run_and_its_report_read_compared_and_deleted(quality: Open, evals: Path) -> None:
    page = quality().page
    page.get_by_label("as of now").check()
    page.get_by_role("button", name="Run few").click()
    expect(page.get_by_role("button", name="Run few")).to_be_disabled()
    expect(page.locator(".q-count")).to_contain_text(f"of {FEW}", timeout=WAIT_MS)
    page.locator("#q-now[data-step=finished]").wait_for(timeout=WAIT_MS)
    expect(page.locator(".q-runs tbody tr")).to_have_count(2)

    page.get_by_role("link", name="Read the report").click()
    expect(page.locator("#quality svg.plot").first).to_be_visible()
    assert page.locator(".q-keys dt").count() == 4
    page.locator("select[name=q-verdict]").select_option("")
    expect(page.locator(".q-case:visible")).to_have_count(FEW)
    question = page.locator(".q-case h3 a").first
    assert "as_of=" in (question.get_attribute("href") or "")
    page.go_back()

    expect(page.locator("input[name=q-pick]")).to_have_count(2)
    for box in page.locator("input[name=q-pick]").all():
        box.check()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".q-verdict")).to_contain_text(f"{FEW} questions")
    page.locator(".q-two a").last.click()
    page.get_by_role("button", name="Delete this run").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".q-runs tbody tr")).to_have_count(1)
    assert {path.name for path in evals.iterdir()} == {"sets", EARLIER}


def test_a_run_is_stopped_and_leaves_nothing(quality: Open, evals: Path) -> None:
    page = quality().page
    page.get_by_role("button", name="Run The sample’s questions").click()
    expect(page.locator(".q-count")).to_contain_text("of 172", timeout=WAIT_MS)
    page.get_by_role("button", name="Stop").click()

    expect(page.locator("#q-now")).to_contain_text("Stopped: The sample’s questions")
    expect(page.get_by_role("button", name="Run few")).to_be_enabled()
    assert {path.name for path in evals.iterdir()} == {"sets", EARLIER}


def test_articles_that_are_missing_are_said(quality: Open) -> None:
    page = quality().page
    page.get_by_role("button", name="Run stray").click()

    expect(page.locator(".q-failed")).to_contain_text("nowhere-1", timeout=WAIT_MS)


def test_what_was_quoted_opens_in_the_reader(quality: Open) -> None:
    page = quality(f"?run={EARLIER}").page
    page.locator("select[name=q-verdict]").select_option("")
    quote = page.locator(".q-case blockquote", has=page.locator("a.read")).first
    words = (quote.evaluate("one => one.firstChild.textContent") or "").removesuffix(" …")
    quote.locator("a.read").click()

    lit = page.locator("#reader mark").text_content() or ""
    assert " ".join(lit.split()).startswith(words)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"/quality\?run={EARLIER}$"))  # put back by an event


def test_it_fits_a_phone_and_has_no_barrier(quality: Open) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    size = {"width": 390, "height": 844}
    for scheme, options in (("light", {"viewport": size}), ("dark", {})):
        for query in ("", f"?run={EARLIER}"):
            page = quality(query, color_scheme=scheme, bypass_csp=True, **options).page
            assert page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
            violations = axe.run(page, context="#quality").response["violations"]
            assert [v["id"] for v in violations if v["impact"] in {"serious", "critical"}] == []


def test_a_run_that_is_not_there_is_said(quality: Open) -> None:
    watched = quality("?run=..%2Fetc")

    expect(watched.page.locator("#quality .failed")).to_contain_text("no run of that name")
    assert all("404" in one for one in watched.complaints)
    watched.complaints.clear()
