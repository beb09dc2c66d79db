from __future__ import annotations

from dataclasses import replace

from rag.attribution import mark
from rag.domain import Revision, Span
from rag.record import Record
from tests.ui.web import reading
from tests.ui.web.newsroom import QUOTE, TEXT, ZONE, article, at, passage, revision
from ui.web.reader import text
from ui.web.reader.compare import compared
from ui.web.reader.view import Sight, found_in
from ui.web.reader.view import article as shown

OLDER = replace(revision(TEXT.replace("blunt", "plain")), valid_from=at(2024, 11, 26), valid_to=9)
NEWER = replace(revision(number=2), valid_from=at(2024, 11, 27))
PLACE = Span(TEXT.index(QUOTE), TEXT.index(QUOTE) + len(QUOTE))


def sight(*revisions: Revision, span: Span | None = PLACE, **options: object) -> Sight:
    """The last of the revisions, shown."""
    known = revisions or (revision(),)
    found = Record(article(url="https://post.example/1"), known, known[-1], (), ())
    return Sight(replace(found, **options), span, ZONE)  # type: ignore[arg-type]


def test_the_whole_text_stands_there_with_the_quotation_lit() -> None:
    html = shown(sight())

    assert TEXT in reading.text(html)
    assert reading.inside(html, "mark") == QUOTE


def test_the_quotation_is_lit_after_characters_that_count_twice_elsewhere() -> None:
    emoji = "🎈🎈 balloons. " + TEXT
    start = emoji.index(QUOTE)
    html = shown(sight(revision(emoji), span=Span(start, start + len(QUOTE))))

    assert reading.inside(html, "mark") == QUOTE


def test_an_article_does_nothing_and_reads_as_it_is() -> None:
    hostile = "<script>alert(1)</script> ![x](http://evil.example/x.png) [1] {{a}}\n\n<b>Bold</b>"
    html = shown(sight(revision(hostile, title="<img src=x onerror=alert(1)>"), span=None))

    assert hostile in reading.text(html)
    assert {tag for tag, _ in reading.tags(html)}.isdisjoint({"script", "img"})
    assert "\n\n" not in html.replace(reading.text(html), "")


def test_other_states_are_offered_with_the_same_words_lit_where_they_stand_once() -> None:
    html = shown(sight(OLDER, NEWER))

    hrefs = [at["href"] for at in reading.links(html, "read")]
    start = OLDER.text.index(QUOTE)
    assert f"./?article={'a' * 16}&revision=1#quote={start}-{start + len(QUOTE)}" in hrefs
    assert any("against=1" in href for href in hrefs)
    assert "in force now" in reading.text(html)


def test_words_that_stand_twice_are_nowhere_in_particular() -> None:
    assert found_in(revision("No. No."), "No.") is None
    assert found_in(revision("No. Yes."), "No.") == Span(0, 3)
    assert found_in(revision("No."), "") is None


def test_a_comparison_shows_what_went_and_what_came() -> None:
    html = compared(sight(OLDER, NEWER), OLDER)

    assert (reading.inside(html, "del"), reading.inside(html, "ins")) == ("plain", "blunt")
    assert "What changed on 27 November 2024" in reading.text(html)


def test_a_comparison_of_the_older_state_reads_the_same_way() -> None:
    html = compared(sight(NEWER, OLDER), NEWER)

    assert (reading.inside(html, "del"), reading.inside(html, "ins")) == ("plain", "blunt")


def test_a_headline_alone_can_have_changed() -> None:
    other = replace(NEWER, title="Ministers leave the quay with a plan")
    html = compared(sight(replace(OLDER, text=TEXT), other), replace(OLDER, text=TEXT))

    assert reading.inside(html, "ins") == "with"
    assert "The text is the same" in reading.text(html)


def test_of_a_very_long_text_the_part_around_the_words_is_shown() -> None:
    long = "x" * (text.MOST + 5) + QUOTE + "y" * (text.MOST + 7)
    span = Span(text.MOST + 5, text.MOST + 5 + len(QUOTE))
    html = shown(sight(revision(long), span=span))

    assert reading.inside(html, "mark") == QUOTE
    assert "5 more characters" in reading.text(html)
    assert "7 more characters" in reading.text(html)


def test_who_is_quoted_is_listed_each_with_its_place() -> None:
    one = revision("“We will stay,” said Anna Holm on Monday. Nobody else spoke.")
    html = shown(sight(one, span=None, said=tuple(mark(one.text, "en"))))

    assert "Who is quoted here (1)" in reading.text(html)
    assert "Anna Holm" in reading.text(html)
    assert any("#quote=" in at["href"] for at in reading.links(html, "read"))


def test_other_prints_are_named() -> None:
    copy = passage(revision(id_="b" * 16), article(id_="b" * 16, publisher="Meridian Wire"))
    html = shown(sight(prints=(copy,)))

    assert "Also in: Meridian Wire" in reading.text(html)
