"""Conversations as Markdown, HTML and JSON, and an answer to paste."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.answer_json import answer_json
from rag.domain import Sentence
from rag.question.nouns import Filters
from tests.rag.evidence import ASKED_AT
from tests.ui.export.exported import (
    HOSTILE,
    LINES,
    QUAY,
    SAID,
    ZONE,
    a_turn,
    an_answer,
    exported,
    hostile_answer,
)
from tests.ui.web.newsroom import abstained
from tests.ui.web.reading import tags
from tests.ui.web.reading import text as seen
from ui.export import as_markdown as md
from ui.export.as_html import as_html
from ui.export.as_json import as_json
from ui.export.as_markdown import as_markdown
from ui.export.copied import copied
from ui.export.words import asked, file_name, standing
from ui.people.reopen import Standing, answer_from
from ui.web.escape import plain

INLINE = {"text", "softbreak", "strong_open", "strong_close", "link_open", "link_close"}
BLOCKS = {"heading", "paragraph", "blockquote"}
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def parsed(markdown: str) -> list[Token]:
    found = PARSER.parse(markdown)
    return [one for token in found for one in (token, *(token.children or ()))]


def words(markdown: str) -> str:
    return " ".join(token.content for token in parsed(markdown) if token.type == "text")


def links(markdown: str) -> list[str]:
    return [str(t.attrs["href"]) for t in parsed(markdown) if t.type == "link_open"]


def test_markdown_says_what_was_shown() -> None:
    told = words(as_markdown(exported()))

    for part in (
        "Guarantees",
        "Exported from Dateline on 29 November 2024",
        "1. what did Estonia say about guarantees?",
        "Asked on 29 November 2024, 12:00 UTC, of Post, from 19 November 2024.",
        "Harbour Post, “On the quay”, By Nadia Ferrante, 26 November 2024, 08:00 UTC",
        "Said by Kaja Saar.",
        "She was blunt. [1] (a chat model's sentence)",
        "A note.",
        "The article has been withdrawn since.",
        "Characters 16 to 73 of revision 2",
        "Also in: Ledger",
        "The archive has nothing on this.",
        "The nearest passages; none answers the question:",
        "untitled, 27 November 2024",
        "what was kept of it is damaged",
    ):
        assert part in told
    assert links(as_markdown(exported())) == [
        "https://www.post.example/quay?a=1&copy=2#:~:text="
        "%E2%80%9CWithout%20soldiers%20a%20guarantee%20is%20a%20decoration%2C%E2%80%9D"
        "%20she%20said."
    ]


@pytest.mark.parametrize("text", [HOSTILE, LINES])
def test_in_markdown_hostile_text_is_nothing_but_text(text: str) -> None:
    markdown = as_markdown(exported(a_turn(hostile_answer(text)), title=HOSTILE))
    kinds = {token.type for token in parsed(markdown)} - INLINE - {"inline", "text_special"}

    assert {kind.removesuffix("_open").removesuffix("_close") for kind in kinds} <= BLOCKS
    assert [one for one in links(markdown) if not one.startswith("https://a.example/")] == []
    assert "\u202e" not in markdown
    prose = re.sub(r"\(<[^>]*>\)", "", markdown)
    for bare in ("http://evil", "www.evil", "a@evil"):  # what GitHub makes links of by itself
        assert bare not in prose


@given(text=st.text(min_size=1).map(plain).filter(bool))
def test_any_line_of_markdown_reads_as_it_was(text: str) -> None:
    html = PARSER.render(md.text(text))

    assert seen(html).rstrip("\n") == text
    assert {tag for tag, _ in tags(html)} <= {"p"}


@given(text=st.text(alphabet="1.)-+*=#>|~ \t`_[]<&;:a!\\"))
def test_no_line_of_punctuation_begins_a_list_or_a_heading(text: str) -> None:
    if line := plain(text):
        assert {tag for tag, _ in tags(PARSER.render(md.text(line)))} <= {"p"}
        assert seen(PARSER.render(f"> {md.text(line)}")).strip() == line


def test_html_says_what_was_shown() -> None:
    told = seen(as_html(exported()))

    for part in (
        "1. what did Estonia say about guarantees?",
        SAID,
        "She was blunt. [1] a chat model's sentence",
        "A note.",
        "Said by Kaja Saar",
        "The article has been withdrawn since.",
        "Read at post.example",
        "Characters 16 to 73 of revision 2",
        "Also in: Ledger",
        "No answer. The archive has nothing on this.",
        "what was kept of it is damaged",
    ):
        assert part in told


def test_html_needs_nothing_but_itself() -> None:
    html = as_html(exported())
    found = tags(html)

    assert {"script", "img", "link", "iframe", "object", "form"}.isdisjoint(t for t, _ in found)
    assert all("src" not in at and "srcset" not in at for _, at in found)
    assert "url(" not in html
    assert "default-src 'none'" in html


def test_every_marker_in_html_leads_to_its_evidence() -> None:
    found = tags(as_html(exported()))
    ids = [at["id"] for _, at in found if "id" in at]
    targets = [at["href"] for tag, at in found if tag == "a" and at["href"].startswith("#")]

    assert len(ids) == len(set(ids))
    assert targets
    assert {one.removeprefix("#") for one in targets} <= set(ids)


@pytest.mark.parametrize("text", [HOSTILE, LINES, '"><svg onload=alert(1)>', "</style></title>"])
def test_in_html_hostile_text_is_nothing_but_text(text: str) -> None:
    html = as_html(exported(a_turn(hostile_answer(text)), title=text))
    harmless = {tag for tag, _ in tags(as_html(exported()))} | {"span", "bdi"}

    assert {tag for tag, _ in tags(html)} <= harmless
    assert not [name for _, at in tags(html) for name in at if name.startswith("on")]
    assert all(
        at["href"].startswith(("#", "https://a.example/")) for tag, at in tags(html) if tag == "a"
    )
    assert "\u202e" not in html


def test_every_filter_that_was_set_is_named() -> None:
    wanted = Filters(("Post", "Wire"), ("en",), ASKED_AT - 86_400, ASKED_AT, frozenset({"a", "b"}))
    turn = a_turn(an_answer())
    chosen = replace(turn, turn=replace(turn.turn, filters=wanted, as_of=True))

    assert asked(chosen, ZONE) == (
        "Asked as of 29 November 2024, 12:00 UTC, of Post or Wire, in en,"
        " from 28 November 2024, to 29 November 2024, 2 articles."
    )
    assert asked(replace(turn, turn=replace(turn.turn, filters=Filters())), ZONE) == (
        "Asked on 29 November 2024, 12:00 UTC."
    )


def test_an_abstention_with_nothing_near_is_its_reason_alone() -> None:
    bare = exported(a_turn(abstained()))

    assert "nearest" not in as_markdown(bare)
    assert "nearest" not in as_html(bare)


def test_json_holds_every_answer_in_its_wire_shape() -> None:
    told: dict[str, Any] = json.loads(as_json(exported()))
    first, second, third = told["turns"]

    assert told["format"] == "dateline-conversation/1"
    assert (told["id"], told["title"]) == ("0123456789abcdef", "Guarantees")
    assert first["answer"] == answer_json(an_answer())
    assert answer_json(answer_from(first["answer"])) == first["answer"]
    assert {"start", "end", "quote", "revision_sha256"} <= first["answer"]["citations"][0].keys()
    assert first["standings"] == {"1": "withdrawn"}
    assert first["filters"]["from"] == "2024-11-19T12:00:00Z"
    assert first["feedback"] == {
        "verdict": "dislike",
        "reason": "wrong",
        "given_at": "2024-11-29T12:00:00Z",
    }
    assert second["answer"]["status"] == "abstained"
    assert (third["answer"], third["damaged"]) == (None, True)


def test_a_copied_answer_has_a_line_a_citation() -> None:
    assert copied(an_answer(), ZONE) == (
        f"{SAID} [1] She was blunt. [1] (a chat model's sentence)\n"
        "\n"
        "[1] Kaja Saar, in Harbour Post, “On the quay”, By Nadia Ferrante, 26 November 2024,"
        " 08:00 UTC. https://www.post.example/quay?a=1&copy=2\n"
    )


def test_quotations_of_two_articles_are_copied_on_lines_of_their_own() -> None:
    answer = an_answer()
    article = replace(QUAY.article, id="f" * 16)
    other = replace(answer.citations[0], marker=2, passage=replace(QUAY, article=article))
    sentences = (*answer.sentences, Sentence("Ships waited.", "archive", (2,)))
    two = replace(answer, sentences=sentences, citations=(*answer.citations, other))

    said = copied(two, ZONE).partition("\n\n")[0]

    assert said.splitlines() == [
        f"{SAID} [1] She was blunt. [1] (a chat model's sentence)",
        "Ships waited. [2]",
    ]


def test_a_model_s_sentence_is_copied_with_the_words_it_rests_on() -> None:
    answer = an_answer()
    only = replace(answer, sentences=answer.sentences[1:])

    assert copied(only, ZONE).splitlines()[-1] == f"    {SAID}"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What did Estonia say about guarantees?", "what-did-estonia-say-about-guarantees.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("CON", "dateline-con.md"),
        ("ドイツ", "dateline-0123456789abcdef.md"),
        ("x" * 80, f"{'x' * 60}.md"),
    ],
)
def test_a_file_has_a_name_that_every_disk_takes(title: str, name: str) -> None:
    assert file_name(exported(title=title).conversation, "md") == name


def test_what_no_longer_stands_is_copied_with_that() -> None:
    assert "withdrawn since" in copied(an_answer(), ZONE, {1: Standing.WITHDRAWN})


def test_an_abstention_is_copied_as_its_reason() -> None:
    assert copied(abstained(), ZONE) == "The archive has nothing on this.\n"


@pytest.mark.parametrize("text", [HOSTILE, LINES])
def test_copied_text_has_no_control_character(text: str) -> None:
    told = copied(hostile_answer(text), ZONE)

    assert all(line == plain(line) or line.startswith("    ") for line in told.splitlines())
    assert "javascript:alert(1)" not in told.splitlines()[2].rpartition(".")[2]


@pytest.mark.parametrize("write", [as_markdown, as_html])
def test_what_a_later_quotation_tells_otherwise_is_called_earlier(write: Any) -> None:
    answer = an_answer()
    older = replace(answer, citations=tuple(replace(one, older=True) for one in answer.citations))

    assert "Earlier: " not in unescape(write(exported(a_turn(answer))))
    assert "Earlier: " in unescape(write(exported(a_turn(older))))
    assert copied(older, ZONE).startswith("Earlier: ")


def test_what_a_quotation_s_standing_says_is_nothing_only_where_it_holds() -> None:
    assert [one for one in Standing if not standing(one)] == [Standing.HOLDS]
    assert standing(None) == ""
