"""Pieces of HTML -> text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.inputs.markup import is_markup, to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One\n  line.</p>\n\n<div>Two.</div>", "One line.\n\nTwo."),
        ("One<br>two<br/><br>three", "One\ntwo\n\nthree"),
        ("<ul><li>a</li>\n<li>b</li></ul>after", "a\nb\n\nafter"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "a\n\nb"),
        ("a <b>bold</b> <i>word</i>.", "a bold word."),
        ("<pre>  two\n    lines</pre>", "two\nlines"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<h2>Head</h2>text<blockquote>said</blockquote>", "Head\n\ntext\n\nsaid"),
        ("x<script>no</script>y<style>no</style>z<!-- no -->", "xyz"),
        ("x &lt; 5 &amp; y&nbsp;z &#8217;", "x < 5 & y\u00a0z ’"),
        ("AT&T <3", "AT&T <3"),
        ("no markup", "no markup"),
        ("<p></p>", ""),
        ("<!-- only -->", ""),
        ("", ""),
    ],
)
def test_html_becomes_what_a_reader_sees(html: str, text: str) -> None:
    assert to_text(html) == text


def test_html_too_deep_for_the_parser_loses_no_words() -> None:
    assert "deep words" in to_text("<div>" * 5000 + "deep words" + "</div>" * 5000)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert isinstance(to_text(f"<p>{text}"), str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>One.</p>", True),
        ("<div class='a'>One<br>two</div>", True),
        ("Intro</p><p>One.</p>", True),
        ("One.<br><br>Two.<br /><br />Three.", True),
        ("He wrote <p> and </p> by hand.", False),
        ("<Coastline> Words.", False),
        ("<b>Words</b> only", False),
        ("1 < 2 > 0", False),
        ("", False),
    ],
)
def test_html_is_told_from_a_text_about_it(text: str, expected: bool) -> None:
    assert is_markup(text) is expected
