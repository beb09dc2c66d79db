from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from rag.archive.archive import Archive
from tests.browser.chromium import Watched, ask
from tests.browser.test_chips import settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Watched]


def link(home: object, name: str, words: str, *, revision: int = 1) -> tuple[str, str]:
    """The permalink of words in an article that its external id names, and its text."""
    archive = Archive.open(home)  # type: ignore[arg-type]
    (id_,) = archive.resolve([name])[name]
    text = archive.revision(id_, revision).text
    archive.close()
    start = text.index(words)
    return f"?article={id_}&revision={revision}#quote={start}-{start + len(words)}", text


def reader(opened: Open, address: str, **options: object) -> Page:
    page = opened(address, **options).page
    page.locator("#reader .reader-text").wait_for()
    return page


def test_a_permalink_opens_the_article_at_the_words_and_closes_again(
    opened: Open, home: object
) -> None:
    words = "a guarantee without soldiers was a decoration"
    address, text = link(home, "harbour-2024-12-21-maybes", words)
    page = reader(opened, address)

    expect(page.locator("#reader mark")).to_have_text(words)
    expect(page.locator("#reader mark")).to_be_in_viewport()
    assert page.locator("#reader .reader-text").text_content() == text.strip()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("article="))


def test_back_closes_the_reader_and_forward_opens_it_again(opened: Open) -> None:
    page = opened().page
    ask(page, "what did Estonia say about guarantees?")
    settled(page)
    conversation = page.url
    page.locator("#e1-1 a.read").first.click()
    page.locator("#reader .reader-text").wait_for()
    expect(page).to_have_url(re.compile(r"\?c=.*&article="))

    page.go_back()
    expect(page.locator("#reader")).to_be_hidden()
    expect(page).to_have_url(conversation)
    expect(page.locator("#turn-1 .answer")).to_be_visible()
    page.go_forward()
    expect(page.locator("#reader .reader-text")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(page).to_have_url(conversation)


def test_emoji_before_the_words_do_not_shift_them(opened: Open, home: object) -> None:
    words = "The balloons of Karsnes will be back on the first of May"
    address, _ = link(home, "emoji-1", words)
    page = reader(opened, address)

    expect(page.locator("#reader mark")).to_have_text(words)


def test_a_correction_shows_what_changed_and_leads_back(opened: Open, home: object) -> None:
    address, _ = link(home, "ledger-2024-09-18-dealcost", "64 million")
    page = reader(opened, address)
    page.locator("#reader .states a", has_text="what changed").click()

    expect(page.locator("#reader del").first).to_contain_text("64")
    expect(page.locator("#reader ins").first).to_contain_text("46")
    page.get_by_role("link", name="Read it whole").click()
    expect(page.locator("#reader ins")).to_have_count(0)


def test_the_headline_stays_in_view_where_the_words_fit_below_it(
    opened: Open, home: object
) -> None:
    address, _ = link(home, "perihelion-2024-10-31-vaccine", "Side effects were mild")
    page = reader(opened, address, viewport={"width": 1280, "height": 900})

    expect(page.locator("#reader mark")).to_be_in_viewport()
    expect(page.locator("#reader-title")).to_be_in_viewport()


def test_an_article_that_is_not_there_is_said(opened: Open) -> None:
    watched = opened("?article=ffffffffffffffff")

    expect(watched.page.locator("#reader .failed")).to_contain_text("ffffffffffffffff")
    assert all("404" in one for one in watched.complaints)
    watched.complaints.clear()


def test_a_hostile_article_is_read_literally(opened: Open, home: object) -> None:
    address, text = link(home, "hostile-1", "Sunniva Krogh")
    page = reader(opened, address)

    assert page.locator("#reader .reader-text").text_content() == text.strip()
    assert page.locator("#reader :is(img, script, iframe)").count() == 0


def test_no_barrier_in_the_reader(opened: Open, home: object) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    address, _ = link(home, "ledger-2024-09-18-dealcost", "64 million")
    for scheme in ("light", "dark"):
        page = reader(opened, address, color_scheme=scheme, bypass_csp=True)
        violations = axe.run(page, context="#reader").response["violations"]

        assert [one["id"] for one in violations if one["impact"] in {"serious", "critical"}] == []
