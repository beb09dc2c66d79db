from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import open_page
from tests.browser.conftest import RUN, served
from tests.browser.test_chips import settled
from tests.provider import Provider, provider

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GOOD = 0.1  # of the cumulative layout shift, up to which web.dev calls it good
SAID = (
    "Tsahkna said that real security guarantees mean boots on the ground [1].",
    "Margus Tsahkna told whoever would listen that a guarantee without soldiers was a"
    " decoration [2].",
    "French and British officials had resumed talks on a possible European force [1].",
)
WORDS = tuple(sentence.partition(" [")[0] for sentence in SAID)  # the page puts markers last
STANDS = ("#turn-1 .asked", "#turn-1 .words >> nth=0", "#turn-1 .words >> nth=1", "#composer")

# From the frame after the question stands on the page, whatever keys were pressed before.
WATCH = """() => {
  window.shifted = [];
  new MutationObserver((_, observer) => {
    if (document.querySelector(".turn.waiting") === null) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame((now) => {
      new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (one.startTime >= now) shifted.push(one.value);
      }).observe({ type: "layout-shift", buffered: true });
    }));
  }).observe(document.body, { childList: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def model() -> Iterator[Provider]:
    """A chat model that says what a test lets it say."""
    pytest.importorskip("langchain_openai")
    with provider() as running:
        yield running


@pytest.fixture(scope="module")
def url(chromium: str, home: Path, model: Provider) -> Iterator[str]:
    """A server that asks it."""
    del chromium
    environment = {
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": model.url,
        "DATELINE_CHAT_MODEL": "openai:any",
    }
    command = [*RUN, "serve", "--home", str(home), "--port", "0", "--json"]
    with served(command, environment) as url:
        yield url


def places(page: Page) -> list[tuple[float, float]]:
    """Where on the screen what is being read and typed in stands."""
    boxes = [page.locator(one).bounding_box() for one in STANDS]
    return [(box["x"], box["y"]) for box in boxes if box]


def test_nothing_moves_while_an_answer_grows(browser: Browser, url: str, model: Provider) -> None:
    for width in (1280, 390):
        watched = open_page(browser, url, viewport={"width": width, "height": 844})
        page = watched.page
        page.evaluate(WATCH)
        page.locator("#question textarea").fill("what did Estonia say about guarantees?")
        page.locator("#question textarea").press("Enter")
        page.locator("#turn-1 .answer").wait_for(timeout=60_000)
        stood = places(page)
        assert len(stood) == len(STANDS)
        expect(page.locator("#turn-1 .actions")).to_be_hidden()

        for count, sentence in enumerate(SAID, start=1):
            for word in sentence.split(" "):
                model.pieces.put(f"{word} ")
            if count > 1:  # a sentence stands once the next is under way
                expect(page.locator("#turn-1 .own-words")).to_have_count(count - 1)
                assert places(page) == stood
        model.pieces.put(None)
        settled(page)

        expect(page.locator("#turn-1 .own-words")).to_have_count(len(SAID))
        expect(page.locator("#turn-1 .actions")).to_be_visible()
        assert places(page) == stood
        assert sum(page.evaluate("shifted")) < GOOD
        page.context.close()
        assert watched.elsewhere == []


# Whatever a screen reader is told, in order.
LISTEN = """() => {
  window.told = [];
  new MutationObserver(() => told.push(document.getElementById("teller").textContent))
    .observe(document.getElementById("teller"), { childList: true });
}"""


def test_what_a_chat_model_adds_is_told_once_it_stands(
    browser: Browser, url: str, model: Provider
) -> None:
    watched = open_page(browser, url)
    page = watched.page
    page.evaluate(LISTEN)
    page.locator("#question textarea").fill("what did Estonia say about guarantees?")
    page.locator("#question textarea").press("Enter")
    page.locator("#turn-1 .answer").wait_for(timeout=60_000)
    quoted = page.locator("#turn-1 .words").first.inner_text()
    for sentence in SAID:
        for word in sentence.split(" "):
            model.pieces.put(f"{word} ")
    expect(page.locator("#turn-1 .own-words")).to_have_count(len(SAID) - 1)
    assert not any(WORDS[0] in one for one in page.evaluate("told"))
    model.pieces.put(None)
    settled(page)

    told = page.evaluate("told")
    assert [sum(words in one for one in told) for words in WORDS] == [1] * len(WORDS)
    assert sum(quoted in one for one in told) == 1
    page.context.close()
    assert watched.elsewhere == []
