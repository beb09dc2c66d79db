from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.web.reading import tags, text
from ui.web.links import at_quote, host_of, link, safe_url

PAGE = "https://www.post.example/a?b=c"


@pytest.mark.parametrize("url", [PAGE, "http://post.example:8080/", "HTTPS://POST.example/x"])
def test_ordinary_addresses_may_be_followed(url: str) -> None:
    assert url == safe_url(url)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "//post.example/a",
        "/a/b",
        "https://",
        "https://user:pw@post.example/",
        "https://post.example/a b",
        "https://post.example/\u202egnp",
        "https://post.example\\@evil.example/",
        "https://post.example:99999/",
        "https://[::1",
    ],
)
def test_any_other_address_is_not_linked(url: str | None) -> None:
    assert safe_url(url) is None


def test_a_short_quotation_is_the_fragment_whole() -> None:
    expected = f"{PAGE}#:~:text=co%2Doperation%2C%20he%20said%20%26%20left"

    assert expected == at_quote(PAGE, "co-operation, he said & left")


def test_a_long_quotation_is_given_by_its_ends() -> None:
    words = [f"w{number}" for number in range(30)]

    assert f"{PAGE}#:~:text=w0%20w1%20w2%20w3%20w4,w25%20w26%20w27%20w28%20w29" == at_quote(
        PAGE, " ".join(words)
    )


def test_a_quotation_over_two_lines_is_given_by_its_ends() -> None:
    assert f"{PAGE}#:~:text=one,two" == at_quote(PAGE, "one\n\ntwo")


def test_a_long_quotation_without_spaces_is_given_by_its_ends() -> None:
    words = "あ" * 50 + "い" * 50

    fragment = at_quote(PAGE, words).partition("text=")[2]

    assert [unquote(end) for end in fragment.split(",")] == ["あ" * 16, "い" * 16]


def test_a_fragment_the_address_has_is_kept() -> None:
    assert at_quote("https://post.example/a#top", "x") == "https://post.example/a#top:~:text=x"


def test_a_text_fragment_the_address_has_is_replaced() -> None:
    assert at_quote("https://post.example/a#:~:text=old", "x") == "https://post.example/a#:~:text=x"


@given(st.text())
def test_no_quotation_breaks_out_of_its_fragment(words: str) -> None:
    target = at_quote(PAGE, words)

    assert target.isascii()
    assert target == safe_url(target)
    assert target.partition("text=")[2].count(",") <= 1


def test_hosts_are_shown_plainly() -> None:
    assert host_of(PAGE) == "post.example"
    assert host_of("https://ерик.example/") == "xn--e1aggw.example"
    assert host_of(f"https://{'ж' * 80}.example/") == "an unreadable address"


def test_a_link_is_ours_and_tells_nobody() -> None:
    html = link(PAGE, "Read <this>", words="a quote")

    (tag, attributes), *_ = tags(html)

    assert (*(tag, attributes["target"], attributes["rel"]),) == (
        "a",
        "_blank",
        "noopener noreferrer nofollow",
    )
    assert f"{PAGE}#:~:text=a%20quote" == attributes["href"]
    assert text(html) == "Read <this>"


def test_an_address_that_may_not_be_followed_leaves_its_label() -> None:
    assert link("javascript:alert(1)", "Post") == "<bdi>Post</bdi>"
