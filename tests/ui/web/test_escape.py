from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.web.reading import tags, text
from ui.web.escape import attribute, escape, isolated, language_of, mixes_scripts, plain, with_code

ORDINARY = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn"), exclude_characters="\r")
)


@given(ORDINARY)
def test_a_reader_sees_the_same_characters(words: str) -> None:
    assert words == text(escape(words))


@given(st.text())
def test_escaped_text_opens_no_element_but_our_label_and_stays_on_one_line(words: str) -> None:
    html = escape(words)

    assert {("span", "ctl")} >= {(tag, at.get("class", "")) for tag, at in tags(html)}
    assert "\n" not in html


@given(st.text())
def test_nothing_is_left_for_markdown_latex_or_templates(words: str) -> None:
    bare = escape(words).replace('<span class="ctl">', "").replace("</span>", "")

    assert not set("<>\"'`*_{}[]()!|~$\\^") & set(bare)


@pytest.mark.parametrize(
    "words",
    [
        "![x](http://evil.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "[1]",
        "$$E=mc^2$$",
        "{{x}} ${y} %s",
        "# heading\n\n* list\n\n    code",
    ],
)
def test_hostile_text_is_shown_literally(words: str) -> None:
    assert words == text(escape(words))
    assert tags(escape(words)) == []


def test_controls_are_labelled_and_do_not_act() -> None:
    html = escape("a\x1b[31mb\u202ec\x9dd")

    assert text(html) == "aU+001B[31mbU+202EcU+009Dd"


def test_marks_that_right_to_left_text_needs_stay() -> None:
    assert text(escape("\u200fשלום\u200e")) == "\u200fשלום\u200e"


def test_direction_is_isolated() -> None:
    assert isolated("שלום") == "<bdi>שלום</bdi>"


def test_an_attribute_cannot_be_left() -> None:
    html = f'<a title="{attribute(chr(34) + "> <b onclick=x>" + chr(10) + chr(27))}">x</a>'

    assert tags(html) == [("a", {"title": '"> <b onclick=x> \N{REPLACEMENT CHARACTER}'})]


def test_plain_text_is_one_line_without_controls() -> None:
    assert plain("  two\n lines,\t\x1b[0m ") == "two lines, \N{REPLACEMENT CHARACTER}[0m"


def test_commands_in_hints_are_code() -> None:
    assert with_code("Run `dateline rebuild`: now") == "Run <code>dateline rebuild</code>&#58; now"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("et", ' lang="et"'), ("pt-BR", ' lang="pt-BR"'), (None, ""), ('en" onload="x', ""), ("", "")],
)
def test_only_a_language_code_becomes_one(code: str | None, expected: str) -> None:
    assert expected == language_of(code)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("R\u0435uters", True),  # a Cyrillic e
        ("Reuters", False),
        ("Известия", False),
        ("Reuters Россия", False),
        ("朝日 Shimbun", False),
    ],
)
def test_look_alike_letters_inside_a_word_are_noticed(name: str, expected: bool) -> None:
    assert expected is mixes_scripts(name)
