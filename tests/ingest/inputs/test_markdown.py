"""Markdown: front matter read, the body kept to the character."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.inputs import markdown
from ingest.inputs.options import ReadOptions
from rag.domain import Failure
from tests.ingest.inputs.conftest import ReadBytes
from tests.ingest.inputs.items import failure, only, warned


@given(body=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_body_is_kept_to_the_character(options: ReadOptions, body: str) -> None:
    item = markdown.article(f"---\nurl: https://c.example/1\n---\nx{body}", "a.md", options)

    assert not isinstance(item, Failure)
    assert item.text == "x" + body


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA rule opens this.\n\n---\n\nAnd another follows.",
        "---\nnot closed: yes\n\nWords.",
        "---\n- a list\n---\nWords.",
        "---\nunknown: field\n---\nWords.",
        "---\n" + "title: x\n" * 20_000 + "---\nWords.",
        "+++\nno toml\n+++\nWords.",
        "Words.\n---\ntitle: late\n---\n",
    ],
    ids=range(7),
)
def test_what_is_no_front_matter_belongs_to_the_body(read_bytes: ReadBytes, text: str) -> None:
    article = only(read_bytes("a.md", text))

    assert (article.text, article.title) == (text, None)


def test_crlf_marks_dots_and_an_empty_body(read_bytes: ReadBytes) -> None:
    crlf = only(read_bytes("a.md", "\ufeff---\r\ntitle: T\r\n---\r\nWords.\r\n"))
    dots = only(read_bytes("b.md", "---\ntitle: T\n...\nWords."))

    assert (crlf.title, crlf.text) == ("T", "Words.\r\n")
    assert (dots.title, dots.text) == ("T", "Words.")
    assert failure(read_bytes("c.md", "---\ntitle: T\n---")).code == "E_EMPTY"


def test_scalars_are_read_as_typed(read_bytes: ReadBytes) -> None:
    matter = "title: 1984\nlang: no\ndate: 2024-05-06\nid: 007\nauthor: ~\ncategory: on\n"

    article = only(read_bytes("a.md", f"---\n{matter}---\nWords."))

    assert (article.title, article.language, article.external_id) == ("1984", "no", "007")
    assert (article.byline, article.section) == (None, "on")
    assert article.published is not None
    assert article.published.raw == "2024-05-06"


def test_broken_front_matter_is_read_line_by_line_with_a_warning(read_bytes: ReadBytes) -> None:
    matter = "title: Bridge: closed\nauthors: [Ina, Matis]\n\tdate: 2024-05-06\nid: 'x\n"

    article = only(read_bytes("a.md", f"---\n{matter}---\nWords."))

    assert (article.title, article.byline, article.external_id) == (
        "Bridge: closed",
        "Ina, Matis",
        "x",
    )
    assert (article.text, warned(article)) == ("Words.", ["W_FRONTMATTER"])


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_nested_without_end_is_no_traceback(read_bytes: ReadBytes, fence: str) -> None:
    nested = "id: 7\ntitle = " if fence == "+++" else "title: "

    article = only(read_bytes("a.md", f"{fence}\n{nested}{'[' * 5000}\n{fence}\nWords."))

    assert article.text == "Words."
    assert warned(article)[0] == "W_FRONTMATTER"


def test_toml_dates_are_read(read_bytes: ReadBytes) -> None:
    article = only(read_bytes("a.md", "+++\ntitle = 'T'\ndate = 2024-05-06\n+++\nWords."))

    assert article.published is not None
    assert article.published.raw == "2024-05-06"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Bridge to close\n\nWords.", "Bridge to close"),
        ("\n\n# Bridge to close #\n\nWords.", "Bridge to close"),
        ("#hashtag\n\nWords.", None),
        ("## A section\n\nWords.", None),
        ("Words.\n\n# Late", None),
        ("---\ntitle: Front\n---\n# Heading\n\nWords.", "Front"),
    ],
)
def test_a_heading_that_opens_the_text_is_its_title(
    read_bytes: ReadBytes, text: str, title: str | None
) -> None:
    assert only(read_bytes("a.md", text)).title == title


def test_a_heading_alone_is_no_article(read_bytes: ReadBytes) -> None:
    assert failure(read_bytes("a.md", "# Bridge to close\n")).code == "E_EMPTY"
