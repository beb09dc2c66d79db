from __future__ import annotations

from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Span
from rag.errors import UsageError
from ui.export.permalink import CODE_POINTS, LONGEST, NAME, REVISIONS, Asking, Reading, build, parse
from ui.web.ask.form import Form

ZONE = ZoneInfo("Europe/Tallinn")
MOST = 2_000
ID = "0123456789abcdef"

PRINTED = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
NAMES = st.text(PRINTED, min_size=1, max_size=20).filter(str.strip)
DAYS = st.just("") | st.dates(date(1801, 1, 1), date(2199, 1, 1)).map(str)


@st.composite
def askings(draw: st.DrawFn) -> Asking:
    start, end = draw(DAYS), draw(DAYS)
    if start and end:
        start, end = sorted((start, end))
    text = draw(st.text(PRINTED | st.just("\n"), min_size=1, max_size=80).filter(str.strip))
    names = st.lists(NAMES, max_size=3).map(tuple)
    codes = st.lists(st.sampled_from(["en", "et", "lv", "pt-BR"]), max_size=3).map(tuple)
    return Asking(text, Form(draw(names), start, end, draw(codes), draw(DAYS)))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    start = draw(st.integers(0, CODE_POINTS - 1))
    span = Span(start, draw(st.integers(start + 1, CODE_POINTS)))
    return Reading(
        draw(st.text("0123456789abcdef", min_size=16, max_size=16)),
        draw(st.none() | st.integers(1, REVISIONS)),
        draw(st.none() | st.just(span)),
    )


def read(address: str) -> Asking | Reading | None:
    return parse(address, zone=ZONE, most=MOST)


@given(link=askings() | readings(), base=st.sampled_from(["", "/", "http://127.0.0.1:7860/"]))
def test_a_link_leads_back_to_what_it_was_made_of(link: Asking | Reading, base: str) -> None:
    assert read(build(link, base)) == link


@given(link=askings() | readings())
def test_a_link_is_plain_ascii_that_survives_a_mail(link: Asking | Reading) -> None:
    address = build(link)

    assert address.isascii()
    assert not set(address) & set(" \"'<>()[]{}|\\^`\n")


@given(st.text(max_size=200) | st.text("?&=#qfromto%asicle0123456789abcdef-_", max_size=80))
def test_any_address_is_read_or_refused_and_nothing_else(address: str) -> None:
    with suppress(UsageError):
        read(address)


def test_links_look_as_they_are_documented() -> None:
    form = Form(("Le Monde", "Post"), "2024-11-01", "2024-11-30", (), "2024-12-01")

    assert build(Asking("what did Estonia say?", form)) == (
        "?q=what%20did%20Estonia%20say%3F&as_of=2024-12-01&from=2024-11-01&to=2024-11-30"
        "&publisher=Le%20Monde&publisher=Post"
    )
    assert build(Reading(ID, 2, Span(16, 73))) == f"?article={ID}&revision=2#quote=16-73"
    assert build(Reading(ID)) == f"?article={ID}"


@pytest.mark.parametrize(
    "address", ["", "/", "http://127.0.0.1:7860/?__theme=dark", "?view=api#quote=1-2"]
)
def test_an_address_that_asks_for_nothing_is_the_plain_page(address: str) -> None:
    assert read(address) is None


def test_names_that_are_not_ours_do_no_harm() -> None:
    assert read("?__theme=dark&q=who") == Asking("who")
    assert read(f"?article={ID}&utm_source=mail#top") == Reading(ID)
    assert read("?q=a+b") == Asking("a b")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("?q=", "no question"),
        ("?q=%20%0A", "no question"),
        ("?from=2024-11-01", "no question"),
        ("?q=a&q=b", "“q” stands in it twice"),
        ("?q=%00", "control character"),
        ("?q=a%1B%5B31m", "control character"),
        ("?q=a%C2%85", "control character"),
        ("?q=%FF", "cannot be read"),
        ("?q=%ED%A0%80", "cannot be read"),
        (f"?q={'x' * (MOST + 1)}", "2,001 characters, at most 2,000"),
        (f"?q={'x' * LONGEST}", "more than 16,000"),
        (f"?q=a{'&x=1' * 3_000}", "cannot be read"),
        ("http://[::1?q=a", "cannot be read"),
        ("?q=a&from=yesterday", "“from” is not a date: yesterday"),
        ("?q=a&to=2024-13-01", "“to” is not a date"),
        ("?q=a&as_of=0001-01-01", "“as_of” is not a date"),
        ("?q=a&as_of=%20", "“as_of” is not a date"),
        ("?q=a&from=2024-12-01&to=2024-11-01", "is after its last"),
        ("?q=a&publisher=", "“publisher” is blank"),
        (f"?q=a&publisher={'x' * (NAME + 1)}", "“publisher” has more than 300"),
        (f"?q=a{'&language=x' * 1_100}", "more than 1,000 times"),
        (f"?q=a&article={ID}", "“q” does not go with"),
        ("?q=a&revision=1", "“revision” does not go with"),
        ("?article=", "16 hex digits"),
        ("?article=../../etc/passwd", "16 hex digits"),
        (f"?article={ID.upper()}", "16 hex digits"),
        (f"?article={ID}&article={ID}", "twice"),
        (f"?article={ID}&revision=0", "a number from 1"),
        (f"?article={ID}&revision=-1", "a number from 1"),
        (f"?article={ID}&revision=1e3", "a number from 1"),
        (f"?article={ID}&revision=%D9%A1", "a number from 1"),
        (f"?article={ID}&revision={'9' * 9}", "a number from 1"),
        (f"?article={ID}#quote=", "START-END"),
        (f"?article={ID}#quote=5-5", "START-END"),
        (f"?article={ID}#quote=9-5", "START-END"),
        (f"?article={ID}#quote=-5-9", "START-END"),
        (f"?article={ID}#quote=1-{'9' * 9}", "START-END"),
        (f"?article={ID}#quote=1-{'9' * 5_000}", "START-END"),
        (f"?article={ID}#quote=%D9%A1-9", "START-END"),
    ],
)
def test_a_hostile_or_broken_link_is_refused_with_the_reason(address: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as caught:
        read(address)

    assert len(str(caught.value)) < 200
    assert caught.value.hint


def test_a_base_keeps_its_place() -> None:
    parts = urlsplit(build(Reading(ID, 1, Span(0, 4)), "http://127.0.0.1:7860/"))

    assert (parts.netloc, parts.path) == ("127.0.0.1:7860", "/")
