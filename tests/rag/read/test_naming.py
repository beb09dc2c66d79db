from __future__ import annotations

from rag.question.names import name_of
from rag.question.nouns import Named
from rag.read.naming import near
from rag.read.pieces import Piece, pieces
from tests.rag.evidence import hit, passage


def piece(text: str, body: str | None = None, publisher: str = "Harbour Post") -> Piece:
    """The first sentence of a passage, of an article that may have more."""
    found = passage(text, body=body, title=None, publisher=publisher)
    return pieces([hit(found)])[0]


def test_a_passage_that_names_it_is_near() -> None:
    assert near(piece("The Norvale Cup is full."), name_of("Norvale Cup"))
    assert not near(piece("The cup is full."), name_of("Norvale Cup"))


def test_a_thing_need_be_named_only_somewhere_in_its_article() -> None:
    final = "The final will be played on May 10."

    assert near(
        piece(final, f"{final}\n\nRovers are in the Norvale Cup final."), name_of("Norvale Cup")
    )


def test_a_place_or_a_person_is_named_where_it_is_told_of() -> None:
    text = "The minister said nothing."

    assert not near(piece(text, f"{text}\n\nLatvia was host."), Named("Latvia", ("Latvia",)))
    assert not near(piece(text, f"{text}\n\nAda Lind left."), name_of("Ada Lind"))


def test_a_thing_may_be_described_as_its_owner_s() -> None:
    text = "Norvale's central bank cut its rate."

    assert near(piece(text), name_of("National Bank of Norvale"))
    assert not near(piece("Ostmark's central bank cut it."), name_of("National Bank of Norvale"))


def test_a_body_is_near_by_its_other_names() -> None:
    text = "The strongest form is Article 5 of the North Atlantic Treaty."

    assert near(piece(text), name_of("NATO"))
    assert near(
        piece("Article 5 binds.", f"Article 5 binds.\n\n{text}"), name_of("Article 5 of the NATO")
    )


def test_a_publisher_need_not_speak_of_itself() -> None:
    corrected = "The first version gave another figure."

    assert near(piece(corrected, publisher="The Gazette"), name_of("Gazette"))
    assert not near(piece(corrected, publisher="The Lantern"), name_of("Gazette"))
