from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Watched, ask

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Watched]

ESTONIA = "what did Estonia say about guarantees?"
LATVIA = "what did Latvia say about guarantees?"
WIDTH = 390  # CSS pixels of a phone


def quotation(page: Page, marker: int = 1, turn: int = 1) -> str | None:
    """The words that stand before a marker."""
    figure = page.locator(f"#turn-{turn} .quotation", has=page.locator(f"#m{turn}-{marker}"))
    return figure.locator(".words").text_content()


def test_a_minister_answers_and_the_marker_lights_up_the_exact_words(opened: Open) -> None:
    page = opened().page
    ask(page, ESTONIA)
    page.locator("#m1-1").click()

    card = page.locator("#e1-1")
    expect(card).to_have_class("card lit")
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    assert card.locator("mark").text_content() == quotation(page)
    assert "Tsahkna" in page.locator("#turn-1").inner_text()


def test_the_link_opens_the_article_at_the_words(opened: Open) -> None:
    page = opened().page
    ask(page, ESTONIA)
    link = page.locator("#e1-1 a.out").last

    href = link.get_attribute("href") or ""
    assert href.startswith("https://harbour-post.example/")
    assert "#:~:text=" in href
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert link.get_attribute("target") == "_blank"


def test_emoji_before_a_quotation_do_not_shift_its_mark(opened: Open) -> None:
    page = opened().page
    ask(page, "When will the balloons of Karsnes be back?")

    marked = page.locator("#evidence mark").all_text_contents()
    assert marked == page.locator("#turn-1 .words").all_text_contents()
    assert any("The balloons of Karsnes will be back on the first of May" in one for one in marked)


def test_a_neighbours_words_do_not_answer_and_the_nearest_are_shown_as_such(opened: Open) -> None:
    page = opened().page
    ask(page, LATVIA)

    expect(page.locator("#turn-1 .abstained")).to_contain_text("Latvia")
    expect(page.locator("#turn-1 .abstained")).to_contain_text("The archive covers")
    expect(page.locator("#evidence .card.nearest").first).to_be_visible()
    expect(page.locator("#evidence mark")).to_have_count(0)


def test_a_follow_up_keeps_the_matter_and_older_evidence_can_be_called_back(opened: Open) -> None:
    page = opened().page
    ask(page, ESTONIA)
    page.locator("#e1-2").hover()
    page.mouse.wheel(0, 400)
    expect(page.locator("#evidence .column-title").first).not_to_be_in_viewport()
    assert page.locator("#beside").evaluate("column => column.scrollTop") > 0  # to the page's end
    ask(page, "and Latvia?", turn=2)

    expect(page.locator("#evidence-2 .column-title")).to_be_in_viewport()  # from its top again
    expect(page.locator("#turn-2 .understood")).to_contain_text("Latvia")
    expect(page.locator("#turn-2 .understood")).to_contain_text("guarantees")
    expect(page.locator("#e1-1")).to_be_hidden()
    page.locator("#m1-1").click()
    expect(page.locator("#e1-1")).to_be_focused()
    expect(page.locator("#evidence-2")).to_be_hidden()


def test_a_publisher_chosen_is_the_only_one_quoted(opened: Open) -> None:
    page = opened().page
    page.get_by_role("button", name="Filters").click()
    page.locator("#filters").get_by_label("Publishers").click()
    page.get_by_role("option", name="The Baltic Lantern").click()
    expect(page.get_by_role("button", name="Filters · 1 on")).to_be_visible()
    ask(page, ESTONIA)

    names = set(page.locator("#evidence .card .publisher").all_inner_texts())
    assert names == {"The Baltic Lantern"}


def test_a_wrong_date_is_named_and_the_question_kept(opened: Open) -> None:
    page = opened().page
    page.get_by_role("button", name="Filters").click()
    page.locator("#filters").get_by_label("From").fill("next tuesday")
    ask(page, ESTONIA)

    expect(page.locator("#turn-1 .failed")).to_contain_text("“From” is not a date: next tuesday.")
    expect(page.locator("#question textarea")).to_have_value(ESTONIA)


def test_the_archive_is_asked_as_of_a_day(opened: Open) -> None:
    page = opened().page
    page.get_by_role("button", name="Filters").click()
    page.locator("#filters").get_by_label("As of").fill("2024-11-28")
    ask(page, ESTONIA)

    expect(page.locator("#turn-1 .understood")).to_contain_text("as of 28 November 2024")
    expect(page.locator("#turn-1 .answer-foot")).to_contain_text("2 days before you asked")


def test_a_hostile_article_is_shown_literally_and_does_nothing(opened: Open) -> None:
    page = opened().page
    ask(page, "What did Sunniva Krogh say about the strange pages of Vesterholm?")

    shown = page.locator("#evidence").inner_text()
    assert "<script>alert(3)</script> and ![x](http://evil.example/x.png)" in shown
    assert "[1], {{braces}}, ${money}, $$E=mc^2$$ and **stars**" in shown
    assert "<img src=http://evil.example/title.png onerror=alert(1)>" in shown
    assert "Vesterholm <b>Courier</b>" in shown
    assert page.locator("#evidence :is(img, script), #thread :is(img, script)").count() == 0


@pytest.mark.parametrize(
    "question", ["<img src=http://evil.example/q.png> **x** {{y}}?", "![x](http://evil.example/q)?"]
)
def test_a_hostile_question_is_shown_literally(opened: Open, question: str) -> None:
    page = opened().page
    ask(page, question)

    assert page.locator("#turn-1 .asked").inner_text() == question


def test_on_a_phone_the_evidence_stands_under_the_talk(opened: Open) -> None:
    page = opened(viewport={"width": WIDTH, "height": 844}, has_touch=True).page
    ask(page, ESTONIA)

    talk, evidence = (page.locator(part).bounding_box() for part in ("#talk", "#evidence"))
    assert talk is not None
    assert evidence is not None
    assert evidence["y"] >= talk["y"] + talk["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    page.locator("#m1-1").tap()
    expect(page.locator("#e1-1")).to_be_in_viewport()


def test_it_can_be_asked_and_read_with_the_keyboard_alone(opened: Open) -> None:
    page = opened().page
    page.keyboard.press("/")
    page.keyboard.type(ESTONIA)
    page.keyboard.press("Enter")
    page.locator("#turn-1 .rate").first.wait_for(timeout=60_000)  # it is drawn for the last time
    press_until(page, "Shift+Tab", "#m1-1")

    page.keyboard.press("Enter")
    expect(page.locator("#e1-1")).to_be_focused()
    press_until(page, "Tab", "#e1-1 a.back")
    page.keyboard.press("Enter")
    expect(page.locator("#m1-1")).to_be_focused()


def press_until(page: Page, key: str, place: str, most: int = 24) -> None:
    """Press a key until a place has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("place => document.activeElement.matches(place)", place):
            return
    raise AssertionError(f"{place} is not reached by {key}")


def test_an_example_can_be_clicked_and_the_talk_begun_again(opened: Open) -> None:
    page = opened().page
    page.get_by_role("button", name="What did Estonia say about guarantees?").click()
    page.locator("#turn-1 .answer").wait_for(timeout=60_000)
    expect(page.locator("#opening")).to_be_hidden()
    page.get_by_role("button", name="New conversation").click()

    expect(page.locator("#opening")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#evidence .card")).to_have_count(0)


def test_the_ways_to_the_rooms_stand_in_one_place_and_lead_back(opened: Open) -> None:
    page = opened().page
    ask(page, LATVIA)
    expect(page.locator("#thread .turn.running")).to_have_count(0)
    ways = page.locator("#masthead .pages")
    before = ways.bounding_box()
    ways.get_by_role("link", name="Archive").click()
    page.locator("#archive .tabs").wait_for()

    assert ways.bounding_box() == before
    ways.get_by_role("link", name="Ask").click()
    expect(page.locator("#turn-1 .asked")).to_have_text(LATVIA)
    assert len(page.context.pages) == 1  # none opened a tab of its own


def test_the_lamp_is_remembered(opened: Open) -> None:
    page = opened(color_scheme="light").page
    page.locator(".lamp").click()
    later = page.context.new_page()
    later.goto(page.url)
    later.locator("#question textarea").wait_for()

    assert later.evaluate("document.body.classList.contains('dark')")


def test_a_question_too_long_is_cut_by_its_field(opened: Open) -> None:
    page = opened().page

    assert page.locator("#question textarea").get_attribute("maxlength") == "2000"
