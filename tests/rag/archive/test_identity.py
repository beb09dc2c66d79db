from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.archive.identity import (
    article_id,
    canonical_url,
    content_key,
    former_url,
    identity,
    text_sha256,
)
from rag.domain import IncomingArticle, NewsTime, Precision
from tests.rag.archive.stories import on, story

PAGE = "https://harbour.example/news/strike"


@pytest.mark.parametrize(
    "same",
    [
        "http://harbour.example/news/strike",
        "https://www.harbour.example/news/strike",
        "https://WWW.Harbour.Example/news/strike/",
        "https://harbour.example:443/news/strike#comments",
        "https://reader@harbour.example/news/strike",
        "https://harbour.example./news/strike",
        " https://harbour.example/news/strike\n",
        f"{PAGE}?utm_source=newsletter&utm_medium=email",
        f"{PAGE}?UTM_Campaign=x&fbclid=1&gclid=2&at_medium=rss&cmpid=3&ocid=4&smid=5",
        f"{PAGE}?",
        f"{PAGE}?ref=homepage&rss=1&cmp=rss&cid=latest",
        f"{PAGE}#!",
        f"{PAGE}#/",
    ],
)
def test_addresses_of_one_page_are_one_identity(same: str) -> None:
    assert canonical_url(same) == "harbour.example/news/strike"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{PAGE}?id=1", f"{PAGE}?id=2"),
        (f"{PAGE}?id=1", PAGE),
        (f"{PAGE}?id=", PAGE),
        (f"{PAGE}/Part", f"{PAGE}/part"),
        ("https://harbour.example/a", "https://harbour.example/b"),
        ("https://harbour.example/a", "https://news.harbour.example/a"),
        ("https://harbour.example/Satellite?cid=17", "https://harbour.example/Satellite?cid=19"),
        ("https://harbour.example/index.php?ref=1.23-4", "https://harbour.example/index.php"),
        (
            "https://harbour.example/show-my-story.asp?ref=7",
            "https://harbour.example/show-my-story.asp",
        ),
        ("https://harbour.example/#!/news/1", "https://harbour.example/#!/news/2"),
        ("https://harbour.example/app#/story/quay", "https://harbour.example/app"),
    ],
)
def test_what_tells_pages_apart_is_kept(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize("path", ["2024/09/18/strike", "harbour-strike-ends", "strike-12345.php"])
def test_where_the_path_names_the_article_numbers_and_routes_are_tracking(path: str) -> None:
    at = f"https://harbour.example/{path}"

    assert canonical_url(f"{at}?cid=1212659722938#/comments") == canonical_url(at)
    assert former_url(f"{at}?cid=1212659722938#/comments") is None


def test_a_former_address_is_told_where_it_was_another() -> None:
    assert former_url(f"{PAGE}?id=7&utm_id=1#top") is None
    assert former_url("mailto:desk@harbour.example") is None
    assert former_url("https://harbour.example/s?cid=17&b=1") == "harbour.example/s?b=1"
    assert former_url("https://harbour.example/#!/news/1") == "harbour.example/"


def test_parameters_in_another_order_are_the_same_page() -> None:
    assert canonical_url(f"{PAGE}?b=2&a=1&utm_id=9") == canonical_url(f"{PAGE}?a=1&b=2")


def test_a_bare_host_is_its_front_page() -> None:
    assert canonical_url("https://harbour.example") == "harbour.example/"


@pytest.mark.parametrize(
    "url",
    ["", "harbour.example/a", "ftp://harbour.example/a", "file:///etc/passwd", "javascript:x",
     "https://", "https:///a", "http://[::1", "mailto:desk@harbour.example"],
)  # fmt: skip
def test_what_is_no_web_address_names_nothing(url: str) -> None:
    assert canonical_url(url) is None


@given(st.text(max_size=60))
def test_any_text_can_be_tried_as_a_url(text: str) -> None:
    assert canonical_url(text) is None or "/" in str(canonical_url(text))
    assert str(canonical_url(f"https://harbour.example/{text}")).startswith("harbour.example/")


@given(st.text("abcZ09/?&=#%+.-_~:@!$'()*,;", max_size=40))
def test_a_folded_address_stays_as_it_is(path: str) -> None:
    folded = canonical_url(f"http://www.harbour.example/{path}")

    assert folded == canonical_url(f"https://{folded}")


def test_identity_is_the_url_then_the_id_then_the_path_then_the_content() -> None:
    full = story(url=PAGE, external_id="7", path="articles/a.md")

    assert identity(full) == "url:harbour.example/news/strike"
    assert identity(replace(full, url=None)) == "id:7"
    assert identity(replace(full, url="not a url")) == "id:7"
    assert identity(replace(full, url=None, external_id="")) == "path:articles/a.md"
    assert identity(replace(full, url="", external_id=None, path=None)).startswith("content:")


@pytest.mark.parametrize("one", [story(), story(external_id=None)])
def test_publisher_and_byline_are_never_part_of_an_identity(one: IncomingArticle) -> None:
    assert identity(replace(one, publisher="AP")) == identity(one)
    assert identity(replace(one, publisher=None)) == identity(one)
    assert identity(replace(one, byline="A. Writer")) == identity(one)


def test_without_a_name_other_words_are_another_article() -> None:
    one = story("First text.", external_id=None)

    assert identity(one) != identity(replace(one, text="Second text."))
    assert identity(one) != identity(replace(one, title="Another headline"))


def test_headline_and_text_cannot_be_shifted_into_each_other() -> None:
    one = story("b", title="a\n", external_id=None)

    assert identity(one) != identity(replace(one, title="a", text="\nb"))


@pytest.mark.parametrize(
    "external_id",
    ["x" * 10_000, "a/../../etc/passwd", "nul\0nul", "🗞️👩🏽‍🚀", "\ud800", " ", "id:7"],
)
def test_an_article_id_is_sixteen_hex_digits_whatever_the_input_calls_it(external_id: str) -> None:
    id_ = article_id(identity(story(external_id=external_id)))

    assert re.fullmatch(r"[0-9a-f]{16}", id_)


@given(st.text(), st.text())
def test_different_ids_are_different_articles(one: str, other: str) -> None:
    names = [identity(story("text", external_id=id_)) for id_ in (one, other)]

    assert (names[0] == names[1]) == (one == other)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "The harbour reopened on Tuesday."},
        {"title": "Harbour open again"},
        {"title": None},
        {"byline": "Nadia Ferrante"},
        {"published": on(2024, 9, 19)},
        {"published": None},
        {"modified": on(2024, 9, 20)},
        {"published": NewsTime(on(2024, 9, 18).epoch, Precision.DAY, "2024-09-18")},
    ],
)
def test_a_change_of_text_headline_byline_or_date_is_a_new_revision(
    changed: dict[str, str | NewsTime | None],
) -> None:
    one = story(published=on(2024, 9, 18))

    assert content_key(one) != content_key(replace(one, **changed))  # type: ignore[arg-type]


def test_the_same_moment_spelled_another_way_is_no_new_revision() -> None:
    one = story(published=on(2024, 9, 18))
    spelled = NewsTime(on(2024, 9, 18).epoch, Precision.SECOND, "Wed, 18 Sep 2024 00:00:00 GMT")

    assert content_key(one) == content_key(replace(one, published=spelled))


def test_publisher_language_and_address_make_no_revision() -> None:
    one = story()
    other = replace(one, publisher="AP", language="fr", url=PAGE, where="elsewhere:9")

    assert content_key(one) == content_key(other)


def test_the_text_is_hashed_as_utf_8() -> None:
    assert text_sha256("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
