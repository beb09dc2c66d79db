from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.read.pieces import pieces
from tests.rag.evidence import hit, passage

BODY = (
    "A first paragraph stands here.\n\n"
    "The ministers met on Monday. Nobody agreed with anybody. They will meet again in May."
)
SECOND = BODY[BODY.index("The ministers") :]


def test_every_sentence_of_a_passage_stands_where_it_says() -> None:
    found = pieces([hit(passage(SECOND, body=BODY))])

    assert [piece.text for piece in found] == [
        "The ministers met on Monday.",
        "Nobody agreed with anybody.",
        "They will meet again in May.",
    ]
    assert [piece.span.of(BODY) for piece in found] == [piece.text for piece in found]


def test_a_sentence_knows_its_neighbours_in_the_passage_and_its_headline() -> None:
    first, middle, last = pieces([hit(passage(SECOND, body=BODY, title="Talks"))])

    assert (first.before, first.after) == ("", "Nobody agreed with anybody.")
    assert (middle.before, middle.after) == (first.text, last.text)
    assert (last.before, last.after) == (middle.text, "")
    assert middle.headline == "Talks"
    assert pieces([hit(passage(title=None))])[0].headline == ""


def test_sentences_come_in_the_order_of_the_hits() -> None:
    hits = [hit(passage("The second was found first.", id_=2)), hit(passage(SECOND, id_=1))]

    assert [piece.rank for piece in pieces(hits)] == [0, 1, 1, 1]


def test_a_sentence_found_twice_is_offered_once() -> None:
    one = passage(SECOND, id_=1, article="a" * 16, body=BODY)
    again = passage(SECOND, id_=2, article="a" * 16, body=BODY)
    copy = passage(SECOND, id_=3, article="b" * 16, body=BODY)

    assert len(pieces([hit(one), hit(again)])) == 3
    assert len(pieces([hit(one), hit(copy)])) == 6


def test_scraps_are_no_sentences_but_a_script_without_spaces_has_short_ones() -> None:
    assert pieces([hit(passage("Talks. Oh no!"))]) == []
    assert [
        piece.text for piece in pieces([hit(passage("研究者が発表した結果です。", language="ja"))])
    ]
    assert pieces([hit(passage("発表。", language="ja"))]) == []


def test_nothing_found_offers_nothing() -> None:
    assert pieces([]) == []


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1).filter(str.strip))
def test_whatever_the_text_a_piece_is_exactly_its_span(text: str) -> None:
    found = pieces([hit(passage(text.strip(), body=text))])

    assert all(piece.span.of(text) == piece.text for piece in found)


def test_a_headline_printed_over_its_text_is_no_sentence() -> None:
    body = (
        "Mayor Bell resigns\n\nThe mayor, Ada Bell, resigned on Monday.\n\n"
        "## Background\n\nShe ran for nine years."
    )
    found = pieces([hit(passage(body, title="Mayor Bell Resigns"))])

    assert [piece.text for piece in found] == [
        "The mayor, Ada Bell, resigned on Monday.",
        "She ran for nine years.",
    ]
